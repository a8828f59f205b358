import type { Numbers } from "../../numbers.ts";
import type { Texts } from "../texts.ts";

/** What each KPI's detail says in English. */
export function englishDetails({ count, list, some }: Numbers): Pick<Texts, "details"> {
  return {
    details: {
      steps: {
        "lead-to-mql": "lead → MQL",
        "mql-to-opportunity": "MQL → opportunity",
        "opportunity-to-customer": "opportunity → customer",
        "lead-to-customer": "lead → customer",
      },
      step: (name, value, cases) => `${name}: ${value} (${cases})`,
      leadToMqlCases: (n, of, inFlight) =>
        inFlight
          ? `${some(n, "MQL", "MQLs")}, ${some(of, "lead", "leads")} in flight`
          : `${count(n)} of ${some(of, "lead", "leads")}`,
      instability: (percent) => `Beyond chance, the weekly rate swings by ${percent} of its mean`,
      instabilityStep: (step, percent) => `the step that varies most is ${step} (${percent})`,
      visits: (visitors, leads, customers) =>
        `${some(visitors, "visitor", "visitors")}: ${leads} became leads, ${customers} customers`,
      cycle: (p80) => `80% of the wins took ${p80} or less`,
      fromLead: (median, p80, wins) =>
        `From lead to won: ${median} (median), ${p80} (80%), ${count(wins)} linked to a lead`,
      stage: ({ name, median, p80, count: exits, before }) =>
        `*${name}*: ${median} (median), ${p80} (80%), ${some(exits, "exit", "exits")}${before === null ? "" : `; ${before} before`}`,
      grewMost: (stage, from, to) => `The stage that grew most is *${stage}*: from ${from} to ${to}`,
      regressions: (moves) => `${some(moves, "move", "moves")} back to an earlier stage`,
      channel: (name, value, cases) => `*${name}*: ${value} (${cases})`,
      moreChannels: (more) => `and ${some(more, "more acquisition channel", "more acquisition channels")}`,
      withoutMql: (opportunities) =>
        `${some(opportunities, "opportunity", "opportunities")} of the period never ${opportunities === 1 ? "was" : "were"} an MQL and ${opportunities === 1 ? "is" : "are"} not counted here`,
      winRate: (value, won, closed) =>
        `Win rate of those closed: ${value} (${count(won)} won, ${count(closed)} closed)`,
      revenueChannel: ({ name, revenue, share, leads, leadShare }) =>
        `*${name}*: ${revenue} (${share} of revenue), ${some(leads, "lead", "leads")} (${leadShare})`,
      findings: {
        "not-attracting": "few leads come, though they convert well",
        neglected: "good leads come, but sales does not take them up",
        "neglected-or-poor-leads":
          "sales does not take the leads up, or they are poor: take-up is not recorded",
      },
      withoutAmount: (wins) => `${some(wins, "win", "wins")} without an amount`,
      inOpportunity: (value) => `Used on an opportunity at or after its creation: ${value}`,
      journeyStage: (name, value) => `*${name}*: ${value}`,
      neverUsed: (titles, all) =>
        `Never used by sales (${count(all)}): ${titles.length < all ? `${titles.join(", ")} and others` : list(titles)}`,
      contentAtWins: (won, lost) => `Content was used on ${won} of the wins and ${lost} of the losses`,
      medianAccount: (median) => `Median account: ${median}`,
      newAndExisting: ({ newValue, newCount, existingValue, existingCount }) =>
        `New accounts: ${newValue} (${count(newCount)}); existing ones: ${existingValue} (${count(existingCount)})`,
      withoutAccount: (wins) =>
        `${some(wins, "win", "wins")} without an account ${wins === 1 ? "is" : "are"} left out`,
    },
  };
}
