import { z } from "zod";
import { dimensions } from "../funnel/cells.ts";
import { kpiNames, modes } from "../funnel/readings.ts";

/**
 * What buttons say when they are pressed. The action's id tells the listener what to do, its value (JSON) to
 * what; both outlive releases, since old messages keep their buttons.
 */
export const actionIds = {
  /** Answers with one KPI, privately. */
  openKpi: "concord_open_kpi",
  /** Answers with how a figure was made: formula, cases, what was left out, freshness. */
  explainKpi: "concord_explain_kpi",
  /** Answers with all seven, privately. */
  allFigures: "concord_all_figures",
  /** Posts a private answer to the channel, with its designed picture. */
  shareAnswer: "concord_share_answer",
} as const;

const day = z.number().int();

/** What an answer shows, so that it can be made again: as of a day, of a period, perhaps of one member. */
const subject = z.object({
  kpi: z.enum(kpiNames),
  asOf: day,
  from: day.optional(),
  to: day.optional(),
  mode: z.enum(modes).optional(),
  by: z.enum(dimensions).optional(),
  member: z.string().max(200).optional(),
});
export type KpiSubject = z.infer<typeof subject>;

const overview = z.object({ asOf: day });
export type OverviewSubject = z.infer<typeof overview>;

/** Gives the value of a button about one KPI. A member too long for a button is left out: the answer is then wider. */
export function encodeKpiSubject({ member, ...rest }: KpiSubject): string {
  return JSON.stringify(member === undefined || member.length > 200 ? rest : { ...rest, member });
}

/** Gives what a button about one KPI means, or null when it is none of ours. */
export function decodeKpiSubject(value: string): KpiSubject | null {
  return decoded(subject, value);
}

/** Gives the value of a button about all seven. */
export function encodeOverviewSubject(about: OverviewSubject): string {
  return JSON.stringify(about);
}

/** Gives what a button about all seven means, or null when it is none of ours. */
export function decodeOverviewSubject(value: string): OverviewSubject | null {
  return decoded(overview, value);
}

function decoded<T>(schema: z.ZodType<T>, value: string): T | null {
  try {
    return schema.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    return null;
  }
}
