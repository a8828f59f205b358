import type { ModalView } from "@slack/types";
import { actionIds } from "./actions.ts";
import { type Message, type MessageBlock, plainText, sectionBlock } from "./blocks.ts";
import { languageOf } from "./language.ts";
import type { Locale } from "./numbers.ts";

/** What only a conversation takes: charts, tables, and what is shared to it. */
const messagesOnly: ReadonlySet<string> = new Set(["data_visualization", "table"]);
const channelsOnly: ReadonlySet<string> = new Set([actionIds.shareAnswer, actionIds.exportKpi]);

/** Gives an answer as a modal, for Home, which has no channel to answer in. Its words say what its charts would. */
export function answerModal({ blocks }: Message, locale: Locale): ModalView {
  return modal(locale, blocks.flatMap(forModal).slice(0, 100));
}

/** Gives the modal that stands until the answer is there. */
export function waitingModal(locale: Locale): ModalView {
  return modal(locale, [sectionBlock(homeTexts(locale).waiting)]);
}

function modal(locale: Locale, blocks: readonly MessageBlock[]): ModalView {
  return {
    type: "modal",
    title: plainText("Concord", 24),
    close: plainText(homeTexts(locale).close, 24),
    blocks: blocks.filter((block) => block.type !== "data_visualization"),
  };
}

function forModal(block: MessageBlock): readonly MessageBlock[] {
  if (messagesOnly.has(block.type)) return [];
  if (block.type !== "actions") return [block];
  const elements = block.elements.filter(
    (element) => !("action_id" in element) || !channelsOnly.has(element.action_id ?? ""),
  );
  return elements.length === 0 ? [] : [{ ...block, elements }];
}

/** What a modal says around an answer holds no figures of a workspace. */
function homeTexts(locale: Locale) {
  return languageOf(locale, { timeZone: "UTC", currency: "EUR" }).texts.home;
}
