import type { MessageShortcut } from "@slack/bolt";
import { UserError } from "../../errors.ts";
import { subjectsOf } from "../../messages/message-subjects.ts";
import { explainKpi, questionOf } from "../../usecases/answer-kpi.ts";
import { explainSeven } from "../../usecases/explain-seven.ts";
import type { Register } from "../bot.ts";
import { replyPrivately } from "../reply.ts";
import { userIn } from "../request.ts";
import { edgeTexts } from "../texts.ts";

/** "Explain these numbers", in the menu of every message: how a message of ours came to its figures. */
export const registerExplainMessage: Register = (app, parts, answer) => {
  app.shortcut<MessageShortcut>(
    { type: "message_action", callback_id: "concord_explain_message" },
    async ({ ack, shortcut, client, context, respond }) => {
      await ack();
      await answer(
        {
          entrance: shortcut.callback_id,
          client,
          user: userIn(context, shortcut.user.id),
          requestKey: `shortcut ${shortcut.trigger_id}`,
          reply: replyPrivately(respond),
        },
        async (ask) => {
          const { kpis, asOf } = subjectsOf(shortcut.message.blocks);
          const [only] = kpis;
          if (only && kpis.length === 1) return explainKpi(parts.store, ask, questionOf(only));
          if (asOf !== null && asOf <= ask.today) return explainSeven(parts.store, ask, asOf);
          throw new UserError({ code: "not-our-message", ...edgeTexts[ask.locale].notOurMessage });
        },
      );
    },
  );
};
