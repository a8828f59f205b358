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
import { memberAnswer } from "../messages/member-answer.ts";
import type { Store } from "../store/database.ts";
import { kpiAnswerModel } from "./answer-model.ts";
import type { Ask } from "./ask.ts";
import { digestCharts } from "./chart-requests.ts";
import type { Deliverable } from "./deliver-digest.ts";
import type { KpiQuestion } from "./kpi-question.ts";
import { isAboutMember, memberModel } from "./member-model.ts";

/** As long as a period can be typed. */
const mostDays = 3660;

/** Gives what a button's subject asks. */
export function questionOf({ kpi, asOf, from, to, mode, by, member }: KpiSubject): KpiQuestion {
  return {
    kpi,
    asOf,
    ...(from !== undefined && to !== undefined && from < to && to - from <= mostDays
      ? { period: { from, to } }
      : {}),
    ...(mode === undefined ? {} : { mode }),
    ...(by === undefined ? {} : { by }),
    ...(member === undefined ? {} : { member }),
  };
}

/** Gives the private answer about one KPI, or one member of it. Throws `no-such-breakdown` and `no-such-member`. */
export async function answerKpi(store: Store, ask: Ask, question: KpiQuestion): Promise<Message> {
  if (isAboutMember(question)) {
    return memberAnswer(await memberModel(store, ask, question), languageOf(ask.locale, ask.settings));
  }
  const { answer } = await kpiAnswerModel(store, ask, question);
  return kpiAnswer(answer, languageOf(ask.locale, ask.settings));
}

/** Gives an answer about one KPI for everyone in a channel: the same words, with the designed picture. */
export async function sharedKpi(
  store: Store,
  ask: Ask & { readonly userId: string },
  question: KpiQuestion,
): Promise<Deliverable> {
  const language = languageOf(ask.locale, ask.settings);
  const sharedBy = contextBlock([language.texts.answer.sharedBy(`<@${ask.userId}>`)]);
  if (isAboutMember(question)) {
    // The designed pictures show a KPI as a whole, so one member keeps Slack's own chart.
    const { text, blocks } = await answerKpi(store, ask, question);
    return {
      message: { text, blocks: [...publicBlocks(blocks), sharedBy] },
      replies: [],
      charts: [],
      chartMissing: language.texts.digest.chartMissing,
    };
  }
  const { answer, digest } = await kpiAnswerModel(store, ask, question);
  const message = kpiAnswer(answer, language);
  const { kpi } = answer;
  const request = digestCharts(digest, ask.settings, language).get(kpi);
  const slot = chartSlotBlock({ name: kpi, altText: rowAlt(digest.rows[kpi], language) });
  const blocks = publicBlocks(message.blocks).flatMap((block) =>
    // The designed picture takes the native chart's place.
    block.type === "data_visualization" ? (request ? [slot] : []) : [block],
  );
  return {
    message: { text: message.text, blocks: [...blocks, sharedBy] },
    replies: [],
    charts: request ? [{ name: kpi, request }] : [],
    chartMissing: language.texts.digest.chartMissing,
  };
}

const forOneReader: readonly string[] = [
  actionIds.shareAnswer,
  actionIds.exportKpi,
  actionIds.chooseKpi,
  actionIds.choosePeriod,
  actionIds.chooseBreakdown,
  actionIds.chooseMember,
];

/** Gives an answer's blocks for everyone: nobody can put something else in another's place, nor share it again. */
export function publicBlocks(blocks: readonly MessageBlock[]): readonly MessageBlock[] {
  return blocks.flatMap((block): readonly MessageBlock[] => {
    if (block.type !== "actions") return [block];
    const elements = block.elements.filter(
      (element) => !("action_id" in element) || !forOneReader.includes(element.action_id ?? ""),
    );
    return elements.length === 0 ? [] : [{ ...block, elements }];
  });
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
    .join(" · ");
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
