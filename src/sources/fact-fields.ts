import type { FactValue, Field, Moment } from "../funnel/facts.ts";
import type { Advice } from "./advice.ts";
import { type MomentOptions, momentReader } from "./moments.ts";
import { type Refusal, refuse, shown } from "./refusal.ts";

/** Reads one field's text as its value, or says why it cannot. An empty text is null. */
export type FieldReader = (text: string) => FactValue | Refusal;

/** No cell that is imported may be longer, in characters. */
export const longestCell = 10_000;
/** Ids and names are keys of tables, whose size is bounded. */
const longestName = 200;
/** Ids of this kind are made by us for facts that have none (see `fact-rules.ts`). */
export const derivedIdPrefix = "derived:";

const longTexts: ReadonlySet<string> = new Set(["title"]);
const ownIds: ReadonlySet<string> = new Set(["use_id", "touch_id"]);

// Tabs and line breaks are left: names may hold them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const eMailAddress = /[^\s@<>()]+@[^\s@<>()]+\.[a-z]{2,}/i;
/** With its country's prefix; ids are digits alone, or letters besides. */
const phoneNumber = /^(?:\+|00)[\d\s()./-]{8,24}$/;

/** Gives a reader for each field; readers of dates share what they learn about the time zone. */
export function fieldReaders(
  fields: readonly Field[],
  options: MomentOptions,
): ReadonlyMap<string, FieldReader> {
  const readMoment = momentReader(options);
  return new Map(
    fields.map((field) => [field.name, trimmed(valueReader(field, readMoment, options.advice))]),
  );
}

function trimmed(read: FieldReader): FieldReader {
  return (text) => {
    const value = text.trim();
    if (value === "") return null;
    if (value.length > longestCell)
      return refuse(`is longer than ${longestCell.toLocaleString("en")} characters`);
    if (controls.test(value)) return refuse("holds a control character; remove it");
    return read(value);
  };
}

function valueReader(
  { name, format }: Field,
  readMoment: (text: string) => Moment | Refusal,
  advice: Advice,
): FieldReader {
  switch (format.type) {
    case "text":
      return textReader(name);
    case "moment":
      return readMoment;
    case "day":
      return (text) => {
        const moment = readMoment(text);
        if ("refused" in moment || moment.type === "local-day") return moment;
        return refuse(`${shown(text)} has a time; write the day alone, such as 2026-03-01`);
      };
    case "amount":
      return (text) => decimal(text, { digits: 16, decimals: 4 });
    case "rate":
      return (text) => {
        const rate = decimal(text, { digits: 12, decimals: 12 });
        return typeof rate === "string" && /^[0.]*$/.test(rate)
          ? refuse("a rate must be greater than 0")
          : rate;
      };
    case "count":
      return (text) =>
        /^\d{1,15}$/.test(text)
          ? text
          : refuse(`${shown(text)} is not a whole number; write digits only, such as 1200`);
    case "currency":
      return currency;
    case "choice":
      return choiceReader(name, format.choices, advice);
  }
}

function textReader(name: string): FieldReader {
  const isId = name.endsWith("_id");
  const isOwnId = ownIds.has(name);
  const longest = longTexts.has(name) ? longestCell : longestName;
  return (text) => {
    if (text.length > longest)
      return refuse(`is longer than ${longest} characters, too long for a name or an id`);
    if (text.includes("@") && eMailAddress.test(text)) {
      return refuse(
        isId
          ? "use an id, not an e-mail address: no personal data is imported"
          : "holds an e-mail address: no personal data is imported",
      );
    }
    if (phoneNumber.test(text) && /^\+|[\s()./-]/.test(text)) {
      return refuse("is a phone number: no personal data is imported");
    }
    if (isOwnId && text.startsWith(derivedIdPrefix)) {
      return refuse(
        `begins with "${derivedIdPrefix}", which is kept for facts without an id; leave the cell empty`,
      );
    }
    return text;
  };
}

function choiceReader(name: string, choices: readonly string[], { meaning }: Advice): FieldReader {
  const known = new Set(choices);
  return (text) => {
    if (known.has(text)) return text;
    const folded = text.toLowerCase();
    if (known.has(folded)) return folded;
    return refuse(
      `${shown(text)} is not one of ${choices.join(", ")}; ${meaning(name, text.slice(0, 40), choices[0] ?? "")}`,
    );
  };
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

function currency(text: string): FactValue | Refusal {
  const code = text.toUpperCase();
  return currencies.has(code) ? code : refuse(`${shown(text)} is not an ISO 4217 currency code such as EUR`);
}

/** Longer than any decimal that is taken. */
const longestDecimal = 60;

interface Precision {
  /** Before the decimal point. */
  readonly digits: number;
  readonly decimals: number;
}

/** An exact decimal, never a float: leading zeros and zeros past the last decimal that counts are dropped. */
function decimal(text: string, { digits, decimals }: Precision): FactValue | Refusal {
  const match = text.length > longestDecimal ? null : /^0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text);
  if (!match || text.endsWith(".")) return refuse(`${shown(text)} is not an amount: ${decimalFault(text)}`);
  const [, whole = "0", fraction = ""] = match;
  if (whole.length > digits) return refuse(`${shown(text)} has more than ${digits} digits before the point`);
  if (fraction.length > decimals)
    return refuse(`${shown(text)} has more than ${decimals} decimals; round it first`);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

function decimalFault(text: string): string {
  if (/^[-−(]/.test(text)) return "it is negative; only amounts of 0 or more are taken";
  if (/\p{Sc}|[a-z]{3}/iu.test(text) && /\d/.test(text)) {
    return "write the number alone, such as 1234.50, and the currency in its own column";
  }
  if (/\d[,.'’\s]\d/.test(text)) {
    return "write it without thousands separators and with a decimal point, such as 1234.50";
  }
  return "write plain digits with a decimal point, such as 1234.50";
}
