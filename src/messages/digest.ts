import type { ActionsBlockElement } from "@slack/types";
import { formatDay, isoWeek } from "../funnel/calendar.ts";
import { actionIds, encodeKpiSubject, encodeOverviewSubject } from "./actions.ts";
import { openKpiMenu } from "./answer-controls.ts";
import {
  actionsBlock,
  button,
  contextBlock,
  fallbackText,
  headerBlock,
  type Message,
  sectionBlock,
} from "./blocks.ts";
import { type ChartSlot, chartSlotBlock } from "./chart-slots.ts";
import { scorecardAlt } from "./digest-alt.ts";
import type { DigestModel } from "./digest-model.ts";
import { type ThreadReply, threadReplies } from "./digest-thread.ts";
import { escapeMrkdwn } from "./escape.ts";
import { readingWords, restatedWords } from "./figures.ts";
import { freshnessLines } from "./freshness.ts";
import { gapOf, pairProducts, pairVerdict } from "./gap.ts";
import type { Language } from "./language.ts";
import { leadParagraph } from "./lead.ts";
import { questionsFor } from "./questions.ts";

/** A digest, ready to deliver: the channel message, and the replies that follow in its thread, in order. */
export interface DigestMessage extends Message {
  readonly thread: readonly ThreadReply[];
  /** Every chart that the message and its thread wait for; each stands in a block as `chart:NAME`. */
  readonly charts: readonly ChartSlot[];
}

/** Gives a digest's words and blocks. Nothing in it mentions anyone. */
export function digestMessage(model: DigestModel, language: Language): DigestMessage {
  const { texts } = language;
  const header = texts.digest.header(isoWeek(model.week.to - 4).week);
  const lead = leadParagraph(model, language);
  const pair = pairParagraph(model, language);
  const questions = questionsFor(gapOf(model), model, language);
  const asked = [
    `*${texts.digest.forMarketing}*  ${questions.marketing}`,
    `*${texts.digest.forSales}*  ${questions.sales}`,
  ];
  const footer = footerLines(model, language);
  const scorecard: ChartSlot = { name: "scorecard", altText: scorecardAlt(model, language) };
  const thread = threadReplies(model, language);
  return {
    text: fallbackText(header, lead, pair, ...asked, footer.join(" · ")),
    blocks: [
      headerBlock(header),
      sectionBlock(lead),
      chartSlotBlock(scorecard),
      sectionBlock(pair),
      sectionBlock(asked.join("\n")),
      actionsBlock(`digest ${formatDay(model.week.from)}`, controls(model, language)),
      contextBlock([footer.join(" · ")]),
    ],
    thread,
    charts: [scorecard, ...thread.flatMap(({ chart }) => (chart ? [chart] : []))],
  };
}

/** Gives KPIs 3 and 4 read together: their product, and which half is failing. Mrkdwn. */
export function pairParagraph(model: DigestModel, language: Language): string {
  const { texts } = language;
  const { now, before } = pairProducts(model.rows);
  const enoughCases = (["mql-to-opportunity", "opportunity-to-customer"] as const).every(
    (kpi) => readingWords(kpi, model.rows[kpi].current, language).kind === "value",
  );
  const written = (share: number) => language.numbers.decimal(share * 100);
  const product =
    now === null || !enoughCases
      ? ""
      : ` ${texts.digest.pairProduct({ now: written(now), before: before === null ? null : written(before) })}`;
  return `*${texts.digest.pairLabel}* ${product} ${texts.digest.pairVerdict[pairVerdict(model.rows)]}`.replace(
    / {2,}/,
    "  ",
  );
}

function controls(model: DigestModel, language: Language): readonly ActionsBlockElement[] {
  const { texts } = language;
  const kpi = gapOf(model).kpi ?? "mql-to-opportunity";
  const value = encodeKpiSubject({ kpi, asOf: model.asOf });
  return [
    button({
      text: texts.digest.openKpi(texts.kpis[kpi].name),
      actionId: actionIds.openKpi,
      value,
      primary: true,
    }),
    button({ text: texts.digest.explain, actionId: actionIds.explainKpi, value }),
    button({
      text: texts.digest.allFigures,
      actionId: actionIds.allFigures,
      value: encodeOverviewSubject({ asOf: model.asOf }),
    }),
    openKpiMenu(model.asOf, language, kpi),
  ];
}

const restatedNamed = 3;

/** Gives what stands under a digest: its week, how fresh its sources are, what was restated, when the next comes. */
function footerLines(model: DigestModel, language: Language): readonly string[] {
  const { texts, numbers } = language;
  const { digest } = texts;
  return [
    ...(model.lateSince === null ? [] : [`*${digest.late(numbers.moment(model.lateSince))}*`]),
    digest.period(numbers.period(model.week), escapeMrkdwn(model.timeZone)),
    ...freshnessLines(model.freshness, language),
    ...model.restated.slice(0, restatedNamed).map((figure) => {
      const { before: was, now } = restatedWords(figure, language);
      const week = isoWeek(figure.week.to - 4).week;
      return digest.restated({ kpi: texts.kpis[figure.kpi].name, week, was, now });
    }),
    ...(model.nextRun === null ? [] : [digest.next(numbers.moment(model.nextRun))]),
  ];
}
