import type { Day } from "../funnel/calendar.ts";
import { type CalendarRules, type Period, periodAround } from "../funnel/period.ts";

/** The periods that an answer's menu offers, in its order. */
export const presetNames = [
  "default",
  "last-90-days",
  "last-month",
  "this-quarter",
  "last-quarter",
  "last-year",
] as const;
export type PresetName = (typeof presetNames)[number];

export interface Preset {
  readonly name: PresetName | "asked";
  readonly period: Period;
}

/** Gives the periods to choose from as of a day, the one that is shown among them; none twice, none that is empty. */
export function periodPresets(parts: {
  readonly asOf: Day;
  readonly asked: Period;
  readonly defaultPeriod: Period;
  readonly calendar: CalendarRules;
}): readonly Preset[] {
  const { asOf, asked, defaultPeriod, calendar } = parts;
  const quarter = periodAround(asOf - 1, "quarter", calendar);
  const thisQuarter = periodAround(asOf, "quarter", calendar);
  const presets: readonly Preset[] = [
    { name: "default", period: defaultPeriod },
    { name: "last-90-days", period: { from: asOf - 90, to: asOf } },
    {
      name: "last-month",
      period: periodAround(periodAround(asOf, "month", calendar).from - 1, "month", calendar),
    },
    { name: "this-quarter", period: { from: quarter.from, to: asOf } },
    { name: "last-quarter", period: periodAround(thisQuarter.from - 1, "quarter", calendar) },
    { name: "last-year", period: { from: asOf - 365, to: asOf } },
    { name: "asked", period: asked },
  ];
  return presets.filter(
    ({ period }, index) =>
      period.from < period.to && presets.findIndex((other) => isSame(other.period, period)) === index,
  );
}

/** Gives whether two periods have the same days. */
export function isSame(a: Period, b: Period): boolean {
  return a.from === b.from && a.to === b.to;
}
