import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { UserError } from "../errors.ts";
import type { Message } from "../messages/blocks.ts";
import { languageOf } from "../messages/language.ts";
import type { Ask } from "../usecases/ask.ts";
import { sendFile } from "../usecases/delivery/send-file.ts";
import { untilAnswered } from "../usecases/delivery/slack-calls.ts";
import type { CsvFile } from "../usecases/export-kpi.ts";
import type { LinkTo } from "../usecases/incidents/answer-warnings.ts";
import { sendNow } from "../usecases/send-now.ts";
import type { BotParts } from "./bot.ts";
import { notice } from "./notice.ts";
import { openModal } from "./open-modal.ts";
import { edgeTexts } from "./texts.ts";

/** What a command's answer may need of Slack. */
export interface CommandDoors {
  /** The channel in which it was asked; null in a conversation between two. */
  readonly channelId: string | null;
  /** Opens a modal; false where there is no trigger, or no longer. */
  openModal(view: ModalView): Promise<boolean>;
  /** Brings a file to one person; false where Slack refuses. */
  sendFile(userId: string, file: CsvFile): Promise<boolean>;
  /** Gives the address of a message; null where Slack gives none. */
  readonly linkTo: LinkTo;
  /** Brings the digest into the channel in which it was asked for. */
  sendDigest(ask: Ask): Promise<Message>;
}

export interface CommandPlace {
  readonly channelId: string;
  readonly triggerId: string | null;
  /** The same whenever Slack delivers the same command again. */
  readonly requestKey: string;
}

/** Gives the doors of a command that was given somewhere. */
export function commandDoors(
  parts: BotParts,
  client: WebClient,
  { channelId, triggerId, requestKey }: CommandPlace,
): CommandDoors {
  return {
    channelId: /^[CG]/.test(channelId) ? channelId : null,
    openModal: (view) => (triggerId === null ? Promise.resolve(false) : openModal(client, triggerId, view)),
    sendFile: (userId, file) => sendFile(client, userId, file, parts.sleep),
    linkTo: async (channel, message_ts) => {
      const answer = await untilAnswered(
        () => client.chat.getPermalink({ channel, message_ts }),
        parts.sleep,
      );
      return answer.kind === "ok" ? (answer.value.permalink ?? null) : null;
    },
    sendDigest: async (ask) => {
      const result = await sendNow({ ...parts, slack: client }, ask, { to: { channelId }, requestKey });
      if (result.outcome === "stopped") {
        throw new UserError({ code: result.reason, ...edgeTexts[ask.locale].notShared(result.reason) });
      }
      const { texts } = languageOf(ask.locale, ask.settings);
      return notice(texts.modals.subscribe.sendNow(`<#${channelId}>`));
    },
  };
}
