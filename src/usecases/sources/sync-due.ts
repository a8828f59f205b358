import { findStoredSource, listScheduledSources, type StoredSource } from "../../store/sources.ts";
import { workspaceById } from "../../store/workspaces.ts";
import { refresh } from "../refresh.ts";
import { nextSyncOf } from "./list-sources.ts";
import type { SourceParts } from "./open-source.ts";
import { type SyncReport, syncSource } from "./sync-source.ts";

/** What came of a scheduled sync. */
export type SyncOutcome =
  | { readonly kind: "synced"; readonly workspaceId: number; readonly report: SyncReport }
  | {
      readonly kind: "failed";
      readonly workspaceId: number;
      readonly source: string;
      readonly error: unknown;
    };

export interface DueSyncsOptions {
  /** Ends every sync after the batch that it stores; the next one goes on from there. */
  readonly signal: AbortSignal;
  /** Workspaces whose sources are read at the same time. */
  readonly atOnce?: number;
  readonly onOutcome: (outcome: SyncOutcome) => void;
}

export interface DueSyncs {
  /** Begins what is due and not under way here; ends when all of it has begun. */
  look(): Promise<void>;
  /** Waits for what has begun. */
  ended(): Promise<void>;
}

/** A sync holds two of the app's ten connections. */
const usuallyAtOnce = 3;

/**
 * Reads sources that are due, a workspace's one after the other, and brings the snapshots up to what they told. A long
 * first load of one workspace leaves room for the others. Any number of instances may do it at once: a source is read
 * by one of them. A source that fails holds none of the others up.
 */
export function startDueSyncs(parts: SourceParts, options: DueSyncsOptions): DueSyncs {
  const { signal, atOnce = usuallyAtOnce, onOutcome } = options;
  const underWay = new Map<number, Promise<void>>();

  async function readAll(sources: readonly StoredSource[]): Promise<void> {
    for (const source of sources) {
      if (signal.aborted) return;
      const outcome = await readOne(parts, source, signal);
      if (outcome) onOutcome(outcome);
    }
  }

  return {
    look: async () => {
      const due = (await listScheduledSources(parts.store)).filter((source) => isDue(parts, source));
      for (const [workspaceId, sources] of Map.groupBy(due, (source) => source.workspaceId)) {
        if (underWay.has(workspaceId)) continue;
        while (underWay.size >= atOnce) await Promise.race(underWay.values());
        const reading = readAll(sources).finally(() => underWay.delete(workspaceId));
        underWay.set(workspaceId, reading);
      }
    },
    ended: async () => {
      await Promise.all(underWay.values());
    },
  };
}

/** Gives null when the source needs no sync after all, or another instance is at it. */
async function readOne(
  parts: SourceParts,
  { workspaceId, name }: StoredSource,
  signal: AbortSignal,
): Promise<SyncOutcome | null> {
  try {
    // It may have waited for its turn while another instance read it.
    const source = await findStoredSource(parts.store, workspaceId, name);
    const workspace = await workspaceById(parts.store, workspaceId);
    if (!source || !workspace || !isDue(parts, source)) return null;
    const { timeZone } = workspace.settings;
    const report = await syncSource(parts, { workspaceId, timeZone, name, signal });
    await refresh(parts.store, workspace, parts.clock());
    return { kind: "synced", workspaceId, report };
  } catch (error) {
    if (signal.aborted || isRunningElsewhere(error)) return null;
    return { kind: "failed", workspaceId, source: name, error };
  }
}

function isDue({ clock }: SourceParts, source: StoredSource): boolean {
  const due = nextSyncOf(source);
  return due !== null && due <= clock();
}

function isRunningElsewhere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "sync-running";
}
