import { randomBytes } from "node:crypto";
import { blockBreaches } from "../../messages/slack-limits/index.ts";
import { named } from "./amendments.ts";
import { type ApiAnswer, type Fields, fieldsOf, listOf, textOf } from "./api-call.ts";
import type { PrivateMessages } from "./private-messages.ts";

/** What a response URL was given for: an answer to a command, or to a press in this very message. */
export interface ResponseTarget {
  readonly user: string;
  readonly channel: string;
  readonly origin:
    | { readonly kind: "command" }
    | { readonly kind: "message"; readonly ts: string; readonly threadTs: string | null }
    | { readonly kind: "private"; readonly ts: string; readonly threadTs: string | null };
}

export interface ResponseUrls {
  open(target: ResponseTarget): string;
  /** Does what was posted to the URL; the answer is Slack's: `ok`, or the error. */
  answer(id: string, body: Fields): Promise<{ status: number; text: string }>;
  /** Does what the acknowledgement of a command says; empty ones say nothing. */
  deliver(target: ResponseTarget, body: Fields): Promise<string>;
}

const lifeMs = 30 * 60 * 1000;
const mostUses = 5;

/** Makes Slack's response URLs: they live 30 minutes, take five answers, and reach channels without the bot. */
export function createResponseUrls(options: {
  readonly publicUrl: string;
  readonly privates: PrivateMessages;
  readonly asBot: (method: string, params: Fields) => Promise<ApiAnswer>;
  readonly changed: () => void;
}): ResponseUrls {
  const open = new Map<string, { target: ResponseTarget; until: number; uses: number }>();

  async function deliver(target: ResponseTarget, body: Fields): Promise<string> {
    const { user, channel, origin } = target;
    const text = textOf(body.text);
    const given = listOf(body.blocks);
    const blocks = named(given);
    const threadTs = textOf(body.thread_ts) || (origin.kind === "command" ? null : origin.threadTs);
    if (blockBreaches(given, "message").length > 0) return "invalid_blocks";
    if (body.delete_original === true) {
      if (origin.kind === "private") options.privates.remove(origin.ts);
      if (origin.kind === "message") await options.asBot("chat.delete", { channel, ts: origin.ts });
      if (text === "" && blocks.length === 0) return "ok";
    }
    if (text === "" && blocks.length === 0) return "no_text";
    if (body.replace_original === true && origin.kind === "private") {
      options.privates.replace(origin.ts, text, blocks);
      return "ok";
    }
    if (body.replace_original === true && origin.kind === "message") {
      const { ok, error } = await options.asBot("chat.update", { channel, ts: origin.ts, text, blocks });
      return ok ? "ok" : (error ?? "error");
    }
    if (body.response_type === "in_channel") {
      const thread = threadTs === null ? {} : { thread_ts: threadTs };
      const { ok, error } = await options.asBot("chat.postMessage", { channel, text, blocks, ...thread });
      return ok ? "ok" : (error ?? "error");
    }
    if (given.some((block) => textOf(fieldsOf(block.slack_file).id) !== "")) return "invalid_blocks";
    options.privates.add({ channel, user, threadTs, text, blocks });
    return "ok";
  }

  return {
    open: (target) => {
      const id = randomBytes(12).toString("hex");
      open.set(id, { target, until: Date.now() + lifeMs, uses: 0 });
      return `${options.publicUrl}/response/${id}`;
    },
    answer: async (id, body) => {
      const known = open.get(id);
      if (known === undefined) return { status: 404, text: "no_such_response_url" };
      if (Date.now() > known.until) return { status: 404, text: "expired_url" };
      if (known.uses >= mostUses) return { status: 404, text: "used_url" };
      known.uses += 1;
      const text = await deliver(known.target, body);
      options.changed();
      return { status: text === "ok" ? 200 : 400, text };
    },
    deliver: async (target, body) => {
      const text = await deliver(target, body);
      options.changed();
      return text;
    },
  };
}
