import { Readable } from "node:stream";
import { CsvError, type Options, parse } from "csv-parse";
import { UserError } from "../errors.ts";
import type { RawCell } from "./csv-cells.ts";
import type { CsvFile } from "./csv-file.ts";

export interface CsvRecord {
  /** Of the file, counted from 1: the line on which the record begins. */
  readonly line: number;
  readonly cells: readonly RawCell[];
  /** The cell that an unclosed quotation mark made swallow whole lines, counted from 0; null: none did. */
  readonly swallowing: number | null;
}

/** A record longer than this, in bytes, is taken for a quotation mark that never closes. */
const longestRecord = 4 * 1024 * 1024;
const chunkSize = 64 * 1024;
const recordsAtOnce = 1000;
const lineBreaks = ["\r\n", "\n", "\r"];

/** How every CSV file is read: cells as bytes, any line break, stray quotation marks kept. */
export function csvOptions(delimiter: string) {
  return {
    delimiter,
    encoding: "latin1",
    record_delimiter: lineBreaks,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRecord,
  } as const;
}

/** Reads a file's records one by one; see `csvRecordBatches`. */
export async function* csvRecords(file: CsvFile, delimiter: string): AsyncGenerator<CsvRecord> {
  for await (const records of csvRecordBatches(file, delimiter)) yield* records;
}

/**
 * Reads a file's records, many at once, its header first; empty lines are passed over. `onBytes` is told how many
 * bytes have been read. Throws a UserError that names the line where a quotation mark opens and never closes.
 */
export async function* csvRecordBatches(
  file: CsvFile,
  delimiter: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<readonly CsvRecord[]> {
  // Up to the first quotation mark, which most files have none of, a line is a record.
  const { position, line } = yield* plainRecords(file, delimiter, onBytes);
  if (position < file.size) yield* quotedRecords(file, delimiter, onBytes, { position, line });
}

/** Where a record begins. */
interface Place {
  /** In bytes. */
  readonly position: number;
  readonly line: number;
}

/** Reads lines as records, as long as none holds a quotation mark. Gives where it stopped. */
async function* plainRecords(
  file: CsvFile,
  delimiter: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<readonly CsvRecord[], Place> {
  let position = file.textStart;
  let line = 1;
  let rest = "";
  for await (const chunk of chunks(file, file.textStart, onBytes)) {
    const text = rest + chunk.toString("latin1");
    const quote = text.indexOf('"');
    const known = quote < 0 ? text : text.slice(0, quote);
    // A carriage return at the end may be half of a line break.
    const lines = (known.endsWith("\r") ? known.slice(0, -1) : known).split(/\r\n|\n|\r/);
    const unfinished = lines.pop() ?? "";
    const records: CsvRecord[] = [];
    for (const cells of lines) {
      if (cells.trim() !== "") records.push({ line, cells: cells.split(delimiter), swallowing: null });
      line++;
    }
    if (records.length > 0) yield records;
    rest = known.endsWith("\r") ? `${unfinished}\r` : unfinished;
    position += known.length - rest.length;
    if (quote >= 0 || rest.length > longestRecord) return { position, line };
  }
  const last = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
  if (last.trim() !== "") yield [{ line, cells: last.split(delimiter), swallowing: null }];
  return { position: file.size, line };
}

async function* quotedRecords(
  file: CsvFile,
  delimiter: string,
  onBytes: (bytes: number) => void,
  start: Place,
): AsyncGenerator<readonly CsvRecord[]> {
  let nextLine = start.line;
  // Lines are counted here, as the parser's own count takes a quoted line break of two characters for two.
  const numbered = (cells: readonly RawCell[]): CsvRecord | null => {
    const line = nextLine++;
    let swallowing: number | null = null;
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index] ?? "";
      if (!cell.includes("\n") && !cell.includes("\r")) continue;
      nextLine += cell.match(/\r\n|\n|\r/g)?.length ?? 0;
      if (cell.startsWith('"')) swallowing ??= index;
    }
    const blank = cells.length === 1 && (cells[0] ?? "").trim() === "";
    return blank ? null : { line, cells, swallowing };
  };
  const options: Options<CsvRecord, readonly RawCell[]> = { ...csvOptions(delimiter), on_record: numbered };
  // The parser's types allow other records than lists of text only where it names the columns itself.
  const parser = parse(options as unknown as Options);
  const bytes = Readable.from(chunks(file, start.position, onBytes), { objectMode: false });
  bytes.on("error", (error) => parser.destroy(error));
  bytes.pipe(parser);
  try {
    let records: CsvRecord[] = [];
    for await (const record of parser as AsyncIterable<CsvRecord>) {
      records.push(record);
      if (records.length < recordsAtOnce) continue;
      yield records;
      records = [];
    }
    if (records.length > 0) yield records;
  } catch (error) {
    throw error instanceof CsvError ? unclosedQuote(file, nextLine, error) : error;
  } finally {
    bytes.destroy();
  }
}

/** Reads from the file's own handle, which stays open for a second reading. */
async function* chunks(
  file: CsvFile,
  start: number,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for (let position = start; ; ) {
    const { bytesRead, buffer } = await file.handle.read(
      Buffer.allocUnsafe(chunkSize),
      0,
      chunkSize,
      position,
    );
    if (bytesRead === 0) return;
    position += bytesRead;
    onBytes(position);
    yield buffer.subarray(0, bytesRead);
  }
}

function unclosedQuote(file: CsvFile, line: number, cause: CsvError): UserError {
  const fault =
    cause.code === "CSV_MAX_RECORD_SIZE"
      ? "is longer than 4 MB, as when a quotation mark opens and never closes"
      : "opens a quotation mark that never closes";
  return new UserError({
    code: "quote-not-closed",
    what: `${file.path}: the row that begins on line ${line} ${fault}. Nothing was imported.`,
    next: 'Close it, or write a quotation mark (") within a quoted cell twice ("").',
    cause,
  });
}
