import { describe, expect, it } from "vitest";
import { type FactKind, type FactShape, factShapes } from "../../src/funnel/facts.ts";
import {
  type Advice,
  importAdvice,
  queryAdvice,
  recordAdvice,
  senderAdvice,
} from "../../src/sources/advice.ts";
import { fieldReaders } from "../../src/sources/fact-fields.ts";

interface Zone {
  readonly timeZone?: string;
  readonly dateFormat?: string;
  readonly advice?: Advice;
}

function reader(
  kind: FactKind,
  field: string,
  { timeZone = "UTC", dateFormat, advice = importAdvice }: Zone = {},
) {
  const shape: FactShape = factShapes[kind];
  const read = fieldReaders(shape.fields, { timeZone, dateFormat: dateFormat ?? null, advice }).get(field);
  if (!read) throw new Error(`${kind} have no ${field}`);
  return read;
}

const readDate = (text: string, zone: Zone = {}) => reader("leads", "created_at", zone)(text);
const instant = (iso: string) => ({ type: "instant", iso });
const localDay = (iso: string) => ({ type: "local-day", iso });
const refused = (part: string) => ({ refused: expect.stringContaining(part) });

describe("dates", () => {
  it("takes an ISO day as a local day", () => {
    expect(readDate(" 2026-03-01 ")).toEqual(localDay("2026-03-01"));
  });

  it.each([
    ["2026-03-01T10:30:00Z", "2026-03-01T10:30:00.000000Z"],
    ["2026-03-01 10:30", "2026-03-01T10:30:00.000000Z"],
    ["2026-03-01T10:30:00.1234567+02:00", "2026-03-01T08:30:00.123456Z"],
    ["2026-03-01T10:30:00-0330", "2026-03-01T14:00:00.000000Z"],
    ["2026-01-01T00:30:00+01", "2025-12-31T23:30:00.000000Z"],
  ])("takes %s as an instant", (text, iso) => {
    expect(readDate(text)).toEqual(instant(iso));
  });

  it("takes a date-time without an offset as local time of the workspace", () => {
    expect(readDate("2026-01-15T10:00", { timeZone: "Europe/Athens" })).toEqual(
      instant("2026-01-15T08:00:00.000000Z"),
    );
    expect(readDate("2026-07-15T10:00", { timeZone: "Europe/Athens" })).toEqual(
      instant("2026-07-15T07:00:00.000000Z"),
    );
  });

  it("moves a local time that the clock change skips forward by the gap", () => {
    expect(readDate("2026-03-29T03:30", { timeZone: "Europe/Athens" })).toEqual(
      instant("2026-03-29T01:30:00.000000Z"),
    );
  });

  it("takes the first of a local time that occurs twice", () => {
    expect(readDate("2026-10-25T03:30", { timeZone: "Europe/Athens" })).toEqual(
      instant("2026-10-25T00:30:00.000000Z"),
    );
  });

  it.each(["2026-02-30", "2026-13-01", "2026-00-10"])("refuses %s, which does not exist", (text) => {
    expect(readDate(text)).toEqual(refused("not a day that exists"));
  });

  it.each(["1969-12-31", "2101-01-01", "0026-03-01", "0000-00-00"])("refuses %s as implausible", (text) => {
    expect(readDate(text)).toEqual(refused("not within the years 1970 to 2100"));
  });

  it.each(["2026-03-01T24:00", "2026-03-01T10:60", "2026-03-01T10:30:60Z"])(
    "refuses the time of %s",
    (text) => {
      expect(readDate(text)).toEqual(refused("no clock shows"));
    },
  );

  it.each(["1e9", "1772323200", "soon", "2026-3-1T", "+002026-03-01"])("refuses %s", (text) => {
    expect(readDate(text)).toEqual(refused("is not an ISO 8601 date"));
  });

  it.each([
    ["10/20/2016", '--date-format "M/D/YYYY"'],
    ["20/10/2016", '--date-format "D/M/YYYY"'],
    ["20.10.2016 14:05", '--date-format "D.M.YYYY H:mm"'],
    ["10/20/2016 2:05:00 PM", '--date-format "M/D/YYYY H:mm:ss A"'],
    ["2016/10/20", '--date-format "YYYY/M/D"'],
    ["20-Oct-16", '--date-format "D-MMM-YY"'],
    ["20161020", '--date-format "YYYYMMDD"'],
  ])("refuses %s and names the format it is in", (text, hint) => {
    expect(readDate(text)).toEqual(refused(hint));
  });

  it("refuses an ambiguous date and names both of its readings", () => {
    expect(readDate("3/4/2026")).toEqual(refused('"M/D/YYYY" or --date-format "D/M/YYYY"'));
  });

  it.each([
    ["M/D/YYYY", "10/20/2016", localDay("2016-10-20")],
    ["M/D/YYYY", "3/1/2017", localDay("2017-03-01")],
    ["DD.MM.YYYY", "01.03.2017", localDay("2017-03-01")],
    ["D-MMM-YY", "1-Mar-17", localDay("2017-03-01")],
    ["D-MMM-YY", "1-mar-99", localDay("1999-03-01")],
    ["YYYYMMDD", "20170301", localDay("2017-03-01")],
    ["M/D/YYYY H:mm A", "3/1/2017 12:05 AM", instant("2017-03-01T00:05:00.000000Z")],
    ["M/D/YYYY H:mm A", "3/1/2017 1:05 pm", instant("2017-03-01T13:05:00.000000Z")],
    ["[on] D.M.YYYY", "on 1.3.2017", localDay("2017-03-01")],
  ])("reads %s from %s", (dateFormat, text, moment) => {
    expect(readDate(text, { dateFormat })).toEqual(moment);
  });

  it("still takes ISO dates beside a named format of another form", () => {
    expect(readDate("2016-10-20", { dateFormat: "M/D/YYYY" })).toEqual(localDay("2016-10-20"));
  });

  it("never falls back to ISO where the named format has its form", () => {
    expect(readDate("2026-03-25", { dateFormat: "YYYY-DD-MM" })).toEqual(refused("not a day that exists"));
  });

  it("refuses an hour that a clock of twelve does not show", () => {
    expect(readDate("3/1/2017 13:05 PM", { dateFormat: "M/D/YYYY H:mm A" })).toEqual(
      refused("no clock shows"),
    );
  });

  it.each(["dd/mm/yyyy", "M/D", "MDYYYY", "M/D/YYYY HH:mm:ss Q", "", "M/D/YYYY A"])(
    "does not accept the format %j",
    (dateFormat) => {
      expect(() => readDate("x", { dateFormat })).toThrow(/The date format/);
    },
  );

  it("refuses a time where a day is wanted", () => {
    expect(reader("visits", "day")("2026-03-01T10:00Z")).toEqual(refused("write the day alone"));
    expect(reader("visits", "day")("2026-03-01")).toEqual(localDay("2026-03-01"));
  });
});

