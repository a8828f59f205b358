import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import { Refusal } from "./refusal.ts";
import { type Gate, type Sleep, untilAnswered } from "./slack-calls.ts";

/** The metadata that marks our messages; people do not see it, Slack gives it back. */
export const eventType = "concord_delivery";

export interface PartMark {
  readonly deliveryId: string;
  /** 0 is the channel message, the others its thread replies. */
  readonly part: number;
}

export interface Search extends PartMark {
  readonly channelId: string;
  /** The thread to look in; absent: the channel itself. */
  readonly threadTs?: string;
  /** It cannot have been posted before. */
  readonly since: Date;
}

/** Our clock and Slack's may differ. */
const clockSlack = 300;
const pageSize = 100;
const mostPages = 50;

/** A message that carries the mark. */
export interface Posted {
  readonly ts: string;
  /** Of the pictures that it shows; null: it shows some, and Slack does not say which. */
  readonly files: readonly string[] | null;
}

/** Where a search is made from. */
export interface SearchParts {
  readonly slack: WebClient;
  readonly sleep: Sleep;
  readonly gate: (method: "conversations.history" | "conversations.replies" | "chat.delete") => Gate;
}

export interface KeepParts extends SearchParts {
  readonly log: Logger;
}

/**
 * Looks in Slack for the messages that carry the mark. Gives them, the earliest first. Throws `Refusal` when
 * the channel cannot be read, and `SlackUnreachable`.
 */
export async function findPosted(
  { slack, sleep, gate }: SearchParts,
  search: Search,
): Promise<readonly Posted[]> {
  const { channelId: channel, threadTs } = search;
  const oldest = String(Math.floor(search.since.getTime() / 1000) - clockSlack);
  const method = threadTs === undefined ? "conversations.history" : "conversations.replies";
  const ours: Posted[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const range = {
      channel,
      oldest,
      include_all_metadata: true,
      limit: pageSize,
      ...(cursor ? { cursor } : {}),
    };
    const found = await untilAnswered(
      () =>
        threadTs === undefined
          ? slack.conversations.history(range)
          : slack.conversations.replies({ ...range, ts: threadTs }),
      sleep,
      gate(method),
    );
    if (found.kind === "refused") throw new Refusal(method, found.error);
    for (const { ts, metadata, blocks = [] } of found.value.messages ?? []) {
      if (ts && isMarked(metadata, search)) ours.push({ ts, files: filesIn(blocks) });
    }
    cursor = found.value.response_metadata?.next_cursor || undefined;
    if (!cursor) return ours.toSorted((a, b) => Number(a.ts) - Number(b.ts));
  }
  throw new Refusal(method, "too_many_messages");
}

/**
 * Looks for a message that may have been posted, and gives it, or null. Of messages that came twice after all
 * the first stays. Throws what `findPosted` throws.
 */
export async function keepOne(parts: KeepParts, search: Search): Promise<Posted | null> {
  const { slack, sleep, gate, log } = parts;
  const [kept, ...extra] = await findPosted(parts, search);
  for (const { ts } of extra) {
    log.warn(
      { deliveryId: search.deliveryId, part: search.part, ts },
      "A message came twice and is taken back",
    );
    const { channelId: channel } = search;
    await untilAnswered(() => slack.chat.delete({ channel, ts }), sleep, gate("chat.delete"));
  }
  return kept ?? null;
}

/** Gives the metadata that carries the mark. */
export function markedWith({ deliveryId, part }: PartMark) {
  return { event_type: eventType, event_payload: { delivery_id: deliveryId, part } };
}

function filesIn(
  blocks: readonly { readonly type?: string; readonly slack_file?: { readonly id?: string } }[],
): readonly string[] | null {
  const pictures = blocks.filter(({ type }) => type === "image");
  const ids = pictures.flatMap(({ slack_file: file }) => file?.id ?? []);
  return ids.length === pictures.length ? ids : null;
}

function isMarked(
  metadata: { readonly event_type?: string; readonly event_payload?: object } | undefined,
  { deliveryId, part }: PartMark,
): boolean {
  const payload: Readonly<Record<string, unknown>> = { ...metadata?.event_payload };
  return (
    metadata?.event_type === eventType && payload.delivery_id === deliveryId && Number(payload.part) === part
  );
}
