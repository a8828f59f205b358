import { setTimeout as pause } from "node:timers/promises";
import type { Workspace } from "../store/workspaces.ts";
import type { DeliveryParts } from "../usecases/deliver-digest.ts";
import { evaluateWorkspace } from "../usecases/incidents/evaluate-workspace.ts";

export interface PostingIncidents {
  /** Ends when all that could be posted is. */
  readonly done: Promise<void>;
  end(): Promise<void>;
}

/** Opens the threads of what the sample company's warnings find, in the background. */
export function postIncidents(parts: Omit<DeliveryParts, "sleep">, company: Workspace): PostingIncidents {
  const ended = new AbortController();
  const sleep = (milliseconds: number) => pause(milliseconds, undefined, { signal: ended.signal });
  const posting = evaluateWorkspace({ ...parts, sleep }, company, parts.now()).then(
    ({ delivery }) => {
      if (delivery.outcome !== "shown") parts.log.warn(delivery, "The incidents have no thread");
    },
    (err: unknown) => {
      if (!ended.signal.aborted) parts.log.error({ err }, "The incidents were not posted");
    },
  );
  return {
    done: posting,
    end: async () => {
      ended.abort();
      await posting;
    },
  };
}
