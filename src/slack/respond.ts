import { createHash, randomBytes } from "node:crypto";
import { UserError } from "../errors.ts";
import { localDay } from "../funnel/calendar.ts";
import type { Log } from "../log.ts";
import type { Message } from "../messages/blocks.ts";
import { errorMessage, unexpectedMessage } from "../messages/errors.ts";
import type { Locale } from "../messages/numbers.ts";
import { toldError } from "../messages/told-errors.ts";
import { claimRequest } from "../store/slack-requests.ts";
import { askers } from "./asker.ts";
import type { BotParts } from "./bot.ts";
import type { Answer, SlackRequest, Work } from "./request.ts";

/**
 * Gives the one place through which every answer goes: it decides who may ask, answers what is delivered twice once,
 * and turns errors into answers. A person's own mistake is answered in its words; anything else is logged once, with
 * a reference that the answer names.
 */
export function answering(parts: BotParts): Answer {
  const askerOf = askers(parts);

  async function answer({ client, user, requestKey, reply }: SlackRequest, work: Work, heard: Heard) {
    const { workspace, userId, role, locale } = await askerOf(client, user);
    heard.locale = locale;
    const { workspaceId, settings } = workspace;
    if (requestKey !== null && !(await claimRequest(parts.store, workspaceId, digestOf(requestKey)))) return;
    const now = parts.now();
    const today = localDay(now.getTime(), settings.timeZone);
    const message = await work({ workspaceId, settings, locale, now, today, userId, role });
    if (message) await reply(message, locale);
  }

  async function answerOrSay(request: SlackRequest, work: Work): Promise<void> {
    const heard: Heard = { locale: "en" };
    try {
      await answer(request, work, heard);
    } catch (error) {
      const message = errorAnswer(parts.log, request, error, heard.locale);
      const reply = request.replyError ?? request.reply;
      await reply(message, heard.locale).catch((err: unknown) => {
        // Where the app is not installed there may be no way to say even that.
        const level = error instanceof UserError ? "warn" : "error";
        parts.log[level]({ err, entrance: request.entrance }, "An answer could not be delivered");
      });
    }
  }

  return (request, work) => {
    const answered = answerOrSay(request, work).finally(() => parts.inFlight.delete(answered));
    parts.inFlight.add(answered);
    return answered;
  };
}

interface Heard {
  locale: Locale;
}

function errorAnswer(log: Log, { entrance, user }: SlackRequest, error: unknown, locale: Locale): Message {
  const told = error instanceof UserError ? toldError(error, locale) : null;
  if (told) return errorMessage(told, locale);
  const reference = randomBytes(4).toString("hex");
  log.error({ err: error, reference, entrance, team: user.teamId, user: user.userId }, "An answer failed");
  return unexpectedMessage(reference, locale);
}

/** Logs what went wrong before or beside an answer: there is nobody to tell. */
export async function reportUnhandled(log: Log, err: unknown): Promise<void> {
  log.error({ err }, "A Slack request was not handled");
}

/** Trigger ids are secrets for a while, so the key is kept as a digest only. */
function digestOf(requestKey: string): string {
  return createHash("sha256").update(requestKey).digest("base64url");
}
