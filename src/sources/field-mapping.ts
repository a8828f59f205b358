import { closest } from "fastest-levenshtein";
import { UserError } from "../errors.ts";
import type { FactShape } from "../funnel/facts.ts";

/** How a foreign file's columns and values become a kind's fields. */
export interface FieldMapping {
  /** Column by field. */
  readonly columns: ReadonlyMap<string, string>;
  /** One text for every row, by field; it goes before a column of the same name. */
  readonly constants: ReadonlyMap<string, string>;
  /** Our text by theirs, by field. */
  readonly values: ReadonlyMap<string, ValueMap>;
}

export type ValueMap = (theirs: string) => string;

/** What a person wrote, still as text: `field=column`, `field=value`, `field.THEIRS=OURS`. */
export interface MappingTexts {
  readonly map?: readonly string[];
  readonly set?: readonly string[];
  readonly value?: readonly string[];
}

/** Reads the mapping of a kind's fields; throws a UserError that names the part which is wrong. */
export function parseFieldMapping(
  shape: FactShape,
  { map = [], set = [], value = [] }: MappingTexts,
): FieldMapping {
  const columns = new Map<string, string>();
  for (const text of map) {
    const [field, column] = split(text, "=", "--map", "field=column", text.indexOf("="));
    checkField(shape, field, text);
    if (column === "") throw badMapping(`--map ${text} names no column.`, "Write it as --map field=column.");
    if (columns.has(field))
      throw badMapping(`--map names ${field} twice.`, "Name one column for each field.");
    columns.set(field, column);
  }
  const constants = new Map<string, string>();
  for (const text of set) {
    const [field, constant] = split(text, "=", "--set", "field=value", text.indexOf("="));
    checkField(shape, field, text);
    if (constants.has(field) || columns.has(field)) {
      throw badMapping(`${field} is told twice.`, "Give a field one --set or one --map.");
    }
    constants.set(field, constant);
  }
  const pairs = new Map<string, [string, string][]>();
  for (const text of value) {
    // Their values may hold an equals sign; ours hardly do.
    const [left, ours] = split(text, "=", "--value", "field.THEIRS=OURS", text.lastIndexOf("="));
    const [field, theirs] = split(left, ".", "--value", "field.THEIRS=OURS", left.indexOf("."));
    checkField(shape, field, text);
    pairs.set(field, [...(pairs.get(field) ?? []), [theirs, ours]]);
  }
  return {
    columns,
    constants,
    values: new Map([...pairs].map(([field, told]) => [field, valueMap(field, told)])),
  };
}

/** Their text, exactly as written or, failing that, whatever its case. */
function valueMap(field: string, pairs: readonly (readonly [string, string])[]): ValueMap {
  const exact = new Map<string, string>();
  const folded = new Map<string, string>();
  for (const [theirs, ours] of pairs) {
    if (exact.has(theirs) && exact.get(theirs) !== ours) {
      throw badMapping(`--value gives ${field}.${theirs} two meanings.`, "Give each of their values one.");
    }
    exact.set(theirs, ours);
    if (!folded.has(theirs.toLowerCase())) folded.set(theirs.toLowerCase(), ours);
  }
  return (theirs) => exact.get(theirs) ?? folded.get(theirs.toLowerCase()) ?? theirs;
}

function split(
  text: string,
  sign: string,
  option: string,
  form: string,
  at: number,
): readonly [string, string] {
  if (at < 1)
    throw badMapping(`${option} ${text} is not of the form ${form}.`, `Write it as ${option} ${form}.`);
  return [text.slice(0, at).trim(), text.slice(at + sign.length).trim()];
}

function checkField(shape: FactShape, field: string, text: string): void {
  const names = shape.fields.map(({ name }) => name);
  if (names.includes(field)) return;
  throw new UserError({
    code: "unknown-field",
    what: `${shape.kind} have no field ${JSON.stringify(field)} (in ${JSON.stringify(text)}).`,
    next: `Did you mean ${closest(field, names)}? Their fields are ${names.join(", ")}.`,
  });
}

function badMapping(what: string, next: string): UserError {
  return new UserError({ code: "bad-mapping", what, next });
}