describe("amounts", () => {
  const read = reader("opportunities", "amount");

  it.each([
    ["1234.50", "1234.5"],
    ["0", "0"],
    ["007", "7"],
    ["100", "100"],
    ["0.0001", "0.0001"],
    ["1500.000000", "1500"],
    ["9999999999999999.9999", "9999999999999999.9999"],
  ])("takes %s exactly", (text, amount) => {
    expect(read(text)).toBe(amount);
  });

  it.each([
    ["-5", "negative"],
    ["(5.00)", "negative"],
    ["1,234.50", "thousands separators"],
    ["1.234,50", "thousands separators"],
    ["€100", "currency in its own column"],
    ["100 EUR", "currency in its own column"],
    ["1e9", "plain digits"],
    ["Infinity", "plain digits"],
    [".5", "plain digits"],
    ["5.", "plain digits"],
    ["1.23456", "more than 4 decimals"],
    ["12345678901234567", "more than 16 digits"],
  ])("refuses %s and says how to mend it", (text, part) => {
    expect(read(text)).toEqual(refused(part));
  });

  it("reads a rate to twelve decimals, and none that is zero", () => {
    const rate = reader("exchange-rates", "rate");
    expect(rate("0.000912345678")).toBe("0.000912345678");
    expect(rate("0.000")).toEqual(refused("greater than 0"));
  });

  it("reads counts as whole numbers only", () => {
    const visitors = reader("visits", "visitors");
    expect(visitors("1200")).toBe("1200");
    expect(visitors("12.5")).toEqual(refused("whole number"));
    expect(visitors("-1")).toEqual(refused("whole number"));
  });
});

describe("texts and choices", () => {
  it("trims a name and takes it as it is", () => {
    expect(reader("leads", "acquisition_channel")(" <!channel> été \u00a0")).toBe("<!channel> été");
  });

  it("takes an empty cell as null", () => {
    expect(reader("leads", "segment")("  ")).toBeNull();
  });

  it("refuses an e-mail address where an id is wanted, without repeating it", () => {
    const result = reader("leads", "lead_id")("ann@example.com");
    expect(result).toEqual(refused("use an id, not an e-mail address"));
    expect(JSON.stringify(result)).not.toContain("ann@");
  });

  it("refuses control characters and what is too long", () => {
    expect(reader("leads", "segment")("a\u0000b")).toEqual(refused("control character"));
    expect(reader("leads", "segment")("x".repeat(201))).toEqual(refused("longer than 200"));
    expect(reader("content", "title")("x".repeat(10_001))).toEqual(refused("longer than 10,000"));
  });

  it("refuses given ids that look like the ones it makes", () => {
    expect(reader("content-uses", "use_id")("derived:1")).toEqual(refused("leave the cell empty"));
  });

  it("takes a choice whatever its case, and lists the choices otherwise", () => {
    const outcome = reader("opportunities", "outcome");
    expect(outcome("Won")).toBe("won");
    expect(outcome("Prospecting")).toEqual(refused('--value "outcome.Prospecting=open"'));
  });

  it("takes currencies that exist", () => {
    expect(reader("opportunities", "currency")("eur")).toBe("EUR");
    expect(reader("opportunities", "currency")("€")).toEqual(refused("ISO 4217"));
  });
});

describe("a refusal", () => {
  it("says what its reader can do where they are", () => {
    const told = (advice: Advice) => [
      reader("opportunities", "outcome", { advice })("Signed"),
      reader("leads", "created_at", { advice })("3/1/2026"),
    ];
    const said = (advice: Advice) => JSON.stringify(told(advice));
    expect(said(importAdvice)).toMatch(/--value .*outcome.Signed=open.*--date-format/);
    for (const advice of [queryAdvice, senderAdvice, recordAdvice]) {
      expect(said(advice)).not.toContain("--");
      expect(told(advice)).toEqual([{ refused: expect.any(String) }, { refused: expect.any(String) }]);
    }
    expect(said(queryAdvice)).toMatch(/under values: outcome: .*Signed.*cast the column/);
    expect(said(senderAdvice)).toMatch(/send one of these.*2026-03-01T09:30:00Z/);
  });
});
