import type { Context } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { Message } from "../messages/blocks.ts";
import type { Role } from "../messages/permissions.ts";
import type { Ask } from "../usecases/ask.ts";
import type { SlackOrigin } from "../usecases/installations/installation.ts";
import type { Reply } from "./reply.ts";

export interface SlackUser extends SlackOrigin {
  readonly userId: string;
}

/** Gives who did something and where, as Bolt read it from the request that Slack signed. */
export function userIn({ teamId, enterpriseId }: Context, userId: string): SlackUser {
  return { teamId, enterpriseId, userId };
}

/** One thing that somebody did in Slack and that wants an answer. */
export interface SlackRequest {
  /** What was used, for the log: `/kpi`, an action's id, an event's type. */
  readonly entrance: string;
  readonly client: WebClient;
  /** From `userIn`: the workspace whose figures are answered with follows from it alone. */
  readonly user: SlackUser;
  /** The same whenever Slack delivers the same thing again; null where answering again does no harm. */
  readonly requestKey: string | null;
  readonly reply: Reply;
  /** For what went wrong, where it must not go the way of the answer. */
  readonly replyError?: Reply;
}

/** Makes the answer; null: there is nothing to say. What not everyone may do begins with `requireMay(ask, …)`. */
export type Work = (ask: Ask & { readonly userId: string; readonly role: Role }) => Promise<Message | null>;

export type Answer = (request: SlackRequest, work: Work) => Promise<void>;
