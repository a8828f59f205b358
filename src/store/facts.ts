import { sql } from "kysely";
import { type Fact, type FactKind, factKinds } from "../funnel/facts.ts";
import type { Store } from "./database.ts";
import { resolveAliases } from "./fact-aliases.ts";
import { noteDelivery } from "./facts-delivery.ts";
import { fewFacts, storeFew } from "./facts-few.ts";
import { mergeFacts, type OutcomeConflict, writeMerged } from "./facts-merge.ts";
import { type Contradiction, dropRepeats } from "./facts-repeats.ts";
import { noteSeenFacts } from "./facts-seen.ts";
import { stageFacts, type ToldFact, type ToldFacts } from "./facts-staging.ts";
import { factTable } from "./facts-tables.ts";

export interface FactDelivery<Facts> {
  readonly workspaceId: number;
  /** The name of who delivers, for freshness. */
  readonly source: string;
  readonly kind: FactKind;
  readonly facts: Facts;
  readonly now: Date;
}

export interface StoredFacts {
  /** How many facts were told: the sum of all that follows. */
  readonly told: number;
  readonly inserted: number;
  readonly updated: number;
  /** Stored already, or older than what is stored. */
  readonly unchanged: number;
  readonly contradictions: readonly Contradiction[];
  readonly outcomeConflicts: readonly OutcomeConflict[];
}

/** Stores facts as `storeToldFacts` does, numbering them from 1. */
export function storeFacts(
  store: Store,
  delivery: FactDelivery<AsyncIterable<Fact> | Iterable<Fact>>,
): Promise<StoredFacts> {
  return storeToldFacts(store, { ...delivery, facts: numbered(delivery.facts) });
}

function numbered(facts: AsyncIterable<Fact> | Iterable<Fact>): AsyncIterable<ToldFact> | Iterable<ToldFact> {
  if (!Array.isArray(facts)) return numberedOneByOne(facts);
  return facts.map((fact: Fact, index) => ({ line: index + 1, fact }));
}

async function* numberedOneByOne(facts: AsyncIterable<Fact> | Iterable<Fact>): AsyncGenerator<ToldFact> {
  let line = 0;
  for await (const fact of facts) yield { line: ++line, fact };
}

/**
 * Stores facts of one kind, all or none: an idempotent upsert by id that notes each fact which changed and what the
 * source delivered. When `facts` throws, nothing is stored. Deliveries of one kind to one workspace take turns
 * at the upsert, so that they neither lose a change nor wait for each other in a circle.
 */
export function storeToldFacts(store: Store, delivery: FactDelivery<ToldFacts>): Promise<StoredFacts> {
  return store.transaction().execute((transaction) => storeFactsWithin(transaction, delivery));
}

export interface WithinOptions {
  /** Whether to keep, for a full read, which facts were told. */
  readonly noteSeen?: boolean;
}

/**
 * Stores facts as `storeToldFacts` does, in the caller's transaction. Whoever stores several kinds in one transaction
 * takes their locks first, in one order, with `lockKinds`.
 */
export async function storeFactsWithin(
  transaction: Store,
  { workspaceId, source, kind, facts, now }: FactDelivery<ToldFacts>,
  { noteSeen = false }: WithinOptions = {},
): Promise<StoredFacts> {
  const table = factTable(kind);
  const few = noteSeen ? null : fewFacts(table, facts);
  if (few) {
    await lockKinds(transaction, workspaceId, [kind]);
    const delivery = { workspaceId, source, receivedAt: now, rowsRead: few.length };
    const stored = await storeFew(transaction, table, few, delivery);
    if (stored) {
      const { inserted, updated, conflicts: outcomeConflicts } = stored;
      const unchanged = few.length - inserted - updated - outcomeConflicts.length;
      return { told: few.length, inserted, updated, unchanged, contradictions: [], outcomeConflicts };
    }
  }
  await sql`set local work_mem = '64MB'`.execute(transaction);
  const { told, ascending } = await stageFacts(transaction, table, facts);
  if (told === 0) {
    await dropStaged(transaction);
    return { told, inserted: 0, updated: 0, unchanged: 0, contradictions: [], outcomeConflicts: [] };
  }
  await lockKinds(transaction, workspaceId, [kind]);
  await noteDelivery(transaction, table, { workspaceId, source, receivedAt: now, rowsRead: told });
  const merged = await resolveAliases(transaction, table, workspaceId);
  if (noteSeen) await noteSeenFacts(transaction, table, { workspaceId, source });
  const contradictions = ascending && !merged ? [] : await dropRepeats(transaction, table);
  const outcomeConflicts = await mergeFacts(transaction, table, workspaceId);
  const { inserted, updated } = await writeMerged(transaction, table, { workspaceId, source, ascending });
  await dropStaged(transaction);
  const refused = contradictions.length + outcomeConflicts.length;
  const unchanged = told - inserted - updated - refused;
  return { told, inserted, updated, unchanged, contradictions, outcomeConflicts };
}

/** Takes the turn at kinds of facts of a workspace, until the transaction ends. */
export async function lockKinds(
  transaction: Store,
  workspaceId: number,
  kinds: readonly FactKind[],
): Promise<void> {
  for (const kind of factKinds.filter((known) => kinds.includes(known))) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`concord facts ${kind}`}, ${workspaceId}))`.execute(
      transaction,
    );
  }
}

async function dropStaged(transaction: Store): Promise<void> {
  await sql`drop table if exists pg_temp.staged_facts, pg_temp.merged_facts`.execute(transaction);
}
