import type { KpiSubject } from "../messages/actions.ts";
import { actionIds } from "../messages/actions.ts";
import {
  contextBlock,
  fallbackText,
  headerBlock,
  type Message,
  type MessageBlock,
  sectionBlock,
} from "../messages/blocks.ts";
import { chartSlotBlock } from "../messages/chart-slots.ts";
import { casesWords, detailLines } from "../messages/detail-lines.ts";
import { rowAlt } from "../messages/digest-alt.ts";
import { escapeMrkdwn } from "../messages/escape.ts";
import { intervalWords, readingWords } from "../messages/figures.ts";
import { freshnessLines } from "../messages/freshness.ts";
import { kpiAnswer } from "../messages/kpi-answer.ts";
import { languageOf } from "../messages/language.ts";
import type { Store } from "../store/database.ts";
import { kpiAnswerModel } from "./answer-model.ts";
import type { Ask } from "./ask.ts";
import { digestCharts } from "./chart-requests.ts";
import type { Deliverable } from "./deliver-digest.ts";
import type { KpiQuestion } from "./kpi-question.ts";

/** Gives what a button's subject asks. */
export function questionOf({ kpi, asOf, from, to, mode, by }: KpiSubject) {
  return {
    kpi,
    asOf,
    ...(from !== undefined && to !== undefined && from < to ? { period: { from, to } } : {}),
    ...(mode === undefined ? {} : { mode }),
    ...(by === undefined ? {} : { by }),
  };
}

/** Gives the private answer about one KPI. Throws `no-such-breakdown`. */
export async function answerKpi(store: Store, ask: Ask, question: KpiQuestion): Promise<Message> {
  const { answer } = await kpiAnswerModel(store, ask, question);
  return kpiAnswer(answer, languageOf(ask.locale, ask.settings));
}

/** Gives an answer about one KPI for everyone in a channel: the same words, with the designed picture. */
export async function sharedKpi(
  store: Store,
  ask: Ask & { readonly userId: string },
  question: KpiQuestion,
): Promise<Deliverable> {
  const { answer, digest } = await kpiAnswerModel(store, ask, question);
  const language = languageOf(ask.locale, ask.settings);
  const message = kpiAnswer(answer, language);
  const { kpi } = answer;
  const request = digestCharts(digest, ask.settings, language).get(kpi);
  const slot = chartSlotBlock({ name: kpi, altText: rowAlt(digest.rows[kpi], language) });
  const sharedBy = contextBlock([language.texts.answer.sharedBy(`<@${ask.userId}>`)]);
  return {
    message: {
      text: message.text,
      blocks: [...message.blocks.flatMap((block) => forEveryone(block, request ? [slot] : [])), sharedBy],
    },
    replies: [],
    charts: request ? [{ name: kpi, request }] : [],
    chartMissing: language.texts.digest.chartMissing,
  };
}

/** The designed picture takes the native chart's place, and what is shared already cannot be shared again. */
function forEveryone(block: MessageBlock, picture: readonly MessageBlock[]): readonly MessageBlock[] {
  if (block.type === "data_visualization") return picture;
  if (block.type !== "actions") return [block];
  const elements = block.elements.filter(
    (element) => !("action_id" in element) || element.action_id !== actionIds.shareAnswer,
  );
  return elements.length === 0 ? [] : [{ ...block, elements }];
}

/** Gives how a figure is made: formula, cases, what was left out, freshness. Throws `no-such-breakdown`. */
export async function explainKpi(store: Store, ask: Ask, question: KpiQuestion): Promise<Message> {
  const { answer } = await kpiAnswerModel(store, ask, question);
  const language = languageOf(ask.locale, ask.settings);
  const { texts, numbers } = language;
  const { kpi, asked, mode, windowDays } = answer;
  const counted = mode === "pace" ? "in-flight" : "entered";
  const title = `${texts.answer.formulaLabel}: ${texts.kpis[kpi].name}`;
  const formula = texts.kpis[kpi].formula({ windowDays: windowDays ?? 0 });
  const figure = [
    `${numbers.period(asked.period)}: ${readingWords(kpi, asked, language).text}`,
    casesWords(kpi, asked, counted, language),
    intervalWords(asked, language),
  ]
    .filter(Boolean)
    .join("; ");
  const details = detailLines(kpi, asked, counted, language);
  const sources = [
    texts.answer.asOf(numbers.day(answer.asOf, true), escapeMrkdwn(answer.timeZone)),
    ...freshnessLines(answer.freshness, language),
  ].join(" · ");
  return {
    text: fallbackText(title, formula, figure, ...details, sources),
    blocks: [
      headerBlock(title),
      sectionBlock(formula),
      sectionBlock(figure),
      ...(details.length === 0 ? [] : [sectionBlock([`*${texts.answer.detail}*`, ...details].join("\n"))]),
      contextBlock([sources]),
    ],
  };
}
