import { z } from "zod";
import { dimensions } from "../funnel/cells.ts";
import { kpiNames, modes } from "../funnel/readings.ts";

/**
 * What buttons and menus say when they are used. The action's id tells the listener what to do, its value to what;
 * both outlive releases, since old messages keep their buttons.
 */
export const actionIds = {
  /** Answers with one KPI, privately. */
  openKpi: "concord_open_kpi",
  /** The same from a menu of all seven. */
  chooseKpiToOpen: "concord_choose_kpi_to_open",
  /** Answers with how a figure was made: formula, cases, what was left out, freshness. */
  explainKpi: "concord_explain_kpi",
  /** Answers with all seven, privately. */
  allFigures: "concord_all_figures",
  /** Posts a private answer to the channel, with its designed picture. */
  shareAnswer: "concord_share_answer",
  /** Gives the figures of an answer as CSV. */
  exportKpi: "concord_export_kpi",
  /** Menus in a private answer: each puts another answer in its place. */
  chooseKpi: "concord_choose_kpi",
  choosePeriod: "concord_choose_period",
  chooseBreakdown: "concord_choose_breakdown",
  chooseMember: "concord_choose_member",
  /** Opens the modal in which a digest is set up. */
  openSubscribe: "concord_open_subscribe",
  /** What to do with one subscription, from Home's list. */
  subscriptionMenu: "concord_subscription_menu",
  /** Shows this week's digest to whoever asks, and to nobody else. */
  previewDigest: "concord_preview_digest",
  openSettings: "concord_open_settings",
  help: "concord_help",
  /** Makes Home anew. */
  refreshHome: "concord_refresh_home",
} as const;

/** What a KPI can be broken down by. */
export const breakdowns = [...dimensions, "stage"] as const;
export type Breakdown = (typeof breakdowns)[number];

/** From 1970 to 2243: beyond, no calendar text fits. */
const day = z.number().int().min(0).max(99_999);

/** What an answer shows, so that it can be made again: as of a day, of a period, perhaps of one member. */
const subject = z.object({
  kpi: z.enum(kpiNames),
  asOf: day,
  from: day.optional(),
  to: day.optional(),
  mode: z.enum(modes).optional(),
  by: z.enum(breakdowns).optional(),
  /** A member of the breakdown, by its `memberKey`. */
  member: z.string().max(24).optional(),
});
export type KpiSubject = z.infer<typeof subject>;

const overview = z.object({ asOf: day });
export type OverviewSubject = z.infer<typeof overview>;

/** Gives the value of a button about one KPI. */
export function encodeKpiSubject(about: KpiSubject): string {
  return JSON.stringify(about);
}

/** Gives what a button about one KPI means, or null when it is none of ours. */
export function decodeKpiSubject(value: string): KpiSubject | null {
  return decoded(subject, value);
}

/** Gives the value of a menu's option about one KPI: Slack takes 150 characters. */
export function encodeOption({ kpi, asOf, from, to, mode, by, member }: KpiSubject): string {
  return [kpi, asOf, from, to, mode, by, member].map((part) => part ?? "").join("|");
}

/** Gives what an option about one KPI means, or null when it is none of ours. */
export function decodeOption(value: string): KpiSubject | null {
  const [kpi, ...parts] = value.split("|").map((part) => (part === "" ? undefined : part));
  const [asOf, from, to] = parts.slice(0, 3).map((part) => (part === undefined ? undefined : Number(part)));
  const [mode, by, member] = parts.slice(3);
  return subject.safeParse({ kpi, asOf, from, to, mode, by, member }).data ?? null;
}

/** Gives the value of a button about all seven. */
export function encodeOverviewSubject(about: OverviewSubject): string {
  return JSON.stringify(about);
}

/** Gives what a button about all seven means, or null when it is none of ours. */
export function decodeOverviewSubject(value: string): OverviewSubject | null {
  return decoded(overview, value);
}

/**
 * Gives a short key for a member's name, which may be thousands of characters long: two names of one workspace
 * practically never share one (53 bits of Bob Jenkins' mixing, as in cyrb53).
 */
export function memberKey(name: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < name.length; index += 1) {
    const unit = name.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

function decoded<T>(schema: z.ZodType<T>, value: string): T | null {
  try {
    return schema.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    return null;
  }
}
