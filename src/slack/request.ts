import type { WebClient } from "@slack/web-api";
import type { Message } from "../messages/blocks.ts";
import type { Ask } from "../usecases/ask.ts";
import type { Reply } from "./reply.ts";

export interface SlackUser {
  readonly teamId: string | undefined;
  readonly userId: string;
}

/** One thing that somebody did in Slack and that wants an answer. */
export interface SlackRequest {
  /** What was used, for the log: `/kpi`, an action's id, an event's type. */
  readonly entrance: string;
  readonly client: WebClient;
  readonly user: SlackUser;
  /** The same whenever Slack delivers the same thing again; null where answering again does no harm. */
  readonly requestKey: string | null;
  readonly reply: Reply;
}

/** Makes the answer; null: there is nothing to say. */
export type Work = (ask: Ask & { readonly userId: string }) => Promise<Message | null>;

export type Answer = (request: SlackRequest, work: Work) => Promise<void>;
