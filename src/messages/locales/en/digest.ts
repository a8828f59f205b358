import type { Numbers } from "../../numbers.ts";
import type { Questions, Texts } from "../texts.ts";

type Part = Pick<Texts, "figures" | "standings" | "spans" | "digest" | "thread" | "charts">;

/** What a digest, its thread and its charts say in English. */
export function englishDigest({ count, list }: Numbers): Part {
  const sentence = (clause: string) => clause.charAt(0).toUpperCase() + clause.slice(1);
  const was = (amount: number) => (amount === 1 ? "was" : "were");
  return {
    figures: {
      tooEarly: "Too early to say",
      noData: "Not enough data",
      of: (n, of) => `${n} of ${of}`,
      ofChannels: (effective, channels) => `${effective} of ${channels}`,
      points: (signed) => `${signed} pts`,
      interval: (low, high) => `95% interval ${low} to ${high}`,
      targetBand: (low, high) => `target ${low} to ${high}`,
      targetAtLeast: (value) => `target at least ${value}`,
      targetAtMost: (value) => `target at most ${value}`,
      onTarget: "met",
      missed: (distance) => `missed by ${distance}`,
      noTarget: "no target set",
      unknownName: "(no name)",
      noCases: "no cases",
      inRange: "In range",
      withinRange: (kpi, value) => `${kpi} is ${value}, within its usual range`,
    },
    standings: {
      steady: "Steady",
      unstable: "Unstable",
      unjudged: "Not judged",
      "too-early": "Too early",
      "no-data": "Too little data",
    },
    spans: {
      last: weeksOf,
      lastCaption: (weeks) => (weeks === 1 ? "Last week" : `Last ${weeks} weeks`),
      before: (weeks) => (weeks === 1 ? "the week before" : `the ${weeks} weeks before`),
      pace: (weeks) => `at the pace of ${weeksOf(weeks)}`,
      within: (weeks) => `in ${weeksOf(weeks)}`,
      changeAgainst: (weeks) => `change against ${weeks === 1 ? "the week" : `the ${weeks} weeks`} before`,
      fromTo: (from, to) => `${from} to ${to}`,
    },
    digest: {
      header: (week) => `Marketing and sales, week ${week}`,
      opening: {
        "hand-over": "The gap is at the hand-over.",
        closing: "The gap is in closing.",
        "both-halves": "Both halves are failing.",
        "pushed-through": "More leads go over, but worse ones.",
        "gate-raised": "Fewer leads go over, but better ones.",
        "end-to-end": "Fewer leads become customers.",
        unstable: "End-to-end has become unstable.",
        slower: "Deals take longer.",
        concentrated: "Revenue hangs on fewer acquisition channels.",
        content: "Sales uses less of the content.",
        smaller: "Contracts got smaller.",
        better: "Nothing is failing.",
        steady: "All is steady.",
        "partly-steady": "What can be judged is steady.",
        unjudged: "No gap can be named yet.",
        "too-little": "There is too little data to name a gap.",
      },
      fell: (claim, over, before) => `${sentence(claim)} ${over}, down from ${before}`,
      rose: (claim, over, before) => `${sentence(claim)} ${over}, up from ${before}`,
      held: (claim, over, before) => `${sentence(claim)} ${over}, ${before} before`,
      alone: (claim, over) => `${sentence(claim)} ${over}`,
      expected: ({ observed, expected, since }) =>
        `Since ${since} ${count(observed)} did, where ${count(expected)} ${was(Math.round(expected))} to be expected.`,
      contributors: (names, share) =>
        `${list(names)} ${names.length === 1 ? "accounts" : "account"} for ${share ?? "all"} of it.`,
      coincides: (annotation, day) => `It coincides with “${annotation}” of ${day}.`,
      salesHolds: (value) => `Sales wins what it takes up as often as before (${value}).`,
      marketingHolds: (value) => `MQLs become opportunities as often as before (${value}).`,
      steadyOnes: (names) => `Within their usual range: ${list(names)}.`,
      alsoBetter: (names) => `Better: ${list(names)}.`,
      alsoWorse: (names) => `Also to be looked at: ${list(names)}.`,
      unstableStep: (step) => `The step that varies most is ${step}.`,
      movedMost: (name, { now, before }) => `${name} moved the most, from ${before} to ${now}.`,
      notJudged: "Whether that is more than chance has not been judged.",
      pairLabel: "Read together",
      pairProduct: ({ now, before }) =>
        `At these paces ${now} of 100 MQLs become customers${before === null ? "" : ` (${before} before)`}.`,
      pairVerdict: {
        "both-hold": "Both halves hold.",
        "first-fails":
          "The first half, MQL → opportunity, is failing; the second, opportunity → customer, holds.",
        "second-fails":
          "The second half, opportunity → customer, is failing; the first, MQL → opportunity, holds.",
        "both-fail": "Both halves are failing.",
        "pushed-through": "The first half rose while the second fell: MQLs are pushed through.",
        "gate-raised": "The first half fell while the second rose: the gate was raised.",
        unjudged: "Neither half has been judged yet.",
        unknown: "There is too little data to judge both halves.",
      },
      forMarketing: "For marketing",
      forSales: "For sales",
      questions: englishQuestions(count),
      openKpi: (name) => name,
      explain: "Explain",
      allFigures: "All figures",
      late: (due) => `Late: this digest was due ${due}`,
      period: (period, zone) => `${period}, ${zone}`,
      read: (source, moment) => `${source} read ${moment}`,
      readBehind: (source, moment) => `${source} last read ${moment}, before the week ended`,
      moreSources: (more) => `${count(more)} more ${more === 1 ? "source" : "sources"}`,
      noSources: "no source has delivered yet",
      restated: ({ kpi, week, was, now }) => `${kpi}, week ${week}, was reported as ${was}, now ${now}`,
      next: (moment) => `next digest ${moment}`,
      chartMissing: "The chart could not be drawn. The thread has all its figures.",
    },
    thread: {
      figures: "All figures",
      columnKpi: "KPI",
      columnFigure: "Now (change)",
      columnStatus: "Status",
      casesAndTargets: "Cases and targets",
      inFlightNote:
        "In flight: everyone who could still have converted in these weeks. Many have time left, so the pace is higher than the one number divided by the other.",
    },
    charts: {
      scorecardTitle: ([first, ...more], judged) => {
        if (judged === 0) return "Seven KPIs";
        if (first === undefined)
          return judged === 7 ? "None of the seven KPIs is failing" : "No KPI is known to fail";
        return more.length === 0
          ? `${first} needs attention`
          : `${more.length + 1} of seven KPIs need attention`;
      },
      empty: "Not enough data to draw",
      immature: "may still move",
      lineAlt: ({ from, to, first, last }) => `Line from ${from} to ${to}: from ${first} to ${last}.`,
      dots: "dots: single weeks",
      median: "median",
      p80: "80% within",
      mean: "mean",
      stages: "Median days in each stage",
      stagesDetail: "mark: the span before",
      ownTargets: "Acquisition channels with their own target",
      ownTargetsDetail: "mark: the target",
      others: (more) => `Others (${count(more)})`,
      ofRevenue: "of revenue",
      ofLeads: "of leads",
      accounts: "New and existing accounts",
      accountsDetail: "mark: the span before",
      newAccounts: "New accounts",
      existingAccounts: "Existing accounts",
      won: (wins) => `${count(wins)} won`,
      accountCount: (accounts) => `${count(accounts)} ${accounts === 1 ? "account" : "accounts"}`,
      untilDay: (day) => `to ${day}`,
      findings: {
        "not-attracting": "few leads",
        neglected: "not taken up",
        "neglected-or-poor-leads": "not taken up, or poor",
      },
      carries: (title, name) => `${title}, and ${name} carries it`,
    },
  };
}

