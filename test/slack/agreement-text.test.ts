import { describe, expect, test } from "vitest";
import { dayOf } from "../../src/funnel/calendar.ts";
import { readAgreement } from "../../src/slack/agreement-text.ts";

const today = dayOf(2026, 11, 24);
const read = (text: string) => readAgreement(text, today);

describe("targets", () => {
  test.each([
    ["targets set mql-to-opportunity 21-27%", { low: 0.21, high: 0.27 }],
    ["targets set mql-to-opportunity 21% - 27%", { low: 0.21, high: 0.27 }],
    ["targets set win rate at least 30%", { kpi: "opportunity-to-customer", low: 0.3, high: null }],
    ["targets set mql-to-opportunity >=21.5%", { low: 0.215, high: null }],
    ["targets set cycle-time 45", { kpi: "cycle-time", low: null, high: 45 }],
    ["targets set cycle-time at most 45 days", { low: null, high: 45 }],
    ["target set revenue-per-account €9000", { kpi: "revenue-per-account", low: 9000, high: null }],
    ["στόχοι set mql-to-opportunity 21-27%", { low: 0.21, high: 0.27 }],
  ])("“%s” is understood", (text, target) => {
    expect(read(text)).toMatchObject({
      kind: "set-target",
      target: { from: today, to: null, acquisitionChannel: null, ...target },
    });
  });

  test("name an acquisition channel as typed, and days", () => {
    expect(
      read("targets set mql-to-opportunity 21-27% for Paid Search from 2026-10-01 to 2027-01-01"),
    ).toEqual({
      kind: "set-target",
      target: {
        kpi: "mql-to-opportunity",
        low: 0.21,
        high: 0.27,
        acquisitionChannel: "Paid Search",
        from: dayOf(2026, 10, 1),
        to: dayOf(2027, 1, 1),
      },
    });
  });

  test.each([
    "targets set mql-to-opportunity a lot",
    "targets set mql-to-opportunity 27-21%",
    "targets set mql-to-opportunity 120%",
    "targets set nonsense 21%",
    "targets set mql-to-opportunity 21% from tomorrow-ish",
    "targets set mql-to-opportunity 21% from 2026-10-01 to 2026-09-01",
    "targets set",
  ])("“%s” asks with the modal instead of guessing", (text) => {
    expect(read(text)).toEqual({ kind: "set-target", target: null });
  });

  test("are listed, and removed by their number", () => {
    expect(read("targets")).toEqual({ kind: "targets" });
    expect(read("targets remove 3")).toEqual({ kind: "remove-target", number: 3 });
  });
});

describe("notes", () => {
  test("are of today, unless a day stands first", () => {
    expect(read("note Price change *now*")).toEqual({ kind: "note", day: today, text: "Price change *now*" });
    expect(read("note 2026-10-19 New partner")).toEqual({
      kind: "note",
      day: dayOf(2026, 10, 19),
      text: "New partner",
    });
    expect(read("σημείωση χθες Νέα τιμή")).toEqual({ kind: "note", day: today - 1, text: "Νέα τιμή" });
  });

  test("are listed and removed", () => {
    expect(read("note")).toEqual({ kind: "notes" });
    expect(read("notes remove 2")).toEqual({ kind: "remove-note", number: 2 });
  });
});

test("warnings are asked for in both languages, and nothing else is taken for any of these", () => {
  expect(read("warnings")).toEqual({ kind: "warnings" });
  expect(read("Προειδοποιήσεις")).toEqual({ kind: "warnings" });
  expect(read("cycle-time last quarter")).toBeNull();
  expect(read("")).toBeNull();
});
