import type { Fact } from "../../src/funnel/facts.ts";
import type { ReadRequest, Source, SourceBatch } from "../../src/sources/source.ts";

/** When tests read: a Tuesday. */
export const readAt = new Date("2026-11-24T09:00:00Z");

/** All that a source told in one reading. */
export interface Told {
  readonly batches: readonly SourceBatch[];
  /** The facts of a kind, in the order in which they came. */
  readonly facts: (kind: keyof SourceBatch["facts"]) => readonly Fact[];
  /** After the last batch. */
  readonly cursor: SourceBatch["cursor"];
}

/** Reads a source to its end; for the first time, unless the request says otherwise. */
export async function readAll(source: Source, request: Partial<ReadRequest> = {}): Promise<Told> {
  const batches: SourceBatch[] = [];
  const asked: ReadRequest = {
    cursor: null,
    full: false,
    lookBack: 0,
    now: readAt,
    signal: new AbortController().signal,
    ...request,
  };
  for await (const batch of source.read(asked)) batches.push(batch);
  return {
    batches,
    facts: (kind) => batches.flatMap((batch) => batch.facts[kind] ?? []),
    cursor: batches.at(-1)?.cursor ?? {},
  };
}
