import { publicBlocks } from "../../usecases/answer-kpi.ts";
import { answerParsed } from "../answer-command.ts";
import type { Register } from "../bot.ts";
import { commandDoors } from "../command-doors.ts";
import { readQuestion } from "../plain-question.ts";
import { replyInChannel, replyInThread } from "../reply.ts";
import { userIn } from "../request.ts";

/**
 * `@Concord how was our win rate last quarter?`: a question about a KPI is answered in its thread, for all who read
 * it there; everything else is told to whoever asked.
 */
export const registerAppMention: Register = (app, parts, answer) => {
  app.event("app_mention", async ({ event, body, client, context }) => {
    const { user: userId, channel: channelId, thread_ts: threadTs, ts } = event;
    if (userId === undefined || event.bot_id !== undefined) return;
    const place = { channelId, userId, ...(threadTs === undefined ? {} : { threadTs }) };
    const aside = replyInChannel(client, place, parts.sleep);
    const inThread = replyInThread(client, { channelId, threadTs: threadTs ?? ts }, parts.sleep);
    let isForAll = false;
    await answer(
      {
        entrance: event.type,
        client,
        user: userIn(context, userId),
        requestKey: `event ${body.event_id}`,
        reply: (message, locale) => (isForAll ? inThread(message, locale) : aside(message, locale)),
        replyError: aside,
      },
      async (ask) => {
        const command = readQuestion(withoutMentions(event.text), ask.today, ask.settings);
        const doors = commandDoors(parts, client, {
          channelId,
          triggerId: null,
          requestKey: body.event_id,
        });
        isForAll = command.kind === "kpi" || command.kind === "explain" || command.kind === "overview";
        const message = await answerParsed(parts.store, ask, command, doors);
        return message && isForAll ? { ...message, blocks: publicBlocks(message.blocks) } : message;
      },
    );
  });
};

function withoutMentions(text: string): string {
  return text.replaceAll(/<@[A-Z0-9]+(?:\|[^>]*)?>/g, " ");
}
