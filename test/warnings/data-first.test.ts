import { describe, expect, it } from "vitest";
import { generateCompany } from "../../src/demo/company/generate.ts";
import { companySettings } from "../../src/demo/company/profile.ts";
import { companyStories } from "../../src/demo/company/stories.ts";
import { type Day, dayOf, formatDay } from "../../src/funnel/calendar.ts";
import type { Fact } from "../../src/funnel/facts.ts";
import { evaluate } from "../../src/warnings/evaluate.ts";
import { historyOf } from "../support/company-history.ts";

const told = dayOf(2026, 11, 24);
/** Before its stories begin: nothing is wrong with the company. */
const quiet = companyStories(told).neglect.since;
const company = generateCompany({ seed: 42, today: told });
const settings = companySettings(told);

type Facts = typeof company;
const before = (day: Day, field: string) => (fact: Fact) => {
  const moment = fact[field];
  return moment === null || typeof moment !== "object" || moment.iso < formatDay(day);
};

/** The facts that an export brought that broke off on a day: no opportunity of later days, and no later closing. */
function brokenOff(facts: Facts, day: Day): Facts {
  const isBefore = (field: string) => before(day, field);
  return {
    ...facts,
    opportunities: facts.opportunities
      .filter(isBefore("created_at"))
      .map((fact) => (isBefore("closed_at")(fact) ? fact : { ...fact, closed_at: null, outcome: "open" })),
    "stage-changes": facts["stage-changes"].filter(isBefore("entered_at")),
  };
}

const openOn = (facts: Facts, day: Day) => evaluate(historyOf(facts, day, settings));
const namesOn = (facts: Facts, day: Day) =>
  openOn(facts, day).map(({ rule, subject }) => (subject === null ? rule : `${rule} ${subject}`));

describe("a source that stopped", () => {
  const stopped = quiet - 49;
  const half = brokenOff(company, stopped);

  it("is the only thing raised, however many conversions seem to be missing", () => {
    for (const weeks of [1, 4]) {
      const names = namesOn(half, stopped + 7 * weeks + 6);
      expect(names.filter((name) => name !== "data-stale CRM")).toEqual([]);
      if (weeks > 1) expect(names).toEqual(["data-stale CRM"]);
    }
  });

  it("says since when nothing came", () => {
    const [stale] = openOn(half, quiet);
    expect(stale?.reason).toMatchObject({ key: "source-silent", source: "CRM" });
    if (stale?.reason.key !== "source-silent") throw new Error("another reason");
    expect(stale.reason.lastReceived).toBeLessThan(stopped);
    expect(stale.reason.lastReceived).toBeGreaterThan(stopped - 5);
    expect(stale.reason.days).toBe(quiet - stale.reason.lastReceived - 1);
  });

  it("is forgotten as soon as the missing facts are there", () => {
    expect(namesOn(company, quiet)).toEqual([]);
  });

  it("lets open warnings neither close nor open", () => {
    const { drop } = companyStories(told);
    const open = namesOn(company, told);
    expect(open).toContain("mql-to-opportunity-drop");
    const later = told + 28;
    const held = namesOn(company, later);
    // The company's facts end on the day that they were told: four weeks on, its source is silent.
    expect(held).toContain("data-stale CRM");
    expect(held).toContain("mql-to-opportunity-drop");
    expect(held.filter((name) => !open.includes(name))).toEqual(["data-stale CRM"]);
    expect(drop.since).toBeLessThan(told);
  });
});

describe("a source that is half loaded", () => {
  const broke = quiet - 28;
  const isEarly = before(broke, "created_at");
  /** Of the later leads every fifth came; everything else did. */
  const fifth = {
    ...company,
    leads: company.leads.filter((lead, index) => isEarly(lead) || index % 5 === 0),
  };

  it("is the only thing raised, though most leads seem to be missing", () => {
    expect(namesOn(fifth, quiet)).toEqual(["data-stale CRM"]);
  });

  it("is forgotten as soon as the rest is loaded", () => {
    expect(namesOn(company, quiet)).toEqual([]);
  });
});

describe("facts that were wrong", () => {
  const late = companyStories(told).drop.since;
  const missing = {
    ...company,
    opportunities: company.opportunities.filter(
      (fact, index) => before(late - 56, "created_at")(fact) || index % 2 === 0 || fact.lead_id === null,
    ),
  };

  it("raise a warning that is gone once they are corrected", () => {
    expect(namesOn(missing, late)).toContain("mql-to-opportunity-drop");
    expect(namesOn(company, late)).not.toContain("mql-to-opportunity-drop");
  });
});

describe("a bulk load", () => {
  it("of old leads into one day raises nothing", () => {
    const at = quiet - 30;
    const loaded: Fact[] = Array.from({ length: 900 }, (_, index) => ({
      lead_id: `B-${index}`,
      created_at: { type: "local-day", iso: formatDay(at) } as const,
      acquisition_channel: "Webinar",
      mql_at: { type: "local-day", iso: formatDay(at) } as const,
    }));
    const facts = { ...company, leads: [...company.leads, ...loaded] };
    expect(historyOf(facts, quiet, settings).bulkLoads).toHaveLength(1);
    expect(namesOn(facts, quiet)).toEqual([]);
  });
});
