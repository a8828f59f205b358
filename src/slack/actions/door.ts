import type { BlockAction, RespondFn } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { answerModal, waitingModal } from "../../messages/answer-modal.ts";
import type { Locale } from "../../messages/numbers.ts";
import { type Sleep, untilAnswered } from "../../usecases/delivery/slack-calls.ts";
import { type Reply, replaceInPlace, replyPrivately } from "../reply.ts";

/** A way to answer whoever used something. */
export interface Door {
  /** Shows at once that something will come, where the way closes after three seconds. */
  open(locale: Locale): Promise<void>;
  readonly reply: Reply;
}

/** What somebody used, and with what Slack lets us answer. */
export interface Used {
  readonly body: BlockAction;
  /** Slack gives it for messages only. */
  readonly respond: RespondFn | undefined;
  readonly client: WebClient;
}

/**
 * Gives the way to answer a press: beside its message, visible to the presser only; from Home and modals, where there
 * is no channel, in a modal of its own.
 */
export function doorBeside({ body, respond, client }: Used, sleep: Sleep): Door {
  if (body.view === undefined) return messageDoor(respond, replyPrivately);
  const isModal = body.view.type === "modal";
  const trigger_id = body.trigger_id;
  return newModal(
    client,
    (view) => (isModal ? client.views.push({ trigger_id, view }) : client.views.open({ trigger_id, view })),
    sleep,
  );
}

/** Gives the way to put an answer in the place of the one whose menu was used. Everyone's messages stay. */
export function doorInPlace(used: Used, sleep: Sleep): Door {
  const { body, respond, client } = used;
  if (body.view?.type === "modal") return openModal(client, body.view.id, sleep);
  if (body.view !== undefined) return doorBeside(used, sleep);
  const own = body.container?.is_ephemeral === true;
  return messageDoor(respond, own ? replaceInPlace : replyPrivately);
}

function messageDoor(respond: RespondFn | undefined, way: (respond: RespondFn) => Reply): Door {
  if (respond === undefined) throw new Error("Slack gave no address to answer to");
  return { open: async () => {}, reply: way(respond) };
}

type Open = (view: ModalView) => Promise<{ readonly view?: { readonly id?: string } }>;

/** Whoever closed the view in the meantime, or was too slow, does not see an answer: no fault of anybody's. */
const gone: ReadonlySet<string> = new Set([
  "expired_trigger_id",
  "exchanged_trigger_id",
  "invalid_trigger",
  "invalid_trigger_id",
  "not_found",
  "push_limit_reached",
  "trigger_expired",
  "trigger_exchanged",
  "view_not_found",
]);

function newModal(client: WebClient, open: Open, sleep: Sleep): Door {
  let state: { readonly viewId: string } | "closed" | "lost" = "closed";
  const show = async (view: ModalView) => {
    const opened = await untilAnswered(() => open(view), sleep);
    if (opened.kind === "refused") {
      if (!gone.has(opened.error)) throw new Error(`A modal could not be opened: ${opened.error}`);
      state = "lost";
      return;
    }
    const viewId = opened.value.view?.id;
    state = viewId === undefined ? "lost" : { viewId };
  };
  return {
    open: (locale) => show(waitingModal(locale)),
    reply: async (message, locale) => {
      if (state === "closed") await show(answerModal(message, locale));
      else if (state !== "lost") await openModal(client, state.viewId, sleep).reply(message, locale);
    },
  };
}

function openModal(client: WebClient, viewId: string, sleep: Sleep): Door {
  return {
    open: async () => {},
    reply: async (message, locale) => {
      const updated = await untilAnswered(
        () => client.views.update({ view_id: viewId, view: answerModal(message, locale) }),
        sleep,
      );
      if (updated.kind === "refused" && !gone.has(updated.error)) {
        throw new Error(`views.update: ${updated.error}`);
      }
    },
  };
}
