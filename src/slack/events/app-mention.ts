import { sendFile } from "../../usecases/delivery/send-file.ts";
import { answerCommand } from "../answer-command.ts";
import type { Register } from "../bot.ts";
import { replyInChannel } from "../reply.ts";
import { userIn } from "../request.ts";

/** `@Concord cycle-time`: answered like `/kpi cycle-time`, to whoever asked, where they asked. */
export const registerAppMention: Register = (app, parts, answer) => {
  app.event("app_mention", async ({ event, body, client, context }) => {
    const { user: userId, channel: channelId, thread_ts: threadTs } = event;
    if (userId === undefined || event.bot_id !== undefined) return;
    await answer(
      {
        entrance: event.type,
        client,
        user: userIn(context, userId),
        requestKey: `event ${body.event_id}`,
        reply: replyInChannel(
          client,
          { channelId, userId, ...(threadTs === undefined ? {} : { threadTs }) },
          parts.sleep,
        ),
      },
      (ask) =>
        answerCommand(parts.store, ask, withoutMentions(event.text), {
          sendFile: (file) => sendFile(client, ask.userId, file, parts.sleep),
        }),
    );
  });
};

function withoutMentions(text: string): string {
  return text.replaceAll(/<@[A-Z0-9]+(?:\|[^>]*)?>/g, " ");
}
