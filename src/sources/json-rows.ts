import { z } from "zod";
import { type FactKind, type FactShape, type Field, factKinds, factShapes } from "../funnel/facts.ts";
import type { RowProblem, RowTexts } from "./row-facts.ts";

/** A row of a JSON body, numbers as they were written (see `parseExactJson`). */
export type JsonRow = unknown;

/** What a field of a fact may be in JSON. Texts are checked further where they become facts. */
function fieldSchema({ name, format }: Field): z.ZodType {
  const number = z.number();
  switch (format.type) {
    case "moment":
      return z.string().meta({
        description:
          "ISO 8601: a date-time with an offset, a date-time in the workspace's time zone, or a calendar day (a local day, whatever the time zone).",
        examples: ["2026-03-01T09:30:00Z", "2026-03-01"],
      });
    case "day":
      return z.string().meta({ description: "An ISO 8601 calendar day.", examples: ["2026-03-01"] });
    case "amount":
      return z.union([z.string(), number]).meta({
        description: "An exact decimal of 0 or more, at most 4 decimals; a number is taken as it is written.",
        examples: ["1234.50"],
      });
    case "rate":
      return z.union([z.string(), number]).meta({
        description:
          "What one unit of the currency is in the workspace's currency: an exact decimal above 0.",
        examples: ["0.92"],
      });
    case "count":
      return z
        .union([z.string(), number])
        .meta({ description: "A whole number of 0 or more.", examples: [1200] });
    case "currency":
      return z.string().meta({ description: "An ISO 4217 currency code.", examples: ["EUR"] });
    case "choice":
      return z
        .string()
        .meta({ description: `One of ${format.choices.join(", ")}.`, examples: [format.choices[0]] });
    case "text":
      return name.endsWith("_id")
        ? z.union([z.string(), number]).meta({
            description:
              "An id of at most 200 characters. Never a name, an e-mail address or a phone number.",
            examples: ["00Q5g00000A1b2C"],
          })
        : z.string().meta({ description: "A text." });
  }
}

function rowSchema(shape: FactShape): z.ZodObject {
  return z
    .looseObject(
      Object.fromEntries(
        shape.fields.map((field) => {
          const schema = fieldSchema(field);
          return [field.name, field.required ? schema : schema.nullable().optional()];
        }),
      ),
    )
    .meta({ description: about[shape.kind] });
}

const about: Readonly<Record<FactKind, string>> = {
  leads: "A lead. What a row leaves out stays as it is stored; null empties it.",
  opportunities: "An opportunity. One that was won or lost needs closed_at; an open one has none.",
  "stage-changes": "An opportunity entered a stage.",
  content: "An asset that sales can use.",
  "content-uses": "Somebody used an asset, on an opportunity or not.",
  "sales-touches": "Sales called, wrote to or met a lead.",
  visits: "Visitors of one day and acquisition channel.",
  "exchange-rates": "What a currency is worth in the workspace's own, from a day on.",
};

/** Gives a kind's name among the schemas of the OpenAPI document: `StageChange`. */
export function schemaName(kind: FactKind): string {
  return {
    leads: "Lead",
    opportunities: "Opportunity",
    "stage-changes": "StageChange",
    content: "Content",
    "content-uses": "ContentUse",
    "sales-touches": "SalesTouch",
    visits: "Visits",
    "exchange-rates": "ExchangeRate",
  }[kind];
}

/** The schema of one row of each kind, which the API checks and its OpenAPI document shows. */
export const rowSchemas: Readonly<Record<FactKind, z.ZodObject>> = Object.fromEntries(
  factKinds.map((kind) => [kind, rowSchema(factShapes[kind])]),
) as Record<FactKind, z.ZodObject>;

/**
 * Gives a JSON row's fields as texts, or what is wrong with its form. Names that are no fields are told to `ignored`
 * and go no further: nothing but facts gets in.
 */
export function readJsonRow(
  kind: FactKind,
  row: JsonRow,
  ignored: (name: string) => void,
): { readonly row: RowTexts } | RowProblem {
  if (typeof row !== "object" || row === null || Array.isArray(row) || row instanceof ExactNumber) {
    return { field: "", reason: "the row is not a JSON object" };
  }
  const { shape } = rowSchemas[kind];
  const plain: Record<string, unknown> = {};
  const texts: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(row)) {
    if (!Object.hasOwn(shape, name)) {
      ignored(name);
      continue;
    }
    plain[name] = value instanceof ExactNumber ? Number(value.text) : value;
    texts[name] = value instanceof ExactNumber ? value.text : (value as string | null);
  }
  const [issue] = rowSchemas[kind].safeParse(plain).error?.issues ?? [];
  if (!issue) return { row: texts };
  const field = String(issue.path[0] ?? "");
  const missing = issue.code === "invalid_type" && !(field in plain);
  return {
    field,
    reason: missing
      ? `is missing: ${kind} need ${field}`
      : "is of a type that JSON has for something else; send a text",
  };
}

/** A JSON number as it was written: an amount must not pass through a float. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Parses JSON, keeping numbers as they were written. Throws a SyntaxError. */
export function parseExactJson(text: string): unknown {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_, value, { source }) =>
    typeof value === "number" ? new ExactNumber(plainNumber(source ?? String(value))) : value,
  );
}

/** `1.5e3` is `1500`; what is no plain decimal then is refused where it is read. */
function plainNumber(source: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,2})$/.exec(source);
  if (!match) return source;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${"0".repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
