import { expect, test } from "vitest";
import type { StoredTarget } from "../../src/store/targets.ts";
import { seriesTarget } from "../../src/usecases/incidents/series-target.ts";
import type { Series } from "../../src/warnings/incident-series.ts";
import { monday, warningOf } from "../support/warnings.ts";

const drop = warningOf();
const handoff = warningOf({ rule: "handoff-imbalance" });
const target = (parts: Partial<StoredTarget>): StoredTarget => ({
  number: 1,
  kpi: "mql-to-opportunity",
  acquisitionChannel: null,
  low: 0.188,
  high: null,
  from: monday - 13,
  to: null,
  setBy: null,
  ...parts,
});
const points = [monday - 21, monday - 14, monday - 7, monday].map((day) => ({
  day,
  observed: 70,
  expected: 100,
}));
const counts: Series = { unit: "count", points };
const ratios: Series = { unit: "ratio", points };

test("a chart of counts shows what the target's share would make of the same cases, from the day it was agreed", () => {
  const found = seriesTarget(counts, drop, null, [target({})]);
  expect(found?.values.map((value) => value && Math.round(value))).toEqual([null, null, 80, 80]);
});

test("a chart of the KPI itself shows the target's own figure", () => {
  const own = target({ kpi: "opportunity-to-customer", low: 0.2, high: 0.3, from: 0, to: monday });
  expect(seriesTarget(ratios, handoff, "ratio", [own])).toEqual({
    values: [0.2, 0.2, 0.2, null],
  });
});

test("a chart of anything else shows none, nor that of one acquisition channel or of another KPI", () => {
  expect(seriesTarget({ ...counts, unit: "days" }, drop, null, [target({})])).toBeNull();
  expect(seriesTarget(counts, drop, null, [target({ acquisitionChannel: "Webinar" })])).toBeNull();
  expect(seriesTarget(counts, drop, null, [target({ kpi: "content-used" })])).toBeNull();
});
