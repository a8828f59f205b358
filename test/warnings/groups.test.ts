import { describe, expect, it } from "vitest";
import { dayOf } from "../../src/funnel/calendar.ts";
import { groupWarnings, withoutEchoes } from "../../src/warnings/groups.ts";
import type { Reason } from "../../src/warnings/reason.ts";
import type { Evidence, Warning } from "../../src/warnings/warning.ts";

const day = dayOf(2026, 10, 5);
const evidence: Evidence = {
  unit: "ratio",
  value: 0.16,
  baselineValue: 0.24,
  observed: 60,
  expected: 90,
  cases: 800,
  from: day - 35,
  to: day,
  baseline: null,
  since: day - 35,
  statistic: 4,
  threshold: 3,
  contributors: [],
};

const fall = (
  step: "mql-to-opportunity" | "opportunity-to-customer",
  carrier: string | null = null,
): Reason => ({
  key: "conversion-fell",
  step,
  observed: 60,
  expected: 90,
  from: 0.24,
  to: 0.16,
  since: day - 35,
  carrier: carrier === null ? null : { acquisitionChannel: carrier, share: 0.8 },
});

function warning(rule: Warning["rule"], subject: string | null, reason: Reason, openedOn = day): Warning {
  return { rule, subject, severity: "act", openedOn, closedOn: null, reason, evidence };
}

const drop = warning("mql-to-opportunity-drop", null, fall("mql-to-opportunity", "Partner"));
const swings = (step: "mql-to-opportunity" | "opportunity-to-customer") =>
  warning("end-to-end-unstable", null, {
    key: "swings",
    tau: 0.3,
    low: 0.2,
    bins: 26,
    inStep: false,
    step,
    stepTau: 0.3,
  });
const neglected = warning("channel-neglected", "Partner", {
  key: "not-taken-up",
  acquisitionChannel: "Partner",
  observed: 40,
  expected: 60,
  from: 0.9,
  to: 0.6,
  conversionFactor: 1,
});
const longer = (stage: string | null): Reason => ({
  key: "takes-longer",
  stage,
  observed: 60,
  expected: 90,
  from: 10,
  to: 20,
  overstaying: 4,
  since: day - 35,
});
const stuck = warning("stage-stuck", "Proposal", longer("Proposal"));
const cycle: Warning = {
  ...warning("cycle-time-longer", null, longer(null)),
  evidence: {
    ...evidence,
    contributors: [
      { dimension: "stage", member: "Proposal", kind: "rate", effect: 5, share: 0.8, from: 4, to: 9 },
      { dimension: "stage", member: "Demo", kind: "rate", effect: -1, share: -0.2, from: 7, to: 6 },
    ],
  },
};

const shape = (warnings: readonly Warning[]) =>
  groupWarnings(warnings).map(({ lead, consequences }) => [lead.rule, consequences.map(({ rule }) => rule)]);

describe("warnings that tell one story", () => {
  it("are led by the fall that drags end-to-end with it", () => {
    expect(shape([drop, swings("mql-to-opportunity")])).toEqual([
      ["mql-to-opportunity-drop", ["end-to-end-unstable"]],
    ]);
  });

  it("are led by the stage that makes the whole cycle longer", () => {
    expect(shape([cycle, stuck])).toEqual([["stage-stuck", ["cycle-time-longer"]]]);
    const demo = warning("stage-stuck", "Demo", longer("Demo"));
    expect(shape([cycle, demo])).toEqual([
      ["cycle-time-longer", []],
      ["stage-stuck", []],
    ]);
  });

  it("are led by the neglected acquisition channel that carries the fall, through all that follows", () => {
    expect(shape([drop, swings("mql-to-opportunity"), neglected])).toEqual([
      ["channel-neglected", ["mql-to-opportunity-drop", "end-to-end-unstable"]],
    ]);
  });

  it("are apart when another step swings, another channel is neglected, or a quarter lies between", () => {
    expect(shape([drop, swings("opportunity-to-customer")])).toHaveLength(2);
    expect(shape([drop, { ...neglected, subject: "Events" }])).toHaveLength(2);
    expect(shape([drop, { ...neglected, openedOn: day - 92 }])).toHaveLength(2);
  });

  it("each belong to one story only", () => {
    const all = [drop, swings("mql-to-opportunity"), neglected, cycle, stuck];
    const told = groupWarnings(all).flatMap(({ lead, consequences }) => [lead, ...consequences]);
    expect(new Set(told)).toEqual(new Set(all));
    expect(told).toHaveLength(all.length);
  });
});

describe("a timeline without echoes", () => {
  it("leaves out a longer cycle that opened while its stage was stuck", () => {
    const earlier = { ...stuck, openedOn: day - 21 };
    expect(withoutEchoes([earlier, cycle])).toEqual([earlier]);
    expect(withoutEchoes([{ ...earlier, closedOn: day - 7 }, cycle])).toHaveLength(2);
  });

  it("keeps a fall of the pair, even where a channel explains it", () => {
    expect(withoutEchoes([{ ...neglected, openedOn: day - 7 }, drop])).toHaveLength(2);
  });
});
