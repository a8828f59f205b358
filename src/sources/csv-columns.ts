import { parse } from "csv-parse/sync";
import { closest } from "fastest-levenshtein";
import { UserError } from "../errors.ts";
import { type FactKind, type FactShape, factShapes } from "../funnel/facts.ts";
import { cellText, type RawCell } from "./csv-cells.ts";
import type { CsvFile } from "./csv-file.ts";
import { csvOptions } from "./csv-records.ts";
import type { FieldMapping } from "./field-mapping.ts";

/** Where a file's columns are and which of them a kind's fields take. */
export interface CsvColumns {
  readonly delimiter: string;
  /** As the file names them, trimmed. */
  readonly names: readonly string[];
  /** The place of each field's column, counted from 0; fields without a column are left out. */
  readonly places: ReadonlyMap<string, number>;
  /** Named columns that no field takes. */
  readonly ignored: readonly string[];
  /** Another kind whose required columns are all there, some of them among the ignored; null: there is none. */
  readonly alsoFits: FactKind | null;
}

/** Columns of our own in a file of rejected rows; a mended one is imported with them in it. */
export const rejectionColumns = ["rejected_line", "rejected_column", "rejected_reason"] as const;

const delimiters = [
  { sign: ",", name: "commas" },
  { sign: ";", name: "semicolons" },
  { sign: "\t", name: "tabs" },
  { sign: "|", name: "bars" },
] as const;

/**
 * Finds a kind's fields in a file's header, which is split by commas or else by whatever sign makes all required
 * columns appear. A column is known by its exact name or else whatever its case. Throws a UserError that names
 * what is missing, and the kind that would fit.
 */
export function findColumns(file: CsvFile, shape: FactShape, mapping: FieldMapping): CsvColumns {
  const headers = delimiters.map(({ sign, name }) => ({ sign, name, names: headerNames(file, sign) }));
  const fitting = headers.find(({ names }) => missingFields(shape, mapping, names).length === 0);
  const widest = headers.reduce((best, header) => (header.names.length > best.names.length ? header : best));
  const { sign, name, names } = fitting ?? widest;
  checkMapping(file, mapping, names);
  if (!fitting) throw doesNotFit(file, shape, mapping, names, name);
  const places = new Map<string, number>();
  for (const field of shape.fields) {
    if (mapping.constants.has(field.name)) continue;
    const place = placeOf(names, mapping.columns.get(field.name) ?? field.name);
    if (place === "twice") {
      throw new UserError({
        code: "column-twice",
        what: `${file.path} has more than one column named ${mapping.columns.get(field.name) ?? field.name}.`,
        next: "Rename or remove all but the one that is meant.",
      });
    }
    if (place !== null) places.set(field.name, place);
  }
  for (const field of mapping.values.keys()) {
    if (places.has(field)) continue;
    throw new UserError({
      code: "bad-mapping",
      what: `--value translates ${field}, which no column of ${file.path} is read as.`,
      next: `Name its column: --map ${field}=COLUMN. The columns are ${names.join(", ")}.`,
    });
  }
  const taken = new Set(places.values());
  const own: readonly string[] = rejectionColumns;
  const ignored = names.filter(
    (column, place) => column !== "" && !taken.has(place) && !own.includes(column),
  );
  const alsoFits = kindThatFits(shape, names, (field) => placeOf(ignored, field) !== null);
  return { delimiter: sign, names, places, ignored, alsoFits };
}

function headerNames(file: CsvFile, delimiter: string): readonly string[] {
  let records: readonly (readonly RawCell[])[];
  try {
    records = parse(file.head, { ...csvOptions(delimiter), to: 1, skip_empty_lines: true });
  } catch (cause) {
    throw new UserError({
      code: "header-unreadable",
      what: `The first line of ${file.path} opens a quotation mark (") that never closes.`,
      next: "It should name the file's columns, separated by commas.",
      cause,
    });
  }
  return (records[0] ?? []).map((cell) => (cellText(cell) ?? cell).trim());
}

function placeOf(names: readonly string[], column: string): number | "twice" | null {
  const exact = places(names, (name) => name === column);
  const found =
    exact.length > 0 ? exact : places(names, (name) => name.toLowerCase() === column.toLowerCase());
  return found.length > 1 ? "twice" : (found[0] ?? null);
}

function places(names: readonly string[], fits: (name: string) => boolean): readonly number[] {
  return names.flatMap((name, place) => (fits(name) ? [place] : []));
}

function missingFields(shape: FactShape, mapping: FieldMapping, names: readonly string[]): readonly string[] {
  return shape.fields
    .filter(({ name, required }) => required && !mapping.constants.has(name))
    .map(({ name }) => name)
    .filter((name) => placeOf(names, mapping.columns.get(name) ?? name) === null);
}

function checkMapping(file: CsvFile, mapping: FieldMapping, names: readonly string[]): void {
  for (const [field, column] of mapping.columns) {
    if (placeOf(names, column) !== null) continue;
    throw new UserError({
      code: "unknown-column",
      what: `--map ${field}=${column}: ${file.path} has no column named ${column}.`,
      next: `Did you mean ${closest(column, names)}? Its columns are ${names.join(", ")}.`,
    });
  }
}

/** Another kind whose required fields are all columns, at least one of them a telling one. */
function kindThatFits(
  shape: FactShape,
  names: readonly string[],
  tells: (field: string) => boolean,
): FactKind | null {
  const fitting = Object.values<FactShape>(factShapes).find(
    (other) =>
      other.kind !== shape.kind &&
      missingFields(other, none, names).length === 0 &&
      other.fields.some(({ name, required }) => required && tells(name)),
  );
  return fitting?.kind ?? null;
}

const none: FieldMapping = { columns: new Map(), constants: new Map(), values: new Map() };

function doesNotFit(
  file: CsvFile,
  shape: FactShape,
  mapping: FieldMapping,
  names: readonly string[],
  separators: string,
): UserError {
  const missing = missingFields(shape, mapping, names);
  const fits = kindThatFits(shape, names, () => true);
  const [field = ""] = missing;
  const example = `--map ${field}=${
    likeliest(
      field,
      names.filter((name) => isFree(name, shape)),
    ) ?? "COLUMN"
  }`;
  return new UserError({
    code: "columns-missing",
    what: `${file.path} has no column for ${missing.join(", ")}, which ${shape.kind} need. Its columns, separated by ${separators}, are: ${names.join(", ")}.`,
    next: fits
      ? `They fit ${fits}: import it as that, or say which column is which, for example ${example}.`
      : `Say which column is which, for example ${example}, or give one value to all rows with --set.`,
  });
}

function isFree(column: string, { fields }: FactShape): boolean {
  return column !== "" && !fields.some(({ name }) => name.toLowerCase() === column.toLowerCase());
}

/** The column that a field may well have: dates for a date, else the most alike name; null: there is none. */
function likeliest(field: string, columns: readonly string[]): string | null {
  const dates = columns.filter((column) => /date|day|time|_at$/i.test(column));
  const fitting = field.endsWith("_at") && dates.length > 0 ? dates : columns;
  return fitting.length > 0 ? closest(field, fitting) : null;
}
