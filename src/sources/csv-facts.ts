import { UserError } from "../errors.ts";
import type { Fact, FactShape, FactValue } from "../funnel/facts.ts";
import { cellText } from "./csv-cells.ts";
import type { CsvColumns } from "./csv-columns.ts";
import type { CsvRecord } from "./csv-records.ts";
import { type FieldReader, fieldReaders, longestCell } from "./fact-fields.ts";
import { isBroken, settleFact } from "./fact-rules.ts";
import type { FieldMapping } from "./field-mapping.ts";
import type { MomentOptions } from "./moments.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** A row that was not taken. */
export interface Rejection {
  /** Of the file, counted from 1. */
  readonly line: number;
  /** As the file names it; a field's own name when no column is read as it; null: the whole row. */
  readonly column: string | null;
  readonly reason: string;
}

/** Reads a record as a fact, or says why the row is rejected: the first problem, in the order of the fields. */
export type RecordReader = (record: CsvRecord) => Fact | Rejection;

/** Tells a rejected row from a fact. */
export function isRejection(result: Fact | Rejection): result is Rejection {
  return "reason" in result;
}

/** As many cells of a column are known again when they come up, as channels and segments do in every row. */
const mostKnown = 500;

/** UTF-8 takes at most this many bytes a character. */
const bytesPerCharacter = 4;

/** Gives a reader of a file's records. Throws a UserError when a `--set` or `--value` gives what the field refuses. */
export function recordReader(
  shape: FactShape,
  columns: CsvColumns,
  mapping: FieldMapping,
  options: MomentOptions,
): RecordReader {
  const readers = fieldReaders(shape.fields, options);
  const readersOf = (name: string): FieldReader => readers.get(name) ?? (() => null);
  const constants: Record<string, FactValue> = {};
  for (const [field, text] of mapping.constants)
    constants[field] = readConstant(shape, field, text, readersOf(field));
  const columnOf = (field: string): string => columns.names[columns.places.get(field) ?? -1] ?? field;
  const told = shape.fields.flatMap((field) => {
    const place = columns.places.get(field.name);
    if (place === undefined) return [];
    const translate = mapping.values.get(field.name) ?? ((text: string) => text);
    return [{ ...field, place, translate, read: readersOf(field.name), known: new Map<string, FactValue>() }];
  });
  const required = told.filter((field) => field.required);

  const readCell = (cell: string, field: (typeof told)[number]): FactValue | Refusal => {
    const known = field.known.get(cell);
    if (known !== undefined) return known;
    const value = readNew(cell, field);
    const isRefused = typeof value === "object" && value !== null && "refused" in value;
    if (field.known.size < mostKnown && !isRefused) field.known.set(cell, value);
    return value;
  };
  const readNew = (cell: string, { translate, read }: (typeof told)[number]): FactValue | Refusal => {
    if (cell.length > longestCell * bytesPerCharacter)
      return refuse(`is longer than ${longestCell} characters`);
    const text = cellText(cell);
    if (text === null) return refuse("is not UTF-8 text; save the file as UTF-8");
    return read(translate(text.trim()));
  };

  return (record) => {
    const { line, cells, swallowing } = record;
    if (swallowing !== null) {
      const reason =
        'a quotation mark opens this cell and does not close where it ends, so that several lines were read as one; write a quotation mark within a cell twice ("")';
      return { line, column: columns.names[swallowing] ?? null, reason };
    }
    if (cells.length !== columns.names.length) {
      const reason = `the row has ${count(cells.length, "cell")}, the header names ${count(columns.names.length, "column")}`;
      return { line, column: null, reason };
    }
    for (const field of required) {
      if (field.translate((cells[field.place] ?? "").trim()) !== "") continue;
      return { line, column: columnOf(field.name), reason: missing(shape, field.name, field.format.type) };
    }
    const fact: Record<string, FactValue> = { ...constants };
    for (const field of told) {
      const value = readCell(cells[field.place] ?? "", field);
      if (typeof value === "object" && value !== null && "refused" in value) {
        return { line, column: columnOf(field.name), reason: value.refused };
      }
      // What trims to nothing only as text, such as a no-break space, is missing too.
      if (value === null && field.required) {
        return { line, column: columnOf(field.name), reason: missing(shape, field.name, field.format.type) };
      }
      fact[field.name] = value;
    }
    const settled = settleFact(shape.kind, fact);
    return isBroken(settled) ? { line, column: columnOf(settled.field), reason: settled.reason } : settled;
  };
}

function readConstant(shape: FactShape, field: string, text: string, read: FieldReader): FactValue {
  const value = read(text);
  const isRefused = typeof value === "object" && value !== null && "refused" in value;
  const isRequired = shape.fields.some(({ name, required }) => name === field && required);
  if (!isRefused && !(value === null && isRequired)) return value;
  throw new UserError({
    code: "bad-mapping",
    what: `--set ${field}=${text} is no ${field}: ${isRefused ? value.refused : "it is empty"}.`,
    next: "Give it a value that a row could hold.",
  });
}

function missing(shape: FactShape, field: string, type: string): string {
  const sort = type === "moment" || type === "day" ? "date" : "value";
  return `the ${sort} is missing: ${shape.kind} need ${field}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