function weeksOf(weeks: number): string {
  return weeks === 1 ? "the last week" : `the last ${weeks} weeks`;
}

function englishQuestions(count: Numbers["count"]): Texts["digest"]["questions"] {
  const since = (annotation: { readonly text: string; readonly day: string } | null) =>
    annotation ? ` since “${annotation.text}” of ${annotation.day}` : "";
  const handOver: Texts["digest"]["questions"]["hand-over"] = ({ channel, annotation }): Questions => ({
    marketing: channel
      ? `What changed in *${channel.name}*${since(annotation)}?`
      : `What changed in the leads that you call MQL${since(annotation)}?`,
    sales: channel
      ? `${count(channel.converted)} of the ${count(channel.inFlight)} *${channel.name}* MQLs in flight became opportunities. What do the others wait for?`
      : "Which MQLs still wait for a first touch, and who takes them?",
  });
  return {
    "hand-over": handOver,
    closing: ({ channel, contentAtWins }) => ({
      marketing: contentAtWins
        ? `Content was used on ${contentAtWins.won} of the wins and ${contentAtWins.lost} of the losses. Which content do the open opportunities lack?`
        : "What do buyers ask for late that no content answers?",
      sales: channel
        ? `What do the *${channel.name}* opportunities that were lost have in common?`
        : "What do the opportunities that were lost have in common?",
    }),
    "both-halves": (facts) => ({
      marketing: handOver(facts).marketing,
      sales: "Which open opportunities would you not take up again, and why?",
    }),
    "pushed-through": ({ channel }) => ({
      marketing: channel
        ? `Which *${channel.name}* leads would you no longer call MQL?`
        : "Which leads would you no longer call MQL?",
      sales: "Which of the new opportunities should not have been opened?",
    }),
    "gate-raised": () => ({
      marketing: "Which leads are held back that sales would like to have?",
      sales: "Can you take up more, now that a larger share is won?",
    }),
    "end-to-end": ({ unstableStep }) => ({
      marketing: "Which leads would you no longer bring in?",
      sales: unstableStep ? `What changed at ${unstableStep}?` : "At which step do you lose them?",
    }),
    unstable: ({ unstableStep }) => ({
      marketing: "Which campaigns bring leads in bursts?",
      sales: unstableStep
        ? `What differs between good and bad weeks at ${unstableStep}?`
        : "What differs between good and bad weeks?",
    }),
    slower: ({ stage }) => ({
      marketing: stage
        ? `What would help a buyer through the stage *${stage.name}*?`
        : "What would help a buyer decide sooner?",
      sales: stage
        ? `The stage *${stage.name}* takes ${stage.days}${stage.before === null ? "" : `, ${stage.before} before`}. What holds deals there?`
        : "Which stage holds deals the longest?",
    }),
    concentrated: ({ topChannel }) => ({
      marketing: topChannel
        ? `*${topChannel.name}* brings ${topChannel.share} of revenue. Which second acquisition channel would you build up?`
        : "Which acquisition channel would you build up?",
      sales: "Which acquisition channel's leads get too little of your time?",
    }),
    content: ({ neverUsed }) => ({
      marketing: neverUsed
        ? `${count(neverUsed.count)} of ${count(neverUsed.of)} assets have never been used by sales. Which would you retire or rewrite?`
        : "Which content would you retire or rewrite?",
      sales: "Which content did you look for and not find?",
    }),
    smaller: ({ accounts }) => ({
      marketing: "Do the campaigns still reach accounts of the size you want?",
      sales: accounts
        ? `New accounts bring ${accounts.newOnes}, existing ones ${accounts.existing}. Where do discounts or smaller starts account for it?`
        : "Where do discounts or smaller starts account for it?",
    }),
    better: (facts) => steadyQuestions(facts),
    steady: (facts) => steadyQuestions(facts),
    "partly-steady": (facts) => steadyQuestions(facts),
    unjudged: (facts) => steadyQuestions(facts),
    "too-little": () => ({
      marketing: "Are all leads imported, with the day on which they became MQL?",
      sales: "Are all opportunities imported, with their outcome and the day they closed?",
    }),
  };

  function steadyQuestions({
    neverUsed,
    stage,
  }: Parameters<Texts["digest"]["questions"]["steady"]>[0]): Questions {
    return {
      marketing: neverUsed
        ? `${count(neverUsed.count)} of ${count(neverUsed.of)} assets have never been used by sales. Which would you retire?`
        : "Which acquisition channel would you add to while conversion holds?",
      sales: stage
        ? `Deals stay longest in the stage *${stage.name}* (${stage.days}). What would shorten it?`
        : "Which step of the sale would you shorten first?",
    };
  }
}
