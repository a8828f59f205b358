import { answerCommand } from "../answer-command.ts";
import type { Register } from "../bot.ts";
import { commandDoors } from "../command-doors.ts";
import { replyPrivately } from "../reply.ts";
import { userIn } from "../request.ts";

/** `/kpi …`: whatever was asked, answered to the asker only. */
export const registerKpi: Register = (app, parts, answer) => {
  app.command("/kpi", async ({ ack, command, client, context, respond }) => {
    await ack();
    await answer(
      {
        entrance: "/kpi",
        client,
        user: userIn(context, command.user_id),
        requestKey: `command ${command.trigger_id}`,
        reply: replyPrivately(respond),
      },
      (ask) =>
        answerCommand(
          parts.store,
          ask,
          command.text,
          commandDoors(parts, client, {
            channelId: command.channel_id,
            triggerId: command.trigger_id,
            requestKey: command.trigger_id,
          }),
        ),
    );
  });
};
