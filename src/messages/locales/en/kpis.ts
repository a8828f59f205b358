import type { Numbers } from "../../numbers.ts";
import type { Texts } from "../texts.ts";

/** What the KPIs are called in English, and how one speaks of them. */
export function englishKpis({ count, some }: Numbers): Texts["kpis"] {
  return {
    "end-to-end": {
      name: "End-to-end",
      subtitle: ({ windowDays, weeks }) =>
        `Leads that become customers within ${windowDays} days, at the pace of ${weeks} weeks (dots: of one)`,
      formula: ({ windowDays }) => `leads that became customers within ${windowDays} days ÷ leads`,
      claim: (value) => `${value} of leads become customers`,
      few: (n, of) => `${n} of ${of} leads in flight became customers`,
      cases: (n, of) => `${some(n, "customer", "customers")}, ${some(of, "lead", "leads")} in flight`,
      cohortCases: (n, of) => `${count(n ?? 0)} of ${some(of, "lead", "leads")}`,
      titles: {
        worse: (value) => `End-to-end fell to ${value}`,
        better: (value) => `End-to-end rose to ${value}`,
        steady: (value) => `End-to-end holds at ${value}`,
        unstable: (value) => `End-to-end swings from week to week, now ${value}`,
        unjudged: (value) => `End-to-end stands at ${value}`,
      },
      words: { worse: "Falling", better: "Better" },
    },
    "cycle-time": {
      name: "Cycle time",
      subtitle: ({ weeks }) => `Days from opportunity to won, for those won in ${weeks} weeks`,
      formula: () => "median days from opportunity created to won, for those won in the period",
      claim: (value) => `half of the wins took ${value} or less`,
      few: (n, of) => `${n} of ${of}`,
      cases: (_, of) => `${count(of ?? 0)} won`,
      cohortCases: (_, of) => `${count(of ?? 0)} won`,
      titles: {
        worse: (value) => `Cycle time grew to ${value}`,
        better: (value) => `Cycle time shortened to ${value}`,
        steady: (value) => `Cycle time holds at ${value}`,
        unstable: (value) => `Cycle time swings, now ${value}`,
        unjudged: (value) => `Cycle time stands at ${value}`,
      },
      words: { worse: "Longer", better: "Shorter" },
    },
    "mql-to-opportunity": {
      name: "MQL → opportunity",
      subtitle: ({ windowDays, weeks }) =>
        `MQLs with an opportunity within ${windowDays} days, at the pace of ${weeks} weeks (dots: of one)`,
      formula: ({ windowDays }) => `MQLs with an opportunity within ${windowDays} days ÷ MQLs`,
      claim: (value) => `${value} of MQLs become opportunities`,
      few: (n, of) => `${n} of ${of} MQLs in flight became opportunities`,
      cases: (n, of) => `${some(n, "opportunity", "opportunities")}, ${some(of, "MQL", "MQLs")} in flight`,
      cohortCases: (n, of) => `${count(n ?? 0)} of ${some(of, "MQL", "MQLs")}`,
      titles: {
        worse: (value) => `MQL → opportunity fell to ${value}`,
        better: (value) => `MQL → opportunity rose to ${value}`,
        steady: (value) => `MQL → opportunity holds at ${value}`,
        unstable: (value) => `MQL → opportunity swings, now ${value}`,
        unjudged: (value) => `MQL → opportunity stands at ${value}`,
      },
      words: { worse: "Falling", better: "Better" },
    },
    "opportunity-to-customer": {
      name: "Opportunity → customer",
      subtitle: ({ windowDays, weeks }) =>
        `Opportunities won within ${windowDays} days, at the pace of ${weeks} weeks (dots: of one)`,
      formula: ({ windowDays }) => `opportunities won within ${windowDays} days ÷ opportunities`,
      claim: (value) => `${value} of opportunities become customers`,
      few: (n, of) => `${n} of ${of} opportunities in flight became customers`,
      cases: (n, of) => `${count(n ?? 0)} won, ${some(of, "opportunity", "opportunities")} in flight`,
      cohortCases: (n, of) => `${count(n ?? 0)} of ${some(of, "opportunity", "opportunities")}`,
      titles: {
        worse: (value) => `Opportunity → customer fell to ${value}`,
        better: (value) => `Opportunity → customer rose to ${value}`,
        steady: (value) => `Opportunity → customer holds at ${value}`,
        unstable: (value) => `Opportunity → customer swings, now ${value}`,
        unjudged: (value) => `Opportunity → customer stands at ${value}`,
      },
      words: { worse: "Falling", better: "Better" },
    },
    "revenue-mix": {
      name: "Revenue mix",
      subtitle: ({ weeks }) => `Share of revenue and of leads by acquisition channel, ${weeks} weeks`,
      formula: () =>
        "1 ÷ the sum of the squared revenue shares: how many equally strong acquisition channels it would be",
      claim: (value) => `revenue was spread as if over ${value} acquisition channels`,
      few: (n, of) => `${n} of ${of}`,
      cases: (_, of) => `${count(of ?? 0)} won`,
      cohortCases: (_, of) => `${count(of ?? 0)} won`,
      titles: {
        worse: (value) => `Revenue mix narrowed to ${value} acquisition channels`,
        better: (value) => `Revenue mix widened to ${value} acquisition channels`,
        steady: (value) => `Revenue mix holds at ${value} acquisition channels`,
        unstable: (value) => `Revenue mix swings, now ${value} acquisition channels`,
        unjudged: (value) => `Revenue mix stands at ${value} acquisition channels`,
      },
      words: { worse: "Narrower", better: "Wider" },
    },
    "content-used": {
      name: "Content used by sales",
      subtitle: ({ weeks }) => `Assets that sales used at least once in ${weeks} weeks`,
      formula: () => "assets that sales used at least once in the period ÷ assets active in it",
      claim: (value) => `sales used ${value} of the content`,
      few: (n, of) => `sales used ${n} of ${of} assets`,
      cases: (n, of) => `${count(n ?? 0)} of ${some(of, "asset", "assets")}`,
      cohortCases: (n, of) => `${count(n ?? 0)} of ${some(of, "asset", "assets")}`,
      titles: {
        worse: (value) => `Content used by sales fell to ${value}`,
        better: (value) => `Content used by sales rose to ${value}`,
        steady: (value) => `Content used by sales holds at ${value}`,
        unstable: (value) => `Content used by sales swings, now ${value}`,
        unjudged: (value) => `Content used by sales stands at ${value}`,
      },
      words: { worse: "Falling", better: "Better" },
    },
    "revenue-per-account": {
      name: "Revenue per account",
      subtitle: ({ weeks }) => `Revenue won ÷ accounts that won it, by ${weeks} weeks`,
      formula: () => "revenue won in the period ÷ distinct accounts that won it",
      claim: (value) => `an account brought ${value}`,
      few: (n, of) => `${n} of ${of}`,
      cases: (_, of) => some(of, "account", "accounts"),
      cohortCases: (_, of) => some(of, "account", "accounts"),
      titles: {
        worse: (value) => `Revenue per account fell to ${value}`,
        better: (value) => `Revenue per account rose to ${value}`,
        steady: (value) => `Revenue per account holds at ${value}`,
        unstable: (value) => `Revenue per account swings, now ${value}`,
        unjudged: (value) => `Revenue per account stands at ${value}`,
      },
      words: { worse: "Smaller", better: "Larger" },
    },
  };
}
