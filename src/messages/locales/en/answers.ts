import type { Numbers } from "../../numbers.ts";
import type { Texts } from "../texts.ts";

type Part = Pick<Texts, "answer" | "overview" | "help" | "errors">;

/** What answers to `/kpi` say in English. */
export function englishAnswers({ count }: Numbers): Part {
  return {
    answer: {
      pace: "Now",
      cohort: "Those who entered",
      period: "In the period",
      paceLine: (claim, over, change) =>
        `${claim.charAt(0).toUpperCase()}${claim.slice(1)} ${over}${change === null ? "" : ` (${change})`}.`,
      cohortLine: ({ period, cases, value, windowDays }) =>
        `${period}: ${value}${windowDays === null ? "" : ` within ${count(windowDays)} days`} (${cases}).`,
      estimated: "Estimated: not all of them have had that long yet.",
      soFar: ({ age, value, baseline }) =>
        `Too early to say. After ${count(age)} ${age === 1 ? "day" : "days"}: ${value}${baseline === null ? "" : `, against ${baseline} of earlier ones at the same age`}.`,
      stillOpen: "The period has not ended yet.",
      evidence: (cases, interval) => `${cases}${interval === null ? "" : ` · ${interval}`}`,
      asOf: (day, zone) => `As of the start of ${day}, ${zone}`,
      detail: "In detail",
      share: "Share to channel",
      chartWeeks: "Week ending",
      chartDays: "Days",
      ownTargets: "Acquisition channels now, against their own target",
      chartOver: (weeks) => (weeks === 1 ? "Week by week" : `Over ${weeks} weeks`),
      chartTarget: (value) => `Target ${value}`,
      more: (members) => `and ${count(members)} more`,
      sharedBy: (user) => `Shared by ${user}`,
      formulaLabel: "How it is made",
    },
    overview: {
      title: "The seven KPIs",
      intro: (period) => `At the pace of the weeks that end with ${period}`,
      open: "Open",
    },
    help: {
      title: "What you can ask",
      intro:
        "Concord shows sales and marketing the same seven numbers. Answers are visible to you only, until you share them.",
      commandsLabel: "Commands",
      commands: [
        { write: "/kpi", gives: "all seven at a glance" },
        { write: "/kpi cycle-time", gives: "one of them, with its chart" },
        {
          write: "/kpi mql-to-opportunity last 90 days by acquisition-channel",
          gives: "of a period, broken down",
        },
        { write: "/kpi cycle-time Q3 by stage as of 2026-10-01", gives: "as it was known on a day" },
        { write: "/kpi explain revenue-mix", gives: "how a figure is made" },
        { write: "/kpi digest", gives: "this week's digest, for you" },
        { write: "/kpi digest now", gives: "the digest for everyone in this channel, at once" },
        { write: "/kpi subscribe", gives: "a digest for this channel, on days that you choose" },
        { write: "/kpi targets", gives: "what the teams agreed" },
        { write: "/kpi warnings", gives: "what is open, and each rule" },
        { write: "/kpi note Price change", gives: "a note that charts show" },
        { write: "/kpi export cycle-time", gives: "the figures as CSV" },
        { write: "/kpi status", gives: "how fresh each source is" },
        { write: "/kpi settings", gives: "time zone, currency, windows and who may read" },
        { write: "@Concord how was our win rate last quarter?", gives: "answered in the thread" },
      ],
      kpisLabel: "The seven",
      periodsLabel: "Periods, as you would write them",
      periods: ["last 90 days", "Q3", "2026-W40", "since May", "last month"],
      privacy: "No names, emails or phone numbers are stored.",
    },
    errors: {
      unexpected: "That did not work, and it is not your doing.",
      unexpectedNext: (reference) =>
        `Try again in a minute. If it stays, tell your admin this reference: ${reference}.`,
      example: (command) => `For example: ${command}`,
    },
  };
}
