import { z } from "zod";
import { type Fact, type FactKind, type FactShape, factShapes } from "../../funnel/facts.ts";
import { queryAdvice } from "../advice.ts";
import { isProblem, rowReader } from "../row-facts.ts";
import {
  type GoneFact,
  type ReadRequest,
  removableKinds,
  type SourceBatch,
  type SourceRejection,
} from "../source.ts";
import { findKindColumns } from "./columns.ts";
import { type KindConfig, mappedKinds, type SqlConfig } from "./config.ts";
import type { SqlColumn, SqlConnection, SqlRow } from "./connection.ts";

/** Where reading has arrived: the cursor column's last value of each kind, and the kinds a full read is done with. */
const cursorSchema = z.object({
  positions: z.partialRecord(z.string(), z.string()).default({}),
  done: z.array(z.string()).default([]),
});

/** Reads every mapped kind, one after the other, from its cursor on or whole. */
export async function* readSql(
  connection: SqlConnection,
  config: SqlConfig,
  request: ReadRequest,
): AsyncGenerator<SourceBatch> {
  const { positions, done } = cursorSchema.parse(request.cursor ?? {});
  let rows = 0;
  const doneKinds = request.full ? [...done] : [];
  for (const [kind, mapping] of mappedKinds(config)) {
    if (doneKinds.includes(kind)) continue;
    const columns = findKindColumns(kind, mapping, await connection.columns(mapping.query));
    const read = kindReader(kind, mapping, config, columns);
    const position = columns.cursor ? positions[kind] : undefined;
    const batches = connection.select({
      query: mapping.query,
      columns: read.columns,
      orderBy: columns.cursor,
      // A full read that was cut off goes on where it was; whatever changed behind it comes after the next increment.
      from:
        position === undefined ? null : { position, lookBack: request.full ? 0 : request.lookBack / 1000 },
      batch: config.batch,
    });
    for await (const batch of batches) {
      request.signal.throwIfAborted();
      rows += batch.length;
      const last = read.position(batch);
      if (last !== null) positions[kind] = last;
      yield {
        ...read.batch(batch),
        cursor: { positions: { ...positions }, done: [...doneKinds] },
        progress: { what: kind, rows, of: null },
      };
    }
    if (request.full) doneKinds.push(kind);
    yield {
      facts: { [kind]: [] },
      complete: [kind],
      cursor: { positions: { ...positions }, done: [...doneKinds] },
      progress: { what: kind, rows, of: null },
    };
  }
}

export interface KindReader {
  /** What to select. */
  readonly columns: readonly SqlColumn[];
  batch(rows: readonly SqlRow[]): Pick<SourceBatch, "facts" | "gone" | "rejected">;
  /** The cursor column's value in the last row; null: there is none. */
  position(rows: readonly SqlRow[]): string | null;
}

/** Gives what reads a kind's rows as facts. */
export function kindReader(
  kind: FactKind,
  mapping: KindConfig,
  config: Pick<SqlConfig, "time_zone">,
  { byField, cursor, deleted }: ReturnType<typeof findKindColumns>,
): KindReader {
  const shape: FactShape = factShapes[kind];
  const read = rowReader(shape, { timeZone: config.time_zone, dateFormat: null, advice: queryAdvice });
  const columns: SqlColumn[] = [];
  const placeOf = (column: SqlColumn): number => {
    const known = columns.indexOf(column);
    return known >= 0 ? known : columns.push(column) - 1;
  };
  const fields = [...byField].map(([field, column]) => ({
    field,
    place: placeOf(column),
    translate: translation(mapping.values[field]),
  }));
  const cursorPlace = cursor ? placeOf(cursor) : null;
  const deletedPlace = deleted ? placeOf(deleted) : null;
  const id = shape.ownId ?? shape.identity[0] ?? "";
  return {
    columns,
    position: (rows) => (cursorPlace === null ? null : (rows.at(-1)?.[cursorPlace] ?? null)),
    batch(rows) {
      const facts: Fact[] = [];
      const gone: GoneFact[] = [];
      const rejected: SourceRejection[] = [];
      for (const row of rows) {
        const texts: Record<string, string | null> = { ...mapping.constants };
        for (const { field, place, translate } of fields) {
          const text = row[place] ?? null;
          texts[field] = text === null ? null : translate(text.trim());
        }
        const rowId = texts[id] ?? null;
        const removable = removableKinds.find((each) => each === kind);
        if (deletedPlace !== null && removable && isSet(row[deletedPlace] ?? null)) {
          if (rowId !== null) gone.push({ kind: removable, id: rowId });
          continue;
        }
        const fact = read(texts);
        if (isProblem(fact)) rejected.push({ kind, row: rowId, ...fact });
        else facts.push(fact);
      }
      return { facts: { [kind]: facts }, gone, rejected };
    },
  };
}

/** Their text, exactly as written or, failing that, whatever its case. */
function translation(values: Readonly<Record<string, string>> | undefined): (theirs: string) => string {
  if (!values) return (theirs) => theirs;
  const exact = new Map(Object.entries(values));
  const folded = new Map(Object.entries(values).map(([theirs, ours]) => [theirs.toLowerCase(), ours]));
  return (theirs) => exact.get(theirs) ?? folded.get(theirs.toLowerCase()) ?? theirs;
}

/** Whether a mark of deletion is set: a true boolean, a number but 0, a time. */
function isSet(mark: string | null): boolean {
  return mark !== null && !/^(|f|false|0|no|n)$/i.test(mark.trim());
}
