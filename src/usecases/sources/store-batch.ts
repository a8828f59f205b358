import { type Fact, type FactKind, type FactShape, factKinds, factShapes } from "../../funnel/facts.ts";
import { closedWithoutOutcome, outcomeWithoutClosing } from "../../sources/fact-rules.ts";
import type { SourceBatch } from "../../sources/source.ts";
import type { Store } from "../../store/database.ts";
import { type StoredFacts, storeFactsWithin } from "../../store/facts.ts";
import { mergeFactIds } from "../../store/facts-merging.ts";
import { removeFacts } from "../../store/facts-removal.ts";
import { removeUnseenFacts } from "../../store/facts-seen.ts";
import type { RejectionTally } from "./tally-rejections.ts";

/** What became of rows; inserted, updated, unchanged and rejected add up to read. */
export interface BatchCounts {
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** Facts that their source no longer has. */
  readonly removed: number;
  readonly merged: number;
}

export const noCounts: BatchCounts = {
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  removed: 0,
  merged: 0,
};

/** Gives the sum of two counts. */
export function addCounts(a: BatchCounts, b: BatchCounts): BatchCounts {
  return {
    read: a.read + b.read,
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    rejected: a.rejected + b.rejected,
    removed: a.removed + b.removed,
    merged: a.merged + b.merged,
  };
}

export interface BatchOwner {
  readonly workspaceId: number;
  readonly source: string;
  readonly now: Date;
  /** Whether to keep which facts were told, so that at the end of a full read the others are found. */
  readonly noteSeen: boolean;
  readonly tally: RejectionTally;
}

/** Stores a batch in the caller's transaction: merges, facts, what is gone, what a full read did not tell. */
export async function storeBatch(
  transaction: Store,
  batch: SourceBatch,
  owner: BatchOwner,
): Promise<BatchCounts> {
  const { workspaceId, source, now, noteSeen, tally } = owner;
  const rejectedBefore = tally.count;
  for (const rejection of batch.rejected ?? []) tally.add(rejection);
  for (const merge of batch.merges ?? []) await mergeFactIds(transaction, workspaceId, merge);
  let counts = { ...noCounts, merged: batch.merges?.length ?? 0 };
  for (const kind of factKinds) {
    const facts = batch.facts[kind] ?? [];
    if (facts.length === 0) continue;
    const stored = await storeFactsWithin(
      transaction,
      { workspaceId, source, kind, facts: numbered(facts), now },
      { noteSeen },
    );
    tellRefused(tally, kind, facts, stored);
    const { inserted, updated, unchanged } = stored;
    counts = addCounts(counts, { ...noCounts, inserted, updated, unchanged });
  }
  let removed = 0;
  for (const [kind, gone] of Map.groupBy(batch.gone ?? [], (fact) => fact.kind)) {
    removed += await removeFacts(transaction, { workspaceId, kind, ids: gone.map(({ id }) => id) });
  }
  if (noteSeen) {
    for (const kind of batch.complete ?? []) {
      removed += await removeUnseenFacts(transaction, kind, { workspaceId, source });
    }
  }
  const rejected = tally.count - rejectedBefore;
  const { inserted, updated, unchanged } = counts;
  return { ...counts, rejected, removed, read: inserted + updated + unchanged + rejected };
}

function numbered(facts: readonly Fact[]): readonly { readonly line: number; readonly fact: Fact }[] {
  return facts.map((fact, index) => ({ line: index + 1, fact }));
}

/** What only shows beside other rows or beside what is stored. */
function tellRefused(
  tally: RejectionTally,
  kind: FactKind,
  facts: readonly Fact[],
  { contradictions, outcomeConflicts }: StoredFacts,
): void {
  const shape: FactShape = factShapes[kind];
  const id = shape.ownId ?? shape.identity[0] ?? "";
  const rowOf = (line: number): string | null => {
    const value = facts[line - 1]?.[id] ?? null;
    return typeof value === "string" ? value : null;
  };
  for (const { line } of contradictions) {
    tally.add({ kind, row: rowOf(line), field: id, reason: `another row says otherwise of the same ${id}` });
  }
  for (const { line, conflict } of outcomeConflicts) {
    const closed = conflict === "closed-without-outcome";
    tally.add({
      kind,
      row: rowOf(line),
      field: closed ? "outcome" : "closed_at",
      reason: closed ? closedWithoutOutcome : outcomeWithoutClosing,
    });
  }
}
