import { describe, expect, test } from "vitest";
import { formatDay, parseDay } from "../../src/funnel/calendar.ts";
import { parsePeriod } from "../../src/slack/period-text.ts";
import { plainWords } from "../../src/slack/plain-words.ts";

/** A Monday. */
const today = parseDay("2026-11-23") ?? Number.NaN;

function read(text: string, rules = { weekStart: 1, fiscalYearStart: 1 }): string {
  const result = parsePeriod(plainWords(text), today, rules);
  return result.kind === "period"
    ? `${formatDay(result.period.from)}..${formatDay(result.period.to)}`
    : result.kind;
}

describe("periods as people write them", () => {
  test.each([
    ["last 90 days", "2026-08-25..2026-11-23"],
    ["last 4 weeks", "2026-10-26..2026-11-23"],
    ["last week", "2026-11-16..2026-11-23"],
    ["last month", "2026-10-01..2026-11-01"],
    ["last 2 quarters", "2026-04-01..2026-10-01"],
    ["last year", "2025-01-01..2026-01-01"],
    ["this quarter", "2026-10-01..2026-11-23"],
    ["this week", "not-begun"],
    ["Q3", "2026-07-01..2026-10-01"],
    ["Q3 2025", "2025-07-01..2025-10-01"],
    ["2025-Q3", "2025-07-01..2025-10-01"],
    ["Q4", "2026-10-01..2027-01-01"],
    ["2026-W40", "2026-09-28..2026-10-05"],
    ["week 40", "2026-09-28..2026-10-05"],
    ["W50", "2025-12-08..2025-12-15"],
    ["week 53", "2020-12-28..2021-01-04"],
    ["since May", "2026-05-01..2026-11-23"],
    ["since 2026-05-04", "2026-05-04..2026-11-23"],
    ["since last month", "2026-10-01..2026-11-23"],
    ["September", "2026-09-01..2026-10-01"],
    ["Dec", "2025-12-01..2026-01-01"],
    ["Sept. 2025", "2025-09-01..2025-10-01"],
    ["2026-09", "2026-09-01..2026-10-01"],
    ["2025", "2025-01-01..2026-01-01"],
    ["2026-09-01..2026-10-01", "2026-09-01..2026-10-01"],
    ["2026-09-01 .. 2026-10-01", "2026-09-01..2026-10-01"],
    ["2026-09-01 to 2026-09-30", "2026-09-01..2026-10-01"],
    ["July – September", "2026-07-01..2026-10-01"],
    ["from July to September", "2026-07-01..2026-10-01"],
    ["yesterday", "2026-11-22..2026-11-23"],
    ["2026-11-02", "2026-11-02..2026-11-03"],
    ["τον προηγούμενο μήνα", "2026-10-01..2026-11-01"],
    ["αυτό το τρίμηνο", "2026-10-01..2026-11-23"],
    ["από τον Μάιο", "2026-05-01..2026-11-23"],
    ["Σεπτέμβριος 2026", "2026-09-01..2026-10-01"],
    ["Τ3", "2026-07-01..2026-10-01"],
    ["χθες", "2026-11-22..2026-11-23"],
  ])("%s is %s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    "soon",
    "last",
    "last 0 days",
    "2026-02-30",
    "2026-W60",
    "Q5",
    "last 5 moons",
    "1/2/2026",
    "2026-10-01..2026-09-01",
    "may 26 2026 x",
  ])("%s is not guessed", (text) => {
    expect(read(text)).toBe("unknown");
  });

  test.each(["today", "2027-01", "2026-12-01"])("%s has not begun", (text) => {
    expect(read(text)).toBe("not-begun");
  });

  test("a quarter follows the fiscal year, which is named after the year in which it ends", () => {
    const fiscal = { weekStart: 1, fiscalYearStart: 4 };
    expect(read("Q1 2026", fiscal)).toBe("2025-04-01..2025-07-01");
    expect(read("Q3", fiscal)).toBe("2026-10-01..2027-01-01");
  });

  test("whole weeks begin on the workspace's first day", () => {
    expect(read("last week", { weekStart: 7, fiscalYearStart: 1 })).toBe("2026-11-15..2026-11-22");
  });
});
