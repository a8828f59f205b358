import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { csvLine, rawCell } from "./csv-cells.ts";
import { type CsvColumns, rejectionColumns } from "./csv-columns.ts";
import type { Rejection } from "./csv-facts.ts";
import type { CsvFile } from "./csv-file.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";

/** Gives where the rejected rows of a file go. */
export function rejectsPath(path: string): string {
  return `${path}.rejected.csv`;
}

/**
 * Writes the rejected rows beside the file, in place of an earlier run's: each row's own cells, after its line,
 * column and reason. Those three come first, so that a row with too many or too few cells stays as it was; an
 * import ignores them, and a mended file is imported as it is. Without rejections an earlier run's file is removed.
 */
export async function writeRejects(
  file: CsvFile,
  columns: CsvColumns,
  rejections: readonly Rejection[],
): Promise<void> {
  const path = rejectsPath(file.path);
  if (rejections.length === 0) return rm(path, { force: true });
  const partial = `${path}.${process.pid}.partial`;
  try {
    await pipeline(Readable.from(rejectedLines(file, columns, rejections)), createWriteStream(partial));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

async function* rejectedLines(
  file: CsvFile,
  { delimiter, names }: CsvColumns,
  rejections: readonly Rejection[],
): AsyncGenerator<Buffer> {
  const byLine = new Map(rejections.map((rejection) => [rejection.line, rejection]));
  const own: readonly string[] = rejectionColumns;
  // A file of rejects that is rejected in part again is told of anew.
  const ours = new Set(names.flatMap((name, place) => (own.includes(name) ? [place] : [])));
  const theirs = ({ cells }: CsvRecord) =>
    ours.size === 0 ? cells : cells.filter((_, place) => !ours.has(place));
  if (file.textStart > 0) yield Buffer.from("\ufeff", "utf8");
  let header = true;
  for await (const record of csvRecords(file, delimiter)) {
    if (header) {
      header = false;
      yield line([...rejectionColumns, ...theirs(record)], delimiter);
      continue;
    }
    const rejection = byLine.get(record.line);
    if (!rejection) continue;
    const told = [String(rejection.line), rejection.column ?? "", rejection.reason].map(rawCell);
    yield line([...told, ...theirs(record)], delimiter);
  }
}

function line(cells: readonly string[], delimiter: string): Buffer {
  return Buffer.from(`${csvLine(cells, delimiter)}\n`, "latin1");
}
