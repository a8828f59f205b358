import type { App, BlockAction, StaticSelectAction } from "@slack/bolt";
import { UserError } from "../../errors.ts";
import { decodeOption, type KpiSubject } from "../../messages/actions.ts";
import type { Message } from "../../messages/blocks.ts";
import type { BotParts } from "../bot.ts";
import { type Answer, userIn, type Work } from "../request.ts";
import { edgeTexts } from "../texts.ts";
import { type Door, doorBeside, doorInPlace } from "./door.ts";

export interface MenuParts {
  readonly actionId: string;
  /** Whether the answer stands beside the message that the menu is in, or in its place. */
  readonly answers: "beside" | "in-place";
  work(ask: Parameters<Work>[0], about: KpiSubject): Promise<Message>;
}

/** Registers a menu whose options are about a KPI: acknowledged at once, then answered. */
export function registerMenu(app: App, parts: BotParts, answer: Answer, menu: MenuParts): void {
  app.action<BlockAction<StaticSelectAction>>(
    { type: "block_actions", action_id: menu.actionId },
    async ({ ack, action, body, client, context, respond }) => {
      await ack();
      const used = { body, respond, client };
      const beside = doorBeside(used, parts.sleep);
      const door: Door = menu.answers === "beside" ? beside : doorInPlace(used, parts.sleep);
      await answer(
        {
          entrance: menu.actionId,
          client,
          user: userIn(context, body.user.id),
          requestKey: `action ${body.trigger_id}`,
          reply: door.reply,
          // What went wrong does not take the answer's place.
          ...(body.view === undefined ? { replyError: beside.reply } : {}),
        },
        async (ask) => {
          await door.open(ask.locale);
          const about = decodeOption(action.selected_option?.value ?? "");
          if (about === null) throw new UserError({ code: "old-button", ...edgeTexts[ask.locale].oldButton });
          return menu.work(ask, about);
        },
      );
    },
  );
}
