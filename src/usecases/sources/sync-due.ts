import { listScheduledSources } from "../../store/sources.ts";
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

/**
 * Reads every source that is due, one after the other, and brings the snapshots up to what they told. Any number of
 * instances may call it at once: a source is read by one of them. A source that fails holds none of the others up.
 */
export async function syncDueSources(
  parts: SourceParts,
  signal: AbortSignal,
): Promise<readonly SyncOutcome[]> {
  const outcomes: SyncOutcome[] = [];
  for (const source of await listScheduledSources(parts.store)) {
    const { workspaceId, name } = source;
    const due = nextSyncOf(source);
    if (signal.aborted) break;
    if (!due || due > parts.clock()) continue;
    const workspace = await workspaceById(parts.store, workspaceId);
    if (!workspace) continue;
    try {
      const { timeZone } = workspace.settings;
      const report = await syncSource(parts, { workspaceId, timeZone, name, signal });
      outcomes.push({ kind: "synced", workspaceId, report });
      await refresh(parts.store, workspace, parts.clock());
    } catch (error) {
      if (signal.aborted || isRunningElsewhere(error)) continue;
      outcomes.push({ kind: "failed", workspaceId, source: name, error });
    }
  }
  return outcomes;
}

function isRunningElsewhere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "sync-running";
}
