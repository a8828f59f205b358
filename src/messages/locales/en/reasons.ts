import type { Reason } from "../../../warnings/reason.ts";
import type { Numbers } from "../../numbers.ts";
import type { NameWriter, ReasonTexts } from "../reason-texts.ts";

const steps = {
  "lead-to-mql": "lead → MQL",
  "mql-to-opportunity": "MQL → opportunity",
  "opportunity-to-customer": "opportunity → customer",
} as const;

/** What is said of warnings in English. */
export function englishReasons(numbers: Numbers): ReasonTexts {
  return {
    rules: {
      "mql-to-opportunity-drop": "MQL → opportunity fell",
      "opportunity-to-customer-drop": "Opportunity → customer fell",
      "handoff-imbalance": "The hand-over is out of balance",
      "end-to-end-unstable": "End-to-end conversion swings",
      "cycle-time-longer": "The sales cycle got longer",
      "stage-stuck": "A stage is stuck",
      "channel-not-attracting": "An acquisition channel brings few leads",
      "channel-neglected": "An acquisition channel is not taken up",
      "revenue-concentrated": "Revenue comes from fewer acquisition channels",
      "content-unused": "Sales uses less content",
      "revenue-per-account-drop": "Contracts got smaller",
      "data-stale": "A source stopped delivering",
    },
    sentence: (reason, name) => sentenceOf(reason, name, numbers),
  };
}

function sentenceOf(reason: Reason, name: NameWriter, numbers: Numbers): string {
  const { percent, wholePercent, relativeChange, count, some, decimal, days, day, money } = numbers;
  const change = (factor: number) => relativeChange(factor - 1);
  switch (reason.key) {
    case "conversion-fell": {
      const { observed, expected, from, to, since, carrier } = reason;
      const what =
        reason.step === "mql-to-opportunity"
          ? `${some(observed, "MQL", "MQLs")} became opportunities since ${day(since)} where ${count(expected)} were to be expected at their age`
          : `${some(observed, "opportunity was", "opportunities were")} won since ${day(since)} where ${count(expected)} of those that closed were to be expected`;
      const carried = carrier
        ? `; ${name(carrier.acquisitionChannel)} carries ${shareWords(carrier.share, wholePercent)}`
        : "";
      return `${steps[reason.step]} fell from ${percent(from)} to ${percent(to)}: ${what}${carried}.`;
    }
    case "gate-raised":
      return `A smaller share of MQLs goes over, but more of it is won: MQL → opportunity ${change(reason.first)} and opportunity → customer ${change(reason.second)} since ${day(reason.since)}.`;
    case "pushed-through":
      return `A larger share of MQLs goes over, but less of it is won: MQL → opportunity ${change(reason.first)} and opportunity → customer ${change(reason.second)} since ${day(reason.since)}.`;
    case "half-fails-target": {
      const other =
        reason.failing === "mql-to-opportunity" ? "opportunity-to-customer" : "mql-to-opportunity";
      return `${steps[reason.failing]} is ${percent(reason.value)} against a target of ${percent(reason.target)}, while ${steps[other]} keeps its own (${percent(reason.other)} against ${percent(reason.otherTarget)}).`;
    }
    case "swings": {
      if (reason.inStep && reason.step !== null) {
        return `${steps[reason.step]} swings by ${wholePercent(reason.tau)} of its mean beyond chance, over ${some(reason.bins, "cohort", "cohorts")}: end-to-end will follow, though its own leads are still too young or too few to show it.`;
      }
      const step =
        reason.step === null || reason.stepTau === null
          ? ""
          : `; the step that swings most is ${steps[reason.step]} (${wholePercent(reason.stepTau)})`;
      return `The share of leads that become customers swings by ${wholePercent(reason.tau)} of its mean beyond chance, over ${some(reason.bins, "cohort", "cohorts")}${step}.`;
    }
    case "takes-longer": {
      const what = reason.stage === null ? "The sales cycle" : `The stage ${name(reason.stage)}`;
      const lengths =
        reason.from === null
          ? ""
          : reason.to === null
            ? `: half were through within ${days(reason.from)}, now it is more than was watched`
            : `: half were through within ${days(reason.from)}, now within ${days(reason.to)}`;
      const ended = reason.stage === null ? "closed" : "left it";
      const overstaying =
        reason.overstaying >= 1
          ? ` ${some(reason.overstaying, "open one has", "open ones have")} stayed longer than eight in ten did.`
          : "";
      return `${what} takes longer${lengths}; ${count(reason.observed)} ${ended} since ${day(reason.since)} where ${count(reason.expected)} were to be expected.${overstaying}`;
    }
    case "few-leads-come":
      return `${name(reason.acquisitionChannel)} brings ${decimal(reason.perWeek)} MQLs a week where ${decimal(reason.perWeekBefore)} were to be expected, though those that come convert ${noWorse(reason.conversionFactor)}.`;
    case "not-taken-up":
      return `Sales takes up ${percent(reason.to)} of the MQLs from ${name(reason.acquisitionChannel)} instead of ${percent(reason.from)} (${count(reason.observed)} where ${count(reason.expected)} were to be expected), though those taken up convert ${noWorse(reason.conversionFactor)}.`;
    case "not-taken-up-or-poor":
      return `${percent(reason.to)} of the MQLs from ${name(reason.acquisitionChannel)} became opportunities instead of ${percent(reason.from)} (${count(reason.observed)} where ${count(reason.expected)} were to be expected): either sales does not take them up, or they are poor; take-up is not recorded.`;
    case "revenue-concentrated":
      return `Revenue comes from ${decimal(reason.to)} acquisition channels in effect instead of ${decimal(reason.from)}: ${name(reason.acquisitionChannel)} brings ${wholePercent(reason.share)} of it, before ${wholePercent(reason.shareBefore)}.`;
    case "content-fell":
      return `Sales used ${percent(reason.to)} of the active content in four weeks; before it was ${percent(reason.from)}.`;
    case "content-below-target":
      return `Sales used ${percent(reason.to)} of the active content in four weeks, against a target of ${percent(reason.from)}.`;
    case "content-in-deals-fell":
      return `Content was used on ${percent(reason.to)} of the opportunities that closed, before on ${percent(reason.from)}.`;
    case "contracts-smaller":
      return `The typical first contract fell from ${money(reason.from)} to ${money(reason.to)} over ${some(reason.deals, "new account", "new accounts")} since ${day(reason.since)}.`;
    case "source-silent":
      return `${name(reason.source)} has delivered nothing, or far less than usual, dated after ${day(reason.lastReceived)}, for ${days(reason.days)}.`;
  }
}

/** A little less than before is still no finding. */
function noWorse(factor: number): string {
  return factor >= 0.95 ? "as well as before" : "nearly as well as before";
}

function shareWords(share: number, wholePercent: (share: number) => string): string {
  return share >= 1 ? "all of it" : `${wholePercent(share)} of it`;
}
