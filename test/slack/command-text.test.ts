import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDay } from "../../src/funnel/calendar.ts";
import { kpiNames } from "../../src/funnel/readings.ts";
import { parseCommand } from "../../src/slack/command-text.ts";

const rules = { weekStart: 1, fiscalYearStart: 1 };
const today = day("2026-11-23");

function day(text: string): number {
  const found = parseDay(text);
  if (found === null) throw new Error(`${text} is no day`);
  return found;
}

const read = (text: string) => parseCommand(text, today, rules);
const period = (from: string, to: string) => ({ from: day(from), to: day(to) });

describe("the text after /kpi", () => {
  test("nothing asks for all seven", () => {
    expect(read("  ")).toEqual({ kind: "overview" });
  });

  test.each(kpiNames)("%s asks for that KPI by its own name", (kpi) => {
    expect(read(kpi)).toEqual({ kind: "kpi", kpi });
  });

  test.each([
    ["cycle", "cycle-time"],
    ["Sales Cycle", "cycle-time"],
    ["mql", "mql-to-opportunity"],
    ["MQL → opportunity", "mql-to-opportunity"],
    ["conversion", "mql-to-opportunity"],
    ["opportunity to customer", "opportunity-to-customer"],
    ["win rate", "opportunity-to-customer"],
    ["revenue mix", "revenue-mix"],
    ["the revenue_mix", "revenue-mix"],
    ["e2e", "end-to-end"],
    ["content", "content-used"],
    ["κύκλος πώλησης", "cycle-time"],
    ["ΜΕΤΑΤΡΟΠΗ", "mql-to-opportunity"],
    ["έσοδα ανά λογαριασμό", "revenue-per-account"],
    ["μείγμα εσόδων", "revenue-mix"],
  ])("%s is understood as %s", (text, kpi) => {
    expect(read(text)).toMatchObject({ kind: "kpi", kpi });
  });

  test("a period, a breakdown and an as-of day go together in any order", () => {
    const expected = {
      kind: "kpi",
      kpi: "mql-to-opportunity",
      by: "acquisition-channel",
      period: period("2026-07-03", "2026-10-01"),
      asOf: day("2026-10-01"),
    };
    expect(read("mql last 90 days by channel as of 2026-10-01")).toEqual(expected);
    expect(read("mql as of 2026-10-01 by acquisition-channel last 90 days")).toEqual(expected);
  });

  test("Greek words ask for the same", () => {
    expect(read("κύκλος τις τελευταίες 90 ημέρες ανά στάδιο")).toEqual({
      kind: "kpi",
      kpi: "cycle-time",
      by: "stage",
      period: period("2026-08-25", "2026-11-23"),
    });
  });

  test("explain and export take a name", () => {
    expect(read("explain revenue mix")).toEqual({ kind: "explain", kpi: "revenue-mix" });
    expect(read("export cycle-time Q3")).toEqual({
      kind: "export",
      kpi: "cycle-time",
      period: period("2026-07-01", "2026-10-01"),
    });
  });

  test("explain without a name says what is missing, with an example", () => {
    expect(read("explain")).toMatchObject({ about: "missing-name", example: "explain cycle-time" });
  });

  test.each(["help", "digest", "status"] as const)("%s is a command", (word) => {
    expect(read(word)).toEqual({ kind: word });
  });

  test.each([
    ["cicle-time", "cycle-time"],
    ["cycel", "cycle-time"],
    ["revenu mix", "revenue-mix"],
    ["mql-to-oportunity", "mql-to-opportunity"],
    ["helpp", "help"],
    ["explain contnet", "explain content-used"],
  ])("a misspelt %s suggests %s", (text, suggestion) => {
    expect(read(text)).toMatchObject({ kind: "misunderstood", about: "name", suggestion });
  });

  test("what resembles nothing gets no suggestion", () => {
    expect(read("weather in Athens")).toMatchObject({
      kind: "misunderstood",
      about: "name",
      suggestion: null,
    });
  });

  test.each([
    ["cycle-time sometime", "period", "sometime"],
    ["cycle-time by moon phase", "breakdown", "moon phase"],
    ["cycle-time as of soon", "as-of", "soon"],
    ["cycle-time as of 2027-01-01", "as-of-future", "2027-01-01"],
    ["cycle-time 2027-W01", "period-not-begun", "2027-w01"],
  ])("in '%s' the %s is what was not understood", (input, about, text) => {
    expect(read(input)).toMatchObject({ kind: "misunderstood", about, text });
  });

  test("an as-of day alone asks for all seven as of then", () => {
    expect(read("as of 2026-10-01")).toEqual({ kind: "overview", asOf: day("2026-10-01") });
  });

  test("no text at all makes it throw, and a period it gives is never empty nor begins after today", () => {
    const word = fc.constantFrom(
      ...[
        "cycle",
        "mql",
        "by",
        "as",
        "of",
        "last",
        "to",
        "since",
        "q3",
        "week",
        "40",
        "2026-09-01",
        "..",
        "may",
      ],
      ...[
        "channel",
        "explain",
        "2026-w40",
        "9999-99-99",
        "this",
        "year",
        "-",
        "&gt;",
        "τριμήνου",
        "0",
        "4000",
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 400 }),
      fc.array(word, { maxLength: 9 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const command = read(typed);
        if ("period" in command && command.period) {
          expect(command.period.from).toBeLessThan(command.period.to);
          expect(command.period.from).toBeLessThan(today);
        }
        if ("asOf" in command && command.asOf !== undefined) expect(command.asOf).toBeLessThanOrEqual(today);
      }),
      { numRuns: 1000 },
    );
  });
});
