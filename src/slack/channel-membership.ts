import { setTimeout as pause } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import { outcomeOf } from "../usecases/delivery/slack-calls.ts";

/** Whether the app can post in a channel; `unknown` when Slack does not say so in time. */
export type Membership = "member" | "outside" | "archived" | "unknown";

/** A submission is to be acknowledged within three seconds. */
const patience = 1500;

/** Gives whether the app can post in a channel by its id. */
export async function canPostIn(client: WebClient, channelId: string): Promise<Membership> {
  const slow = pause(patience, null, { ref: false });
  const outcome = await Promise.race([
    outcomeOf(() => client.conversations.info({ channel: channelId })),
    slow,
  ]);
  if (outcome === null || outcome.kind === "limited" || outcome.kind === "doubtful") return "unknown";
  if (outcome.kind === "refused") return "outside";
  const { channel } = outcome.value;
  if (channel?.is_archived === true) return "archived";
  return channel?.is_member === false ? "outside" : "member";
}
