import { createHash } from "node:crypto";
import { type Fact, type FactKind, type FactShape, factShapes } from "../../funnel/facts.ts";
import { senderAdvice } from "../../sources/advice.ts";
import { closedWithoutOutcome, outcomeWithoutClosing } from "../../sources/fact-rules.ts";
import { type JsonRow, readJsonRow } from "../../sources/json-rows.ts";
import { isProblem, type RowProblem, type RowTexts, rowReader } from "../../sources/row-facts.ts";
import type { Store } from "../../store/database.ts";
import { answerRequest, claimRequest, forgetRequests } from "../../store/fact-requests.ts";
import { storeFactsWithin } from "../../store/facts.ts";
import type { ToldFact } from "../../store/facts-staging.ts";

export interface FactsRequest {
  readonly workspaceId: number;
  /** The name under which freshness is kept. */
  readonly source: string;
  readonly kind: FactKind;
  readonly rows: readonly JsonRow[];
  /** The body as it came: what an idempotency key stands for. */
  readonly body: Uint8Array;
  readonly idempotencyKey: string | null;
  /** The workspace's: of date-times that name no zone. */
  readonly timeZone: string;
  readonly now: Date;
}

export interface RejectedRow {
  /** Its place in the body, counted from 0. */
  readonly row: number;
  /** Null: the whole row. */
  readonly column: string | null;
  readonly reason: string;
}

/** What became of the rows; inserted, updated, unchanged and the rejected add up to read. */
export interface FactsAnswer {
  readonly kind: FactKind;
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** At most the first 1,000; `rejectedCount` counts all. */
  readonly rejected: readonly RejectedRow[];
  readonly rejectedCount: number;
  /** Names that no field has, so that a misspelt one is noticed. */
  readonly ignored: readonly string[];
}

export type Acceptance =
  | { readonly kind: "stored"; readonly answer: FactsAnswer }
  /** The key was used before, for the same request: this is what it was answered. */
  | { readonly kind: "replayed"; readonly answer: unknown }
  | { readonly kind: "key-reused" };

/** How long an idempotency key is known: longer than any program tries again. */
const keptFor = 2 * 24 * 60 * 60_000;
const mostReported = 1000;
const mostIgnored = 100;

/**
 * Stores the good rows of a body and says what is wrong with each of the others. With an idempotency key, the answer
 * is kept in the transaction that stores the rows: a request that is sent again is answered the same, stored once.
 */
export async function acceptFacts(store: Store, request: FactsRequest): Promise<Acceptance> {
  const { workspaceId, kind, idempotencyKey, body, now } = request;
  const { told, rejected, ignored } = readRows(request);
  return store.transaction().execute(async (transaction): Promise<Acceptance> => {
    const key =
      idempotencyKey === null
        ? null
        : {
            workspaceId,
            idempotencyKey,
            hash: createHash("sha256").update(`${kind}\n`).update(body).digest(),
            now,
          };
    if (key) {
      const former = await claimRequest(transaction, key);
      if (former.kind === "answered") return { kind: "replayed", answer: former.answer };
      if (former.kind === "other") return { kind: "key-reused" };
      // Before the kind's turn is taken, for which others wait.
      await forgetRequests(transaction, workspaceId, new Date(now.getTime() - keptFor));
    }
    const answer = await storeRows(transaction, request, told, rejected, ignored);
    if (key) {
      await answerRequest(transaction, key, 200, answer);
    }
    return { kind: "stored", answer };
  });
}

interface ReadRows {
  readonly told: readonly ToldFact[];
  readonly rejected: readonly RejectedRow[];
  readonly ignored: readonly string[];
}

function readRows({ kind, rows, timeZone }: FactsRequest): ReadRows {
  const read = rowReader(factShapes[kind], { timeZone, dateFormat: null, advice: senderAdvice });
  const told: ToldFact[] = [];
  const rejected: RejectedRow[] = [];
  const ignored = new Set<string>();
  for (const [row, json] of rows.entries()) {
    const texts = readJsonRow(kind, json, (name) => {
      if (ignored.size < mostIgnored) ignored.add(name.slice(0, mostIgnored));
    });
    const result: Fact | RowProblem = "reason" in texts ? texts : read(texts.row as RowTexts);
    if (isProblem(result)) rejected.push({ row, column: result.field || null, reason: result.reason });
    else told.push({ line: row + 1, fact: result });
  }
  return { told, rejected, ignored: [...ignored] };
}

async function storeRows(
  transaction: Store,
  { workspaceId, source, kind, rows, now }: FactsRequest,
  told: readonly ToldFact[],
  rejected: readonly RejectedRow[],
  ignored: readonly string[],
): Promise<FactsAnswer> {
  const stored = await storeFactsWithin(transaction, { workspaceId, source, kind, facts: told, now });
  const shape: FactShape = factShapes[kind];
  const id = shape.ownId ?? shape.identity[0] ?? "";
  const all = [
    ...rejected,
    ...stored.contradictions.map(({ line, keptLine }) => ({
      row: line - 1,
      column: id,
      reason: `row ${keptLine - 1} says otherwise of the same ${id}, and was taken; send the one that is right`,
    })),
    ...stored.outcomeConflicts.map(({ line, conflict }) =>
      conflict === "closed-without-outcome"
        ? { row: line - 1, column: "outcome", reason: closedWithoutOutcome }
        : { row: line - 1, column: "closed_at", reason: outcomeWithoutClosing },
    ),
  ].sort((a, b) => a.row - b.row);
  const { inserted, updated, unchanged } = stored;
  return {
    kind,
    read: rows.length,
    inserted,
    updated,
    unchanged,
    rejected: all.slice(0, mostReported),
    rejectedCount: all.length,
    ignored,
  };
}
