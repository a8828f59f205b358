import type { Store } from "../../store/database.ts";
import { isInSourceTurn, listStoredSources, type StoredSource } from "../../store/sources.ts";

/** How a source does, for the command line, App Home and the doctor. */
export interface SourceState {
  readonly name: string;
  readonly type: string;
  /** `new`: never read. `fresh`: the last sync told everything. `failing`: it did not. `stopped`: it was cut off. */
  readonly state: "new" | "syncing" | "fresh" | "failing" | "stopped" | "paused";
  readonly everyMinutes: number | null;
  readonly lastSuccess: Date | null;
  /** Facts that the last successful sync read. */
  readonly rows: number;
  /** Of the sync that runs, or of the one that was cut off. */
  readonly progress: StoredSource["progress"];
  readonly nextSync: Date | null;
  readonly error: StoredSource["error"];
  readonly failingSince: Date | null;
  /** Rows that the last sync refused, by reason. */
  readonly rejected: StoredSource["rejected"];
  readonly checked: StoredSource["checked"];
}

/** Gives a workspace's sources and how they do, by name. */
export async function listSources(store: Store, workspaceId: number): Promise<readonly SourceState[]> {
  const stored = await listStoredSources(store, workspaceId);
  return Promise.all(stored.map(async (source) => stateOf(source, await isInSourceTurn(store, source))));
}

function stateOf(source: StoredSource, isRunning: boolean): SourceState {
  const { name, type, everyMinutes, finishedAt, rowsRead, progress, error, failingSince, rejected, checked } =
    source;
  return {
    name,
    type,
    state: wordOf(source, isRunning),
    everyMinutes,
    lastSuccess: finishedAt,
    rows: rowsRead,
    progress,
    nextSync: nextSyncOf(source),
    error,
    failingSince,
    rejected,
    checked,
  };
}

function wordOf(
  { paused, startedAt, finishedAt, error }: StoredSource,
  isRunning: boolean,
): SourceState["state"] {
  if (isRunning) return "syncing";
  if (paused) return "paused";
  if (error) return "failing";
  if (!startedAt) return "new";
  return finishedAt && finishedAt >= startedAt ? "fresh" : "stopped";
}

const minute = 60_000;
const firstWait = 5;
const longestWait = 6 * 60;

/**
 * Gives when a source is to be read next: after its usual time; sooner when the last sync failed or was cut off, and
 * then later with each failure. Null: only when somebody asks.
 */
export function nextSyncOf(source: StoredSource): Date | null {
  const { everyMinutes, paused, startedAt, finishedAt, failures } = source;
  if (everyMinutes === null || paused) return null;
  if (!startedAt) return new Date(0);
  const wasCutOff = !finishedAt || finishedAt < startedAt;
  const retry = Math.min(longestWait, firstWait * 2 ** Math.max(0, failures - 1));
  const wait = wasCutOff ? Math.min(Math.max(everyMinutes, firstWait), retry) : everyMinutes;
  return new Date(startedAt.getTime() + wait * minute);
}
