import type { Day } from "../funnel/calendar.ts";
import type { OverviewModel } from "../messages/answer-model.ts";
import { type Message, type MessageBlock, sectionBlock } from "../messages/blocks.ts";
import { figuresText } from "../messages/digest-thread.ts";
import { languageOf } from "../messages/language.ts";
import { overviewMessage } from "../messages/overview.ts";
import type { Store } from "../store/database.ts";
import { sevenAsOf } from "./answer-model.ts";
import type { Ask } from "./ask.ts";

/** Gives all seven at a glance, as of a day (today when left out). */
export async function answerOverview(store: Store, ask: Ask, asOf?: Day): Promise<Message> {
  return overviewMessage(await sevenAsOf(store, ask, asOf), languageOf(ask.locale, ask.settings));
}

/** Gives all seven for App Home, which takes no tables: a line of words each. */
export async function homeOverview(store: Store, ask: Ask): Promise<Message> {
  const model: OverviewModel = await sevenAsOf(store, ask);
  const language = languageOf(ask.locale, ask.settings);
  const { text, blocks } = overviewMessage(model, language);
  const lines = figuresText(model.rows, language).map((line) => sectionBlock(line));
  return {
    text,
    blocks: blocks.flatMap((block): readonly MessageBlock[] => (block.type === "table" ? lines : [block])),
  };
}
