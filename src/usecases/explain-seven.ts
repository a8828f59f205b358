import type { Day } from "../funnel/calendar.ts";
import { contextBlock, fallbackText, headerBlock, type Message, sectionBlock } from "../messages/blocks.ts";
import { toldOrder } from "../messages/digest-model.ts";
import { evidenceLine, figureWithChange } from "../messages/digest-thread.ts";
import { escapeMrkdwn } from "../messages/escape.ts";
import { freshnessLines } from "../messages/freshness.ts";
import { languageOf } from "../messages/language.ts";
import type { Store } from "../store/database.ts";
import { sevenAsOf } from "./answer-model.ts";
import type { Ask } from "./ask.ts";
import { windowOf } from "./chart-requests.ts";

/** Gives how all seven figures of a digest are made: each one's formula, cases, interval, span, and the sources. */
export async function explainSeven(store: Store, ask: Ask, asOf: Day): Promise<Message> {
  const model = await sevenAsOf(store, ask, asOf);
  const language = languageOf(ask.locale, ask.settings);
  const { texts, numbers } = language;
  const lines = toldOrder.map((kpi) => {
    const row = model.rows[kpi];
    const formula = texts.kpis[kpi].formula({ windowDays: windowOf(kpi, ask.settings) });
    return `*${texts.kpis[kpi].name}*  ${figureWithChange(row, language)}\n${formula}\n${evidenceLine(row, language)}`;
  });
  const footer = [
    texts.answer.asOf(numbers.day(asOf, true), escapeMrkdwn(model.timeZone)),
    ...freshnessLines(model.freshness, language),
  ].join(" · ");
  return {
    text: fallbackText(texts.answer.formulaLabel, ...lines, texts.thread.inFlightNote, footer),
    blocks: [
      headerBlock(texts.answer.formulaLabel),
      ...lines.map((line) => sectionBlock(line)),
      contextBlock([texts.thread.inFlightNote, footer]),
    ],
  };
}
