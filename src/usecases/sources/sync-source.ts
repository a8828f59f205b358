import { UserError } from "../../errors.ts";
import { type FactKind, factKinds } from "../../funnel/facts.ts";
import type { Source, SourceBatch, SourceProgress } from "../../sources/source.ts";
import { lockKinds } from "../../store/facts.ts";
import { forgetSeenFacts } from "../../store/facts-seen.ts";
import { forgetRemote, replaceSnapshots } from "../../store/snapshots/remote.ts";
import {
  findStoredSource,
  inSourceTurn,
  noteSourceAnswered,
  noteSyncFailed,
  noteSyncFinished,
  noteSyncStarted,
  type StoredSource,
  saveSyncStep,
} from "../../store/sources.ts";
import { workspaceById } from "../../store/workspaces.ts";
import { openStoredSource, type SourceParts } from "./open-source.ts";
import { addCounts, type BatchCounts, noCounts, storeBatch } from "./store-batch.ts";
import { type RejectionTally, rejectionTally } from "./tally-rejections.ts";

export interface SyncRequest {
  readonly workspaceId: number;
  readonly timeZone: string;
  readonly name: string;
  /** Whether everything is read anew, whatever was read before. */
  readonly full?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: SourceProgress) => void;
}

/** What a sync did. */
export interface SyncReport extends BatchCounts {
  readonly source: string;
  /** Whether everything was read, or what is new. */
  readonly full: boolean;
  readonly milliseconds: number;
  /** Snapshot cells that the source computed. */
  readonly cells: number;
  readonly rejections: RejectionTally["reasons"];
}

/**
 * Reads what is new in a source and stores it batch by batch, each in one transaction with the cursor: a sync that is
 * killed has stored whole batches, and the next one goes on after them. A first sync, or one that follows a full one
 * that was cut off, is full. Throws `sync-running` when another process syncs the source, and whatever the source
 * throws; the failure is kept with the source.
 */
export async function syncSource(parts: SourceParts, request: SyncRequest): Promise<SyncReport> {
  const { store, clock } = parts;
  const { workspaceId, name } = request;
  const stored = await findStoredSource(store, workspaceId, name);
  if (!stored) throw unknownSource(name);
  const report = await inSourceTurn(store, stored, async () => {
    // What another sync did before this one had its turn counts.
    const current = (await findStoredSource(store, workspaceId, name)) ?? stored;
    try {
      return await sync(parts, request, current);
    } catch (error) {
      // A sync that was told to end early did not fail: the next one goes on.
      if (!request.signal?.aborted) await noteSyncFailed(store, current, clock(), reasonOf(error));
      throw error;
    }
  });
  if (report) return report;
  throw new UserError({
    code: "sync-running",
    what: `${name} is being read already.`,
    next: "Wait for that to end; `source list` shows how far it is.",
  });
}

async function sync(parts: SourceParts, request: SyncRequest, stored: StoredSource): Promise<SyncReport> {
  const { store, clock } = parts;
  const began = clock();
  const startsAnew = request.full === true || (stored.loadedAt === null && stored.fullSince === null);
  const full = startsAnew || stored.fullSince !== null;
  const opened = await openStoredSource(parts, stored, request.timeZone);
  try {
    let revision = await noteSyncStarted(store, stored, {
      now: began,
      full: startsAnew ? "begins" : full ? "goes on" : "no",
    });
    if (startsAnew) await forgetSeenFacts(store, { workspaceId: stored.workspaceId, source: stored.name });
    const tally = rejectionTally();
    const rowsByKind = new Map<FactKind, number>();
    let counts = noCounts;
    const batches = opened.source.read({
      cursor: startsAnew ? null : stored.cursor,
      full,
      lookBack: opened.lookBackMinutes * 60_000,
      now: began,
      signal: request.signal ?? new AbortController().signal,
    });
    for await (const batch of batches) {
      countKinds(rowsByKind, batch);
      const step = await store.transaction().execute(async (transaction) => {
        await lockKinds(transaction, stored.workspaceId, kindsTouched(batch));
        const stepped = await storeBatch(transaction, batch, {
          workspaceId: stored.workspaceId,
          source: stored.name,
          now: clock(),
          // The first time there is nothing that could be gone.
          noteSeen: full && stored.loadedAt !== null,
          tally,
        });
        const next = await saveSyncStep(transaction, stored, revision, {
          cursor: batch.cursor,
          progress: batch.progress,
          rejected: tally.impersonal,
        });
        if (next === null) throw changedMeanwhile(stored.name);
        return { stepped, next };
      });
      revision = step.next;
      counts = addCounts(counts, step.stepped);
      request.progress?.(batch.progress);
      request.signal?.throwIfAborted();
    }
    const cells = opened.source.cells
      ? await storeCells(parts, stored, opened.source.cells, clock())
      : await forgetRemote(store, stored.workspaceId, stored.name).then(() => 0);
    const ended = clock();
    await store.transaction().execute(async (transaction) => {
      await noteSourceAnswered(transaction, stored, ended, rowsByKind);
      await noteSyncFinished(transaction, stored, { now: ended, rows: counts.read });
      if (full) await forgetSeenFacts(transaction, { workspaceId: stored.workspaceId, source: stored.name });
    });
    return {
      source: stored.name,
      full,
      ...counts,
      cells,
      rejections: tally.reasons,
      milliseconds: ended.getTime() - began.getTime(),
    };
  } finally {
    await opened.source.close();
  }
}

/** Takes the cells that the source computes instead of facts. */
async function storeCells(
  { store }: SourceParts,
  { workspaceId, name }: StoredSource,
  cellsOf: NonNullable<Source["cells"]>,
  now: Date,
): Promise<number> {
  const workspace = await workspaceById(store, workspaceId);
  if (!workspace) throw unknownSource(name);
  const { settings } = workspace;
  const { timeZone, currency, stages } = settings;
  const given = await cellsOf({ source: name, timeZone, currency, stages });
  return replaceSnapshots(store, { workspaceId, source: name, settings, now, given });
}

/** Kinds whose turn a batch needs: a merge or a deletion reaches facts that refer to it. */
function kindsTouched({ facts, merges, gone, complete }: SourceBatch): readonly FactKind[] {
  const reachesFar = (merges?.length ?? 0) + (gone?.length ?? 0) + (complete?.length ?? 0) > 0;
  return reachesFar ? factKinds : factKinds.filter((kind) => (facts[kind]?.length ?? 0) > 0);
}

function countKinds(rows: Map<FactKind, number>, { facts, complete }: SourceBatch): void {
  for (const kind of factKinds) {
    const told = facts[kind];
    if (told || complete?.includes(kind)) rows.set(kind, (rows.get(kind) ?? 0) + (told?.length ?? 0));
  }
}

function reasonOf(error: unknown): { readonly code: string; readonly what: string; readonly next: string } {
  if (error instanceof UserError) return { code: error.code, what: error.what, next: error.next };
  const what = error instanceof Error ? error.message : String(error);
  return {
    code: "failed",
    what: what.slice(0, 500),
    next: "The log has the details; the next sync tries again.",
  };
}

function unknownSource(name: string): UserError {
  return new UserError({
    code: "unknown-source",
    what: `There is no source called ${name}.`,
    next: "See them with: npm run -s concord -- source list",
  });
}

function changedMeanwhile(name: string): UserError {
  return new UserError({
    code: "source-changed",
    what: `${name} was changed or removed while it was being read.`,
    next: "Read it again; what was stored before stays.",
  });
}
