import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Message } from "../../messages/blocks.ts";
import type { Store } from "../../store/database.ts";
import {
  type Delivery,
  type DeliveryRef,
  recordAttempt,
  recordNotPosted,
  recordPosted,
} from "../../store/deliveries.ts";
import { blockTrouble, fallbacksOf } from "./fallbacks.ts";
import { findPosted, markedWith } from "./find-posted.ts";
import { Refusal } from "./refusal.ts";
import { backoff, outcomeOf, SlackUnreachable, type Sleep } from "./slack-calls.ts";

export interface PostParts {
  readonly store: Store;
  /** Must not repeat calls by itself: a repeated `chat.postMessage` is a second message. */
  readonly slack: WebClient;
  readonly log: Logger;
  readonly now: () => Date;
  readonly sleep: Sleep;
}

export interface PartToPost {
  readonly ref: DeliveryRef;
  readonly delivery: Pick<Delivery, "deliveryId" | "channelId" | "attempt">;
  readonly part: number;
  readonly message: Message;
  /** The channel message's `ts`, for a thread reply. */
  readonly threadTs?: string;
  readonly chartMissing: string;
}

const mostAttempts = 12;
/** A call that timed out may still be on its way: looking at once would miss it. */
const settle = 3000;
const filePauses = [500, 1000, 2000, 4000];

/**
 * Posts one message of a delivery once, and gives its `ts`. Before it posts what it may have posted already, it looks
 * for it in Slack. Throws `Refusal` and `SlackUnreachable`; a later call goes on from here.
 */
export async function postPart(parts: PostParts, task: PartToPost): Promise<string> {
  const { store, slack, log, now, sleep } = parts;
  const { ref, delivery, part, threadTs } = task;
  const posted = async (ts: string) => {
    await recordPosted(store, ref, part, ts);
    return ts;
  };
  const look = (since: Date) =>
    findPosted(slack, sleep, {
      channelId: delivery.channelId,
      deliveryId: delivery.deliveryId,
      part,
      since,
      ...(threadTs === undefined ? {} : { threadTs }),
    });

  const earlier = delivery.attempt?.part === part ? delivery.attempt.at : null;
  const found = earlier && (await look(earlier));
  if (found) return posted(found);

  const fallbacks = [...fallbacksOf(task.message, task.chartMissing)];
  const pauses = [...filePauses];
  let firstAttempt = earlier;
  let cause: unknown = null;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [message] = fallbacks;
    if (!message) throw new Refusal("chat.postMessage", "invalid_blocks");
    firstAttempt ??= now();
    await recordAttempt(store, ref, part, firstAttempt);
    const outcome = await outcomeOf(() =>
      slack.chat.postMessage({
        channel: delivery.channelId,
        text: message.text,
        ...(message.blocks.length > 0 ? { blocks: [...message.blocks] } : {}),
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        metadata: markedWith({ deliveryId: delivery.deliveryId, part }),
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    switch (outcome.kind) {
      case "ok":
        if (outcome.value.ts) return posted(outcome.value.ts);
        throw new Error("chat.postMessage gave no ts");
      case "limited":
        await sleep(outcome.retryAfter * 1000);
        break;
      case "doubtful": {
        cause = outcome.cause;
        await sleep(Math.max(settle, backoff(attempt)));
        const ts = await look(firstAttempt);
        if (ts) return posted(ts);
        break;
      }
      case "refused": {
        const trouble = blockTrouble(outcome.error, outcome.messages);
        if (trouble === null) {
          await recordNotPosted(store, ref);
          throw new Refusal("chat.postMessage", outcome.error);
        }
        const pause = trouble === "file" ? pauses.shift() : undefined;
        if (pause !== undefined) {
          await sleep(pause);
          break;
        }
        log.warn({ slackError: outcome.error, messages: outcome.messages, part }, "Slack refused blocks");
        fallbacks.shift();
        break;
      }
    }
  }
  throw new SlackUnreachable("A message could not be posted", cause);
}
