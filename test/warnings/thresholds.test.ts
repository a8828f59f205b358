import { describe, expect, it } from "vitest";
import { incidentsOf } from "../../src/warnings/evaluate.ts";
import type { History } from "../../src/warnings/history.ts";
import { rules } from "../../src/warnings/index.ts";
import { ruleNames } from "../../src/warnings/rule-names.ts";
import { thresholdOf } from "../../src/warnings/thresholds.ts";
import { channels, company } from "../bench/warnings/company.ts";

const change = { what: "mql-to-opportunity", by: 0.65 } as const;
const fallen = company({ seed: 21, mqlsPerWeek: 100, weeks: 100, mqlsOnly: true, change, changeWeek: 80 });
const openings = (history: History, rule: string) =>
  incidentsOf(
    history,
    rules.filter(({ name }) => name === rule),
  );

describe("the rules", () => {
  it("are the twelve of the design, in its order", () => {
    expect(rules.map(({ name }) => name)).toEqual(ruleNames);
  });
});

describe("a threshold", () => {
  it("that the workspace raised opens later, or not at all", () => {
    const [usual] = openings(fallen, "mql-to-opportunity-drop");
    const raised = { ...fallen, thresholds: { "mql-to-opportunity-drop": 6 } };
    const [late] = openings(raised, "mql-to-opportunity-drop");
    expect(usual?.openedOn).toBeLessThan(late?.openedOn ?? 0);
    expect(late?.evidence.threshold).toBe(6);
    const never = { ...fallen, thresholds: { "mql-to-opportunity-drop": 400 } };
    expect(openings(never, "mql-to-opportunity-drop")).toEqual([]);
  });

  it("that people raised for one subject leaves the others alone", () => {
    const neglect = { what: "channel-worked", channel: 1, by: 0.75 } as const;
    const history = company({ seed: 22, mqlsPerWeek: 150, weeks: 110, change: neglect, changeWeek: 85 });
    const subjects = (of: History) => openings(of, "channel-neglected").map(({ subject }) => subject);
    const raise = (subject: string) => ({
      ...history,
      subjectThresholds: [{ rule: "channel-neglected", subject, times: 5 } as const],
    });
    expect(subjects(history)).toEqual([channels[1]]);
    expect(subjects(raise(channels[1]))).toEqual([]);
    expect(subjects(raise(channels[2]))).toEqual([channels[1]]);
  });

  it("rises above 1 where much must gather, and falls where little may be left", () => {
    const raised = (rule: (typeof ruleNames)[number], times: number) => ({
      ...fallen,
      subjectThresholds: [{ rule, subject: null, times }],
    });
    const above = rules.find(({ opens }) => opens === "above");
    const below = rules.find(({ name }) => name === "revenue-concentrated");
    if (!above || !below) throw new Error("no such rule");
    expect(thresholdOf(raised(above.name, 1.5), above, null)).toBeCloseTo(above.threshold * 1.5);
    expect(thresholdOf(raised(below.name, 1.5), below, null)).toBeCloseTo(0.625);
    expect(thresholdOf(raised(below.name, 1.5), below, "Webinar")).toBeCloseTo(0.75);
  });
});
