import type { KpiName } from "../../funnel/readings.ts";
import type { Breakdown } from "../actions.ts";
import type { PresetName } from "../answer-periods.ts";

/** What happened, and what to do next. */
export interface Told {
  readonly what: string;
  readonly next: string;
}

/** What an answer's menus, buttons and single members say. */
export interface ControlsTexts {
  readonly kpi: string;
  readonly period: string;
  readonly presets: Readonly<Record<PresetName, string>>;
  readonly breakdown: string;
  readonly noBreakdown: string;
  readonly by: Readonly<Record<Breakdown, string>>;
  readonly member: Readonly<Record<Breakdown, string>>;
  readonly allMembers: string;
  readonly openAnother: string;
  readonly csv: string;
  fileSent(name: string, rows: number): string;
  /** A chart's title, where it shows a breakdown; `by` as the breakdown's own words. */
  chartBy(kpi: string, by: string): string;
  /** The twin of a line chart: what its points are, and their figures. */
  course(points: readonly string[]): string;
  /** A member's figure beside everyone's. */
  whole(value: string, cases: string): string;
  /** The whole cycle beside one stage. */
  wholeCycle(value: string, cases: string): string;
  readonly spans: string;
  /** What a stage's figure rests on. */
  exits(count: number): string;
  noSuchBreakdown(kpi: KpiName, by: Breakdown, offered: readonly Breakdown[]): Told;
  readonly noSuchMember: Told;
}
