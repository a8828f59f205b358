import { setTimeout as pause } from "node:timers/promises";
import type { Workspace } from "../store/workspaces.ts";
import type { DeliveryParts } from "../usecases/deliver-digest.ts";
import { evaluateWorkspace } from "../usecases/incidents/evaluate-workspace.ts";

/** Opens the threads of what the sample company's warnings find, in the background; gives the way to end it. */
export function postIncidents(
  parts: Omit<DeliveryParts, "sleep">,
  company: Workspace,
): { end(): Promise<void> } {
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
    end: async () => {
      ended.abort();
      await posting;
    },
  };
}
