import { createHash } from "node:crypto";
import { z } from "zod";
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
  | { readonly kind: "replayed"; readonly answer: FactsAnswer }
  | { readonly kind: "key-reused" };

/** How long an idempotency key is known: longer than any program tries again. */
const keptFor = 2 * 24 * 60 * 60_000;
const mostReported = 1000;
const mostIgnored = 100;

/** What storing the rows came to. It is kept, so it quotes nothing: what a row says that is refused may be personal. */
const outcomeSchema = z.object({
  inserted: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  contradicted: z.array(z.object({ row: z.number(), column: z.string(), reason: z.string() })),
});
type Outcome = z.infer<typeof outcomeSchema>;

/**
 * Stores the good rows of a body and says what is wrong with each of the others. With an idempotency key, the outcome
 * is kept in the transaction that stores the rows: a request that is sent again is answered the same, stored once, what
 * was refused being read anew from its body.
 */
export async function acceptFacts(store: Store, request: FactsRequest): Promise<Acceptance> {
  const { workspaceId, kind, idempotencyKey, body, now } = request;
  const read = readRows(request);
  return store.transaction().execute(async (transaction): Promise<Acceptance> => {
    const key =
      idempotencyKey === null
        ? null
        : {
            workspaceId,
            // A key may be made of what a row says.
            idempotencyKey: createHash("sha256").update(idempotencyKey).digest("base64url"),
            hash: createHash("sha256").update(`${kind}\n`).update(body).digest(),
            now,
          };
    if (key) {
      const former = await claimRequest(transaction, key);
      if (former.kind === "answered") {
        const outcome = outcomeSchema.parse(former.answer);
        return { kind: "replayed", answer: answerOf(request, read, outcome) };
      }
      if (former.kind === "other") return { kind: "key-reused" };
      // Before the kind's turn is taken, for which others wait.
      await forgetRequests(transaction, workspaceId, new Date(now.getTime() - keptFor));
    }
    const outcome = await storeRows(transaction, request, read.told);
    if (key) await answerRequest(transaction, key, 200, outcome);
    return { kind: "stored", answer: answerOf(request, read, outcome) };
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
  { workspaceId, source, kind, now }: FactsRequest,
  told: readonly ToldFact[],
): Promise<Outcome> {
  const stored = await storeFactsWithin(transaction, { workspaceId, source, kind, facts: told, now });
  const shape: FactShape = factShapes[kind];
  const id = shape.ownId ?? shape.identity[0] ?? "";
  const contradicted = [
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
  ];
  const { inserted, updated, unchanged } = stored;
  return { inserted, updated, unchanged, contradicted };
}

function answerOf(
  { kind, rows }: FactsRequest,
  { rejected, ignored }: ReadRows,
  { contradicted, ...counts }: Outcome,
): FactsAnswer {
  const all = [...rejected, ...contradicted].sort((a, b) => a.row - b.row);
  return {
    kind,
    read: rows.length,
    ...counts,
    rejected: all.slice(0, mostReported),
    rejectedCount: all.length,
    ignored,
  };
}
