import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { UserError } from "../../errors.ts";
import type { Message } from "../../messages/blocks.ts";
import type { BotParts } from "../bot.ts";
import { type Answer, userIn, type Work } from "../request.ts";
import { edgeTexts } from "../texts.ts";
import { doorBeside } from "./door.ts";

/** A button that somebody pressed, with the meaning of its value. */
export interface Press<Meaning> {
  readonly meaning: Meaning;
  readonly client: WebClient;
  /** Opens a modal within three seconds. */
  readonly triggerId: string;
  /** Where the button stands; both null in App Home. */
  readonly channelId: string | null;
  readonly messageTs: string | null;
}

export interface ButtonParts<Meaning> {
  readonly actionId: string;
  /** Null when the value is none of ours, or of another version's. */
  decode(value: string): Meaning | null;
  /** Whether the work itself opens a modal with the press's trigger, which opens but one. */
  readonly opensModal?: true;
  /** The answer, for the presser only. */
  work(ask: Parameters<Work>[0], press: Press<Meaning>): Promise<Message | null>;
}

/** Registers a button: acknowledged at once, then answered to whoever pressed it. */
export function registerButton<Meaning>(
  app: App,
  { sleep }: Pick<BotParts, "sleep">,
  answer: Answer,
  parts: ButtonParts<Meaning>,
): void {
  app.action<BlockAction<ButtonAction>>(
    { type: "block_actions", action_id: parts.actionId },
    async ({ ack, action, body, client, context, respond }) => {
      await ack();
      const door = doorBeside({ body, respond, client }, sleep);
      await answer(
        {
          entrance: parts.actionId,
          client,
          user: userIn(context, body.user.id),
          requestKey: `action ${body.trigger_id}`,
          reply: door.reply,
        },
        async (ask) => {
          if (!parts.opensModal) await door.open(ask.locale);
          const meaning = parts.decode(action.value ?? "");
          if (meaning === null) {
            throw new UserError({ code: "old-button", ...edgeTexts[ask.locale].oldButton });
          }
          return parts.work(ask, {
            meaning,
            client,
            triggerId: body.trigger_id,
            channelId: body.channel?.id ?? null,
            messageTs: body.container?.message_ts ?? body.message?.ts ?? null,
          });
        },
      );
    },
  );
}
