import type { Numbers } from "../../numbers.ts";
import type { ControlsTexts } from "../controls.ts";

/** What an answer's menus, buttons and single members say in English. */
export function englishControls({ count, list }: Numbers): ControlsTexts {
  const by = {
    "acquisition-channel": "By acquisition channel",
    segment: "By segment",
    stage: "By stage",
  } as const;
  return {
    kpi: "KPI",
    period: "Period",
    presets: {
      default: "Newest complete",
      "last-90-days": "Last 90 days",
      "last-month": "Last month",
      "this-quarter": "This quarter",
      "last-quarter": "Last quarter",
      "last-year": "Last 12 months",
    },
    breakdown: "Breakdown",
    noBreakdown: "No breakdown",
    by,
    member: {
      "acquisition-channel": "One acquisition channel",
      segment: "One segment",
      stage: "One stage",
    },
    allMembers: "All of them",
    openAnother: "Open a KPI",
    csv: "CSV",
    fileSent: (name, rows) =>
      `\`${name}\` (${count(rows)} rows) is in your messages with Concord: Apps > Concord > Messages.`,
    chartBy: (kpi, each) => `${kpi}, ${each.charAt(0).toLowerCase()}${each.slice(1)}`,
    course: (points) => `Week by week: ${points.join(" · ")}`,
    whole: (value, cases) => `All together: ${value} (${cases}).`,
    wholeCycle: (value, cases) => `The whole cycle: ${value} (${cases}).`,
    spans: "Span by span",
    exits: (exits) => `${count(exits)} ${exits === 1 ? "exit" : "exits"}`,
    noSuchBreakdown: (kpi, each, offered) => ({
      what: `${kpi} cannot be broken down by ${each}.`,
      next:
        offered.length === 0
          ? "Leave the breakdown out."
          : `It can be by ${list(offered)}, for example: /kpi ${kpi} by ${offered[0]}`,
    }),
    noSuchMember: {
      what: "Nothing of that name is known in this period any more.",
      next: "Choose again, or ask for the whole breakdown.",
    },
  };
}
