import { schedule } from "node-cron";
import type { Log } from "../log.ts";
import type { SourceParts } from "../usecases/sources/open-source.ts";
import { type SyncOutcome, startDueSyncs } from "../usecases/sources/sync-due.ts";

export interface SourceTicksOptions {
  readonly parts: Omit<SourceParts, "log">;
  readonly log: Log;
  /** When to look for what is due; every minute by default. */
  readonly expression?: string;
}

export interface SourceTicks {
  stop(): Promise<void>;
}

/**
 * Reads sources when they are due, until it is stopped. What is due is decided by rows, so that any number of
 * instances may do it. Stopping ends a sync after the batch that it stores; the next one goes on from there.
 */
export function startSourceTicks({ parts, log, expression = "* * * * *" }: SourceTicksOptions): SourceTicks {
  const ending = new AbortController();
  const syncs = startDueSyncs(
    { ...parts, log: (text) => log.info({ part: "sources" }, text) },
    { signal: ending.signal, onOutcome: (outcome) => tell(log, outcome) },
  );
  let looking: Promise<void> | null = null;
  const tick = () => {
    looking ??= syncs
      .look()
      .catch((err: unknown) => log.error({ err }, "Looking for sources that are due failed"))
      .finally(() => {
        looking = null;
      });
  };
  const task = schedule(expression, tick);
  // A sync that the last instance left off need not wait for the next minute.
  tick();
  return {
    async stop() {
      await task.stop();
      ending.abort();
      await looking;
      await syncs.ended();
    },
  };
}

function tell(log: Log, outcome: SyncOutcome): void {
  if (outcome.kind === "synced") {
    const { rejections: _, ...report } = outcome.report;
    log.info({ workspaceId: outcome.workspaceId, ...report }, "A source was read");
    return;
  }
  const { workspaceId, source, error: err } = outcome;
  log.warn({ workspaceId, source, err }, "A source could not be read");
}
