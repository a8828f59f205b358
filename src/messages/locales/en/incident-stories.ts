import type { Reason } from "../../../warnings/reason.ts";
import type { Evidence } from "../../../warnings/warning.ts";
import type { Story, StoryWords } from "../incident-texts.ts";

const steps = {
  "lead-to-mql": "lead → MQL",
  "mql-to-opportunity": "MQL → opportunity",
  "opportunity-to-customer": "opportunity → customer",
} as const;

/** Tells in English what a rule found. */
export function englishStory(reason: Reason, evidence: Evidence, w: StoryWords): Story {
  const since = w.day(evidence.since);
  const cases = w.count(evidence.cases);
  switch (reason.key) {
    case "conversion-fell": {
      const missing = w.count(Math.max(1, Math.round(reason.expected - reason.observed)));
      const channel = reason.carrier ? w.name(reason.carrier.acquisitionChannel) : null;
      const carried =
        channel && reason.carrier
          ? ` ${channel} accounts for ${w.wholePercent(Math.min(1, reason.carrier.share))} of the fall.`
          : "";
      const rates = `${w.percent(reason.to)} instead of ${w.percent(reason.from)}`;
      if (reason.step === "mql-to-opportunity") {
        return {
          title: `MQL → opportunity fell to ${w.percent(reason.to)} (usual: ${w.percent(reason.from)})`,
          fact: `Since ${since}, *${w.count(reason.observed)}* MQLs became opportunities where *${w.count(reason.expected)}* were to be expected of the same MQLs at the same age: ${rates}.${carried}`,
          cases: `${cases} MQLs in flight`,
          counted: "MQLs that became opportunities, each four weeks",
          meaning: {
            marketing: `Fewer of the leads that you hand over become opportunities. This can lie with the leads or with the follow-up, so it is no reason yet to change budget or scoring. Go through ${channel ? `the ${channel} MQLs` : "a handful of recent MQLs"} with sales first.`,
            sales: `${missing === "1" ? "About one opportunity is" : `About ${missing} opportunities are`} missing from the pipeline. What they would have brought will be missing about one sales cycle from now. First contact is the quickest thing to check.`,
          },
          questions: {
            marketing: [
              `What changed ${channel ? `in ${channel}` : "in the leads"} around ${since}: audience, offer, form, or the score that makes an MQL?`,
            ],
            sales: [
              `How many of ${channel ? `the ${channel} MQLs` : "the MQLs"} since ${since} had a first touch, and why were the others turned down?`,
            ],
          },
        };
      }
      return {
        title: `Opportunity → customer fell to ${w.percent(reason.to)} (usual: ${w.percent(reason.from)})`,
        fact: `Since ${since}, *${w.count(reason.observed)}* opportunities were won where *${w.count(reason.expected)}* were to be expected: ${rates}.${carried}`,
        cases: `${cases} opportunities closed`,
        counted: "opportunities won, each four weeks",
        meaning: {
          marketing: `What sales takes up is won less often. If ${channel ?? "one acquisition channel"} carries it, look at what those buyers were promised and whether they can buy at all.`,
          sales: `${missing === "1" ? "About one win is" : `About ${missing} wins are`} missing. Read the reasons of the lost opportunities side by side before the next forecast.`,
        },
        questions: {
          marketing: [
            `Which promise, price or audience changed ${channel ? `in ${channel}` : "in the campaigns"} for deals that closed since ${since}?`,
          ],
          sales: [
            `What do the opportunities lost since ${since} have in common: a competitor, the price, no decision?`,
          ],
        },
      };
    }
    case "gate-raised":
      return {
        title: "A smaller share goes over, but more of it is won",
        fact: `Since ${since}, MQL → opportunity runs at ${w.wholePercent(reason.first)} of usual, and opportunity → customer at ${w.wholePercent(reason.second)}. The bar for an opportunity seems to have gone up.`,
        cases: `${cases} cases`,
        counted: "MQLs that became opportunities, each four weeks",
        meaning: {
          marketing:
            "More of your MQLs stay below the bar. Judge by both halves multiplied: the outcome may be the same.",
          sales:
            "You open opportunities from a smaller share of the MQLs and win more of them. Good leads may be waiting below the new bar.",
        },
        questions: {
          marketing: ["Which MQLs that were turned down would you have expected to be taken up?"],
          sales: ["What must an MQL have now that it did not need before?"],
        },
      };
    case "pushed-through":
      return {
        title: "A larger share goes over, but less of it is won",
        fact: `Since ${since}, MQL → opportunity runs at ${w.wholePercent(reason.first)} of usual, and opportunity → customer at ${w.wholePercent(reason.second)}. More goes over than can be won.`,
        cases: `${cases} cases`,
        counted: "opportunities won, each four weeks",
        meaning: {
          marketing:
            "The handover looks better than it is: what is added at the front is lost at the end. Volume targets may be pushing leads through.",
          sales:
            "A larger share of the MQLs takes your time, and less of it closes. Qualify earlier, together.",
        },
        questions: {
          marketing: ["Which leads would you no longer call MQL?"],
          sales: ["Which of the new opportunities should not have been opened, and what gave it away?"],
        },
      };
    case "half-fails-target": {
      const failing = steps[reason.failing];
      const other =
        reason.failing === "mql-to-opportunity"
          ? steps["opportunity-to-customer"]
          : steps["mql-to-opportunity"];
      return {
        title: `${capital(failing)} misses its target: ${w.percent(reason.value)} (target: ${w.percent(reason.target)})`,
        fact: `${capital(failing)} stands at ${w.percent(reason.value)}, its target is ${w.percent(reason.target)}. The other half, ${other}, meets its own: ${w.percent(reason.other)}, target ${w.percent(reason.otherTarget)}.`,
        cases: `${cases} cases`,
        counted: failing,
        meaning: {
          marketing:
            reason.failing === "mql-to-opportunity"
              ? "What is taken up is won as agreed; too little is taken up. Agree with sales what makes an MQL worth a call."
              : "Your half holds. Help with what sales lacks at the end: references, comparisons, answers on price.",
          sales:
            reason.failing === "mql-to-opportunity"
              ? "Your closing holds; the handover does not. Say which MQLs you leave, and why."
              : "You take up what was agreed and win less of it than was agreed.",
        },
        questions: {
          marketing: [`Was the target for ${failing} set for today's mix of acquisition channels?`],
          sales: [`What would have to change for ${failing} to reach ${w.percent(reason.target)}?`],
        },
      };
    }
    case "swings": {
      const step = reason.step === null ? null : steps[reason.step];
      const inStep = reason.inStep && step !== null;
      return {
        title: `${inStep ? capital(step) : "End-to-end"} swings by ${w.wholePercent(reason.tau)} from week to week`,
        fact: inStep
          ? `*${capital(step)}* differs by about ${w.wholePercent(reason.tau)} from one week's cases to the next, beyond what the counts explain. End-to-end will swing with it: its own leads are still too young or too few to show it.`
          : `The share of leads that become customers differs by about ${w.wholePercent(reason.tau)} from one week's leads to the next, beyond what the counts explain.${step === null || reason.stepTau === null ? "" : ` It opens at *${step}* (${w.wholePercent(reason.stepTau)}).`}`,
        cases: `${cases} ${inStep ? "cases" : "leads"}`,
        counted: inStep ? capital(step) : "leads that become customers",
        meaning: {
          marketing: "A good week proves little, nor does a bad one. Compare quarters until this settles.",
          sales: "Forecasts from recent weeks are less sure than they look.",
        },
        questions: {
          marketing: ["Which campaigns bring leads in bursts, or of another kind?"],
          sales: [
            step
              ? `What differs between good and bad weeks at ${step}: people, capacity, rules?`
              : "What differs between good and bad weeks: people, capacity, rules?",
          ],
        },
      };
    }
    case "takes-longer": {
      const stage = reason.stage === null ? null : w.name(reason.stage);
      const plain = reason.stage === null ? "The sales cycle" : `Stage ${w.plain(reason.stage)}`;
      const times =
        reason.from === null || reason.to === null
          ? ""
          : ` (${w.days(reason.to)}, usual: ${w.days(reason.from)})`;
      const what = stage ? `stay in the stage ${stage}` : "stay open";
      const half =
        reason.from === null || reason.to === null
          ? `far fewer opportunities ${stage ? `leave the stage ${stage}` : "close"} than their age lets expect.`
          : `half of the opportunities ${what} for *${w.days(reason.to)}* or longer; *${w.days(reason.from)}* was usual.`;
      const overdue =
        reason.overstaying > 0
          ? ` *${w.count(reason.overstaying)}* open ${reason.overstaying === 1 ? "one has" : "ones have"} been there longer than eight in ten used to be.`
          : "";
      const late = w.count(Math.max(1, reason.overstaying));
      return {
        title: `${plain} takes longer${times}`,
        fact: `Since ${since}, ${half}${overdue}`,
        cases: `${cases} opportunities`,
        counted: stage
          ? `days by which half of the opportunities have left ${w.plain(reason.stage ?? "")}, at the pace of four weeks`
          : "days by which half of the opportunities are closed, at the pace of four weeks",
        meaning: {
          marketing: `Deals that you helped to open wait longer${stage ? ` in ${stage}` : ""}. What buyers ask for at this point may be missing or out of date.`,
          sales: `Revenue moves to later weeks; it is not lost yet. ${reason.overstaying > 0 ? (late === "1" ? "The longest one is worth a call this week." : `The ${late} longest are worth a call this week.`) : "Move close dates before the forecast does it for you."}`,
        },
        questions: {
          marketing: [
            `Which content answers what buyers ask ${stage ? `in ${stage}` : "late in the cycle"}, and has sales used it?`,
          ],
          sales: [
            `What do the longest deals ${stage ? `in ${stage}` : ""} wait for: an approval, legal, a decision maker?`.replace(
              "  ",
              " ",
            ),
          ],
        },
      };
    }
    case "few-leads-come": {
      const channel = w.name(reason.acquisitionChannel);
      return {
        title: `${w.plain(reason.acquisitionChannel)} brings fewer leads: ${w.decimal(reason.perWeek)} MQLs a week (usual: ${w.decimal(reason.perWeekBefore)})`,
        fact: `${channel} brings *${w.decimal(reason.perWeek)}* MQLs a week where *${w.decimal(reason.perWeekBefore)}* were usual, while the others held. Those that come convert ${reason.conversionFactor >= 0.95 ? "as well as before" : `at ${w.wholePercent(reason.conversionFactor)} of usual`}, so it is how many come, not how good they are.`,
        cases: `${cases} MQLs`,
        counted: "MQLs, each quarter",
        meaning: {
          marketing: `${channel} attracts less, and what it brings is as good as ever: worth mending before it is replaced.`,
          sales: "You see fewer of the leads that you convert well. This is not about the follow-up.",
        },
        questions: {
          marketing: [`What changed for ${channel}: budget, partners, dates, ranking?`],
          sales: [`What do customers from ${channel} say brought them?`],
        },
      };
    }
    case "not-taken-up":
    case "not-taken-up-or-poor": {
      const channel = w.name(reason.acquisitionChannel);
      const plain = w.plain(reason.acquisitionChannel);
      const missing = w.count(Math.max(1, Math.round(evidence.cases * (reason.from - reason.to))));
      const rates = `${w.percent(reason.to)} (usual: ${w.percent(reason.from)})`;
      if (reason.key === "not-taken-up") {
        return {
          title: `${plain} MQLs wait for sales: ${w.wholePercent(reason.to)} taken up (usual: ${w.wholePercent(reason.from)})`,
          fact: `Since ${since}, sales took up *${w.wholePercent(reason.to)}* of the ${channel} MQLs in time; *${w.wholePercent(reason.from)}* was usual. Those taken up convert ${reason.conversionFactor >= 0.95 ? "as well as before" : `at ${w.wholePercent(reason.conversionFactor)} of usual`}, so it is not the leads that changed.`,
          cases: `${cases} MQLs`,
          counted: `share of ${plain} MQLs that sales takes up in time, at the pace of a quarter`,
          meaning: {
            marketing: `The ${channel} leads are as good as before; they are waiting. Cutting the acquisition channel would be the wrong answer.`,
            sales: `About ${missing} ${channel} MQLs had no timely first touch. When they are worked they convert as they always did: this is pipeline that is already paid for.`,
          },
          questions: {
            marketing: [`Does sales see at once what a ${channel} lead asked for, and who sent it?`],
            sales: [`Who takes ${channel} MQLs now, and what are they waiting behind?`],
          },
        };
      }
      return {
        title: `Fewer ${plain} MQLs become opportunities: ${rates}`,
        fact: `Since ${since}, *${w.percent(reason.to)}* of the ${channel} MQLs become opportunities; *${w.percent(reason.from)}* was usual. No sales touches are recorded, so leads that wait and leads that got worse look alike.`,
        cases: `${cases} MQLs`,
        counted: `share of ${plain} MQLs that become opportunities, at the pace of a quarter`,
        meaning: {
          marketing: `Either ${channel} brings other leads than before, or they are not worked. Both teams can tell by going through ten of them.`,
          sales: `About ${missing} opportunities from ${channel} are missing. If touches were recorded, this would say whether it is the follow-up.`,
        },
        questions: {
          marketing: [`Did the audience or the offer of ${channel} change?`],
          sales: [`Of the last ten ${channel} MQLs, how many were called within a week?`],
        },
      };
    }
    case "revenue-concentrated":
      return {
        title: `Revenue rests on fewer acquisition channels: as if ${w.decimal(reason.to)} (usual: ${w.decimal(reason.from)})`,
        fact: `${w.name(reason.acquisitionChannel)} brought *${w.wholePercent(reason.share)}* of revenue, *${w.wholePercent(reason.shareBefore)}* before. Revenue is spread as if over ${w.decimal(reason.to)} equally strong acquisition channels; ${w.decimal(reason.from)} was usual.`,
        cases: `${cases} wins`,
        counted: "acquisition channels that revenue rests on",
        meaning: {
          marketing: `If ${w.name(reason.acquisitionChannel)} weakens, the quarter goes with it. A second one needs to be built before that.`,
          sales: "The other acquisition channels' leads close less, or get less time.",
        },
        questions: {
          marketing: ["Which acquisition channel could carry more, and what would it take?"],
          sales: ["Which acquisition channel's leads get too little of your time?"],
        },
      };
    case "content-fell":
    case "content-below-target":
    case "content-in-deals-fell": {
      const isTarget = reason.key === "content-below-target";
      const inDeals = reason.key === "content-in-deals-fell";
      return {
        title: inDeals
          ? `Content is used on fewer opportunities: ${w.percent(reason.to)} (usual: ${w.percent(reason.from)})`
          : `Sales uses less of the content: ${w.percent(reason.to)} (${isTarget ? "target" : "usual"}: ${w.percent(reason.from)})`,
        fact: inDeals
          ? `Since ${since}, content was used on *${w.percent(reason.to)}* of the opportunities that closed; *${w.percent(reason.from)}* was usual.`
          : `Sales used *${w.percent(reason.to)}* of the content in four weeks; ${isTarget ? `the target is *${w.percent(reason.from)}*` : `*${w.percent(reason.from)}* was usual`}.`,
        cases: inDeals ? `${cases} opportunities closed` : `${cases} assets`,
        counted: inDeals
          ? "closed opportunities on which content was used, each four weeks"
          : "share of the content that sales used, in four weeks",
        meaning: {
          marketing: "Part of what you make does not reach a buyer. Ask before making more of it.",
          sales:
            "Either it cannot be found in the moment it is needed, or it does not answer what buyers ask.",
        },
        questions: {
          marketing: ["Which assets would you retire, and which would you show sales again?"],
          sales: ["What did you look for in the last month and not find?"],
        },
      };
    }
    case "contracts-smaller":
      return {
        title: `First deals got smaller: ${w.money(reason.to)} (usual: ${w.money(reason.from)})`,
        fact: `Since ${since}, a typical first deal is *${w.money(reason.to)}*; *${w.money(reason.from)}* was usual. One large deal more or less does not move this figure.`,
        cases: `${w.count(reason.deals)} first deals`,
        counted: "a typical first deal, each quarter",
        meaning: {
          marketing: "Campaigns may be reaching smaller accounts than the plan assumes.",
          sales: "It takes more wins for the same revenue. Look at discounts and at where deals start small.",
        },
        questions: {
          marketing: ["Do the campaigns still reach accounts of the size you want?"],
          sales: ["Which of these deals were discounted, and which were meant to grow?"],
        },
      };
    case "source-silent":
      return {
        title: `${w.plain(reason.source)} delivers nothing, or far less than usual`,
        fact: `${w.name(reason.source)} delivered as usual last on ${w.day(reason.lastReceived)}, *${w.days(reason.days)}* ago, longer than it ever paused. Warnings that depend on it are on hold: nothing is raised and nothing is resolved by missing data.`,
        cases: `${w.days(reason.days)} without the usual facts`,
        counted: "facts delivered, each week",
        meaning: {
          marketing: `Figures after ${w.day(reason.lastReceived)} are incomplete. Do not read them as a fall.`,
          sales: `What you entered after ${w.day(reason.lastReceived)} is not counted yet. Nothing is lost: it is counted once the source delivers.`,
        },
        questions: {
          marketing: ["Was an export, a form or a permission changed on that day?"],
          sales: ["Who looks after this source, and can start it again?"],
        },
      };
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
