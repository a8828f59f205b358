import type { BlockAction, OverflowAction } from "@slack/bolt";
import { UserError } from "../../errors.ts";
import { actionIds } from "../../messages/actions.ts";
import { languageOf } from "../../messages/language.ts";
import { requireMay } from "../../messages/permissions.ts";
import { sendNow } from "../../usecases/send-now.ts";
import {
  findSubscription,
  pauseSubscription,
  removeSubscription,
  resumeSubscription,
} from "../../usecases/subscriptions.ts";
import type { Register } from "../bot.ts";
import { publishHome } from "../home.ts";
import { notice } from "../notice.ts";
import { openModal } from "../open-modal.ts";
import { userIn } from "../request.ts";
import { draftOfSubscription } from "../subscribe-door.ts";
import { edgeTexts } from "../texts.ts";
import { subscribeView } from "../views/subscribe.ts";
import { doorBeside } from "./door.ts";

/** What can be done with a digest in Home's list: change, send now, pause, resume, remove. */
export const registerSubscriptionMenu: Register = (app, parts, answer) => {
  app.action<BlockAction<OverflowAction>>(
    { type: "block_actions", action_id: actionIds.subscriptionMenu },
    async ({ ack, action, body, client, context, respond }) => {
      await ack();
      const door = doorBeside({ body, respond, client }, parts.sleep);
      await answer(
        {
          entrance: actionIds.subscriptionMenu,
          client,
          user: userIn(context, body.user.id),
          requestKey: `action ${body.trigger_id}`,
          reply: door.reply,
        },
        async (ask) => {
          requireMay(ask, "change-subscriptions");
          const { subscribe } = languageOf(ask.locale, ask.settings).texts.modals;
          const [wish, subscriptionId = ""] = (action.selected_option?.value ?? "").split("|");
          const ref = { workspaceId: ask.workspaceId, subscriptionId };
          const subscription = await findSubscription(parts.store, ref);
          if (wish === "change") {
            await openModal(client, body.trigger_id, subscribeView(draftOfSubscription(subscription), ask));
            return null;
          }
          await door.open(ask.locale);
          const channel = `<#${subscription.channelId}>`;
          const { numbers } = languageOf(ask.locale, { ...ask.settings, timeZone: subscription.timeZone });
          switch (wish) {
            case "sendNow": {
              const result = await sendNow({ ...parts, slack: client }, ask, {
                to: { subscriptionId },
                requestKey: body.trigger_id,
              });
              if (result.outcome === "stopped") {
                throw new UserError({
                  code: result.reason,
                  ...edgeTexts[ask.locale].notShared(result.reason),
                });
              }
              return notice(subscribe.sendNow(channel));
            }
            case "pause":
              await pauseSubscription(parts.store, ref, ask.now);
              await publishHome(parts, client, ask);
              return notice(subscribe.paused(channel));
            case "resume": {
              const resumed = await resumeSubscription(parts.store, ref, parts.now());
              await publishHome(parts, client, ask);
              return notice(subscribe.resumed(channel, numbers.moment(resumed.nextDueAt.getTime())));
            }
            case "remove":
              await removeSubscription(parts.store, ref, ask.now);
              await publishHome(parts, client, ask);
              return notice(subscribe.removed(channel));
            default:
              throw new UserError({ code: "old-button", ...edgeTexts[ask.locale].oldButton });
          }
        },
      );
    },
  );
};
