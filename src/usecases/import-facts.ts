import { type FactKind, type FactShape, factShapes } from "../funnel/facts.ts";
import { importAdvice } from "../sources/advice.ts";
import { type CsvColumns, findColumns } from "../sources/csv-columns.ts";
import { isRejection, type Rejection, recordReader } from "../sources/csv-facts.ts";
import { type CsvFile, openCsvFile } from "../sources/csv-file.ts";
import { csvRecordBatches } from "../sources/csv-records.ts";
import { rejectsPath, writeRejects } from "../sources/csv-rejects.ts";
import { closedWithoutOutcome, outcomeWithoutClosing } from "../sources/fact-rules.ts";
import { type MappingTexts, parseFieldMapping } from "../sources/field-mapping.ts";
import type { Store } from "../store/database.ts";
import { type StoredFacts, storeToldFacts } from "../store/facts.ts";
import type { ToldFact } from "../store/facts-staging.ts";

export interface ImportRequest extends MappingTexts {
  readonly workspaceId: number;
  readonly kind: FactKind;
  /** Path of a CSV file. */
  readonly file: string;
  /** For dates that are not ISO 8601; see `compileDateFormat`. */
  readonly dateFormat?: string;
  /** The workspace's: of date-times that name no zone. */
  readonly timeZone: string;
  readonly source: string;
  readonly now: Date;
}

export interface ImportListener {
  /** Something a person should know that stops nothing, as a sentence. */
  notice?(text: string): void;
  progress?(progress: ImportProgress): void;
}

export interface ImportProgress {
  readonly bytesRead: number;
  readonly bytes: number;
  readonly rows: number;
}

/** What became of a file's rows; inserted, updated, unchanged and rejected add up to read. */
export interface ImportReport {
  readonly kind: FactKind;
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Ordered by line. */
  readonly rejected: readonly Rejection[];
  /** Where the rejected rows are; null when there are none or they could not be written. */
  readonly rejectsFile: string | null;
}

/**
 * Imports a CSV file of facts: an idempotent upsert by id, in one transaction. Good rows are stored, each bad one
 * is rejected with its line, column and reason, and goes to a file beside. Throws a UserError, with nothing
 * stored, when the file as a whole cannot be read.
 */
export async function importFacts(
  store: Store,
  request: ImportRequest,
  listener: ImportListener = {},
): Promise<ImportReport> {
  const shape: FactShape = factShapes[request.kind];
  const mapping = parseFieldMapping(shape, request);
  const file = await openCsvFile(request.file);
  try {
    const columns = findColumns(file, shape, mapping);
    const { timeZone, dateFormat = null } = request;
    const read = recordReader(shape, columns, mapping, { timeZone, dateFormat, advice: importAdvice });
    if (columns.ignored.length > 0) {
      const hint = columns.alsoFits ? ` If these rows are ${columns.alsoFits}, import them as that.` : "";
      listener.notice?.(`Columns that are not imported: ${columns.ignored.join(", ")}.${hint}`);
    }
    const rejected: Rejection[] = [];
    const oneOfEach = sharedTexts();
    async function* facts(): AsyncGenerator<readonly ToldFact[]> {
      let rows = -1;
      let bytesRead = 0;
      for await (const records of csvRecordBatches(file, columns.delimiter, (bytes) => {
        bytesRead = bytes;
      })) {
        const told: ToldFact[] = [];
        for (const record of records) {
          // The header is the first of them.
          rows++;
          if (rows === 0) continue;
          const result = read(record);
          if (isRejection(result)) rejected.push({ ...result, reason: oneOfEach(result.reason) });
          else told.push({ line: record.line, fact: result });
        }
        listener.progress?.({ bytesRead, bytes: file.size, rows: Math.max(rows, 0) });
        yield told;
      }
      listener.progress?.({ bytesRead: file.size, bytes: file.size, rows });
    }
    const stored = await storeToldFacts(store, { ...request, facts: facts() });
    const all = [...rejected, ...refusedByStore(stored, shape, columns)].sort((a, b) => a.line - b.line);
    const total = stored.told + rejected.length;
    if (total === 0) listener.notice?.(`${file.path} has a header and no rows: there was nothing to import.`);
    const rejectsFile = await keepRejects(file, columns, all, listener);
    const { inserted, updated, unchanged } = stored;
    return { kind: request.kind, read: total, inserted, updated, unchanged, rejected: all, rejectsFile };
  } finally {
    await file.handle.close();
  }
}

/** Keeps one copy of equal texts: a file that is wrong throughout gives the same few reasons in every row. */
function sharedTexts(): (text: string) => string {
  const most = 10_000;
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known === undefined && texts.size < most) texts.set(text, text);
    return known ?? text;
  };
}

/** What only shows beside other rows or beside what is stored. */
function refusedByStore(stored: StoredFacts, shape: FactShape, columns: CsvColumns): readonly Rejection[] {
  const columnOf = (field: string): string => columns.names[columns.places.get(field) ?? -1] ?? field;
  const id = shape.ownId ?? shape.identity[0] ?? "";
  return [
    ...stored.contradictions.map(({ line, keptLine }) => ({
      line,
      column: columnOf(id),
      reason: `line ${keptLine} says otherwise of the same ${id}, and was taken; keep the row that is right`,
    })),
    ...stored.outcomeConflicts.map(({ line, conflict }) =>
      conflict === "closed-without-outcome"
        ? { line, column: columnOf("outcome"), reason: closedWithoutOutcome }
        : { line, column: columnOf("closed_at"), reason: outcomeWithoutClosing },
    ),
  ];
}

/** The good rows are in by now: rejects that cannot be written are worth a word, not a failure. */
async function keepRejects(
  file: CsvFile,
  columns: CsvColumns,
  rejected: readonly Rejection[],
  listener: ImportListener,
): Promise<string | null> {
  try {
    await writeRejects(file, columns, rejected);
    return rejected.length > 0 ? rejectsPath(file.path) : null;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    listener.notice?.(
      rejected.length > 0
        ? `The rejected rows could not be written to ${rejectsPath(file.path)} (${cause}). The good rows are stored; make the folder writable and import the file again to get the others.`
        : `${rejectsPath(file.path)}, of an earlier import, could not be removed (${cause}); all rows are stored, so ignore it.`,
    );
    return null;
  }
}
