import type { Day } from "../funnel/calendar.ts";
import type { Message } from "../messages/blocks.ts";
import { languageOf } from "../messages/language.ts";
import { overviewMessage } from "../messages/overview.ts";
import type { Store } from "../store/database.ts";
import { sevenAsOf } from "./answer-model.ts";
import type { Ask } from "./ask.ts";

/** Gives all seven at a glance, as of a day (today when left out). */
export async function answerOverview(store: Store, ask: Ask, asOf?: Day): Promise<Message> {
  return overviewMessage(await sevenAsOf(store, ask, asOf), languageOf(ask.locale, ask.settings));
}
