import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { outcomeOf } from "../usecases/delivery/slack-calls.ts";

/** Opens a modal, or says false: a trigger lives three seconds and opens one. */
export async function openModal(client: WebClient, triggerId: string, view: ModalView): Promise<boolean> {
  const outcome = await outcomeOf(() => client.views.open({ trigger_id: triggerId, view }));
  if (outcome.kind === "ok") return true;
  if (outcome.kind === "refused" && !/trigger/.test(outcome.error)) {
    throw new Error(`views.open: ${outcome.error} ${outcome.messages.join("; ")}`);
  }
  return false;
}
