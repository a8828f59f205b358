import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Message } from "../../messages/blocks.ts";
import type { Store } from "../../store/database.ts";
import { type Delivery, recordAttempt, recordNotPosted, recordPosted } from "../../store/deliveries.ts";
import type { GrantedFile } from "../../store/delivery-files.ts";
import type { HeldDelivery } from "../../store/delivery-hold.ts";
import { fallbacksAfter, fallbacksOf, troubleOf } from "./fallbacks.ts";
import { keepOne, markedWith, type Posted } from "./find-posted.ts";
import { gateOf } from "./gate.ts";
import { Refusal } from "./refusal.ts";
import { backoff, outcomeOf, SlackUnreachable, type Sleep } from "./slack-calls.ts";
import type { DeliveryTiming } from "./timing.ts";

export interface PostParts {
  readonly store: Store;
  /** Must not repeat calls by itself: a repeated `chat.postMessage` is a second message. */
  readonly slack: WebClient;
  readonly log: Logger;
  readonly now: () => Date;
  readonly sleep: Sleep;
  readonly timing: DeliveryTiming;
}

export interface PartToPost {
  readonly held: HeldDelivery;
  readonly delivery: Pick<Delivery, "deliveryId" | "channelId" | "attempt">;
  readonly part: number;
  readonly message: Message;
  /** Whether it says that it is late. */
  readonly late: boolean;
  /** The thread's first message, for a reply. */
  readonly threadTs?: string;
  readonly chartMissing: string;
  /** Files that the message may show, the newest first: what else an earlier process may have put in included. */
  readonly files: readonly GrantedFile[];
}

function searchOf(
  { delivery, part, threadTs }: Pick<PartToPost, "delivery" | "part" | "threadTs">,
  since: Date,
) {
  const { deliveryId, channelId } = delivery;
  return { channelId, deliveryId, part, since, ...(threadTs === undefined ? {} : { threadTs }) };
}

/** Records where a part stands, with those of the files that it shows. */
async function record(
  store: Store,
  { held, part, files }: Pick<PartToPost, "held" | "part" | "files">,
  { ts, files: shown }: Posted,
): Promise<string> {
  await recordPosted(store, held, part, {
    ts,
    files: shown === null ? files : files.filter(({ id }) => shown.includes(id)),
  });
  return ts;
}

/**
 * Looks for the part whose posting an earlier process began, and did not live to hear of; records it where it stands
 * in Slack, and gives its `ts`, or null. Throws what `postPart` throws.
 */
export async function settleAttempt(
  parts: PostParts,
  task: Pick<PartToPost, "held" | "delivery" | "files" | "threadTs"> & {
    readonly attempt: NonNullable<Delivery["attempt"]>;
  },
): Promise<string | null> {
  const { held, attempt, delivery } = task;
  const { part, at } = attempt;
  const gate = (method: Parameters<typeof gateOf>[2]) =>
    gateOf(parts, held.workspaceId, method, delivery.channelId);
  const found = await keepOne({ ...parts, gate }, searchOf({ ...task, part }, at));
  return found && record(parts.store, { ...task, part }, found);
}

const mostAttempts = 12;
const filePauses = [500, 1000, 2000, 4000];

/**
 * Posts one message of a delivery once, and gives its `ts`. Before it repeats a call that it is in doubt about, it
 * looks for the message in Slack, and afterwards it takes back what came twice. What an earlier process left in doubt
 * is settled before: `settleAttempt`. Throws `Refusal`, `SlackUnreachable` and `HoldLost`; a later call goes on from
 * here.
 */
export async function postPart(parts: PostParts, task: PartToPost): Promise<string> {
  const { store, slack, log, now, sleep, timing } = parts;
  const { held, delivery, part, threadTs } = task;
  const { deliveryId, channelId } = delivery;
  const gate = (method: Parameters<typeof gateOf>[2]) => gateOf(parts, held.workspaceId, method, channelId);
  const posted = (found: Posted) => record(store, task, found);
  const look = (since: Date) => keepOne({ slack, sleep, gate, log }, searchOf(task, since));

  const earlier = delivery.attempt?.part === part ? delivery.attempt.at : null;
  let fallbacks = fallbacksOf(task.message, task.chartMissing);
  let refused = "invalid_blocks";
  const pauses = [...filePauses];
  const posting = gate("chat.postMessage");
  let inDoubt = earlier !== null;
  let firstAttempt = earlier;
  let cause: unknown = null;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [message] = fallbacks;
    if (!message) throw new Refusal("chat.postMessage", refused);
    firstAttempt ??= now();
    await posting.enter(() =>
      recordAttempt(store, held, { part, at: firstAttempt ?? now(), late: task.late }),
    );
    const outcome = await outcomeOf(() =>
      slack.chat.postMessage({
        channel: channelId,
        text: message.text,
        ...(message.blocks.length > 0 ? { blocks: [...message.blocks] } : {}),
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        metadata: markedWith({ deliveryId, part }),
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    posting.leave();
    switch (outcome.kind) {
      case "ok": {
        const { ts } = outcome.value;
        if (!ts) throw new Error("chat.postMessage gave no ts");
        const found = inDoubt ? await look(firstAttempt) : null;
        return posted(found ?? { ts, files: filesIn(message) });
      }
      case "limited":
        await posting.hold(outcome.retryAfter);
        await sleep(outcome.retryAfter * 1000);
        break;
      case "doubtful": {
        cause = outcome.cause;
        inDoubt = true;
        await sleep(Math.max(outcome.timedOut ? timing.settleAfterTimeout : timing.settle, backoff(attempt)));
        const found = await look(firstAttempt);
        if (found) return posted(found);
        break;
      }
      case "refused": {
        const trouble = troubleOf(outcome.error, outcome.messages);
        if (trouble === null) {
          if (!inDoubt) await recordNotPosted(store, held);
          throw new Refusal("chat.postMessage", outcome.error);
        }
        const pause = trouble === "file" ? pauses.shift() : undefined;
        if (pause !== undefined) {
          await sleep(pause);
          break;
        }
        refused = outcome.error;
        log.warn(
          { slackError: refused, messages: outcome.messages, part },
          "Slack refused a message as it is",
        );
        fallbacks = fallbacksAfter(fallbacks, trouble);
        break;
      }
    }
  }
  throw new SlackUnreachable("A message could not be posted", cause);
}

function filesIn({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) =>
    block.type === "image" && "slack_file" in block && "id" in block.slack_file && block.slack_file.id
      ? [block.slack_file.id]
      : [],
  );
}
