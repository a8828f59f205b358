import type { App, ViewResponseAction, ViewSubmitAction } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { answerModal } from "../../messages/answer-modal.ts";
import type { Message } from "../../messages/blocks.ts";
import type { BotParts } from "../bot.ts";
import { type Answer, userIn, type Work } from "../request.ts";

/** A modal that somebody submitted. */
export interface Submission {
  readonly view: ViewSubmitAction["view"];
  readonly client: WebClient;
}

/** What comes of it: errors beside their inputs (by block), or a message in the modal's place. */
export type SubmissionOutcome =
  | { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>> }
  | {
      readonly kind: "done";
      readonly message: Message;
      /** What takes longer than the three seconds that Slack waits for. */
      readonly afterwards?: () => Promise<void>;
    }
  /** Another step of the modal in its place. */
  | { readonly kind: "view"; readonly view: ModalView; readonly afterwards?: () => Promise<void> };

export interface SubmissionParts {
  readonly callbackId: string;
  work(ask: Parameters<Work>[0], submission: Submission): Promise<SubmissionOutcome>;
}

/** Registers what happens when a modal is submitted. Slack takes the outcome from the acknowledgement itself. */
export function registerSubmission(
  app: App,
  { inFlight }: Pick<BotParts, "inFlight">,
  answer: Answer,
  parts: SubmissionParts,
): void {
  const constraints = { type: "view_submission", callback_id: parts.callbackId } as const;
  app.view<ViewSubmitAction>(constraints, async ({ ack, body, view, client, context }) => {
    let acknowledged = false;
    const acknowledge = async (response?: ViewResponseAction) => {
      if (acknowledged) return;
      acknowledged = true;
      await (response === undefined ? ack() : ack(response));
    };
    let afterwards: (() => Promise<void>) | undefined;
    const user = userIn(context, body.user.id);
    await answer(
      {
        entrance: parts.callbackId,
        client,
        user,
        requestKey: `view ${view.id} ${body.trigger_id}`,
        reply: (message, locale) =>
          acknowledge({ response_action: "update", view: answerModal(message, locale) }),
      },
      async (ask) => {
        const outcome = await parts.work(ask, { view, client });
        if (outcome.kind === "done") {
          afterwards = outcome.afterwards;
          return outcome.message;
        }
        if (outcome.kind === "view") {
          afterwards = outcome.afterwards;
          await acknowledge({ response_action: "update", view: outcome.view });
          return null;
        }
        await acknowledge({ response_action: "errors", errors: { ...outcome.errors } });
        return null;
      },
    );
    await acknowledge();
    if (afterwards === undefined) return;
    const done = afterwards().finally(() => inFlight.delete(done));
    inFlight.add(done);
    await done;
  });
}
