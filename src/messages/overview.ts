import { formatDay } from "../funnel/calendar.ts";
import type { KpiName } from "../funnel/readings.ts";
import { actionIds, encodeKpiSubject } from "./actions.ts";
import type { OverviewModel } from "./answer-model.ts";
import {
  button,
  contextBlock,
  fallbackText,
  headerBlock,
  type Message,
  type MessageBlock,
  sectionBlock,
} from "./blocks.ts";
import { toldOrder } from "./digest-model.ts";
import { evidenceLine, figuresText, figureWithChange } from "./digest-thread.ts";
import { escapeMrkdwn } from "./escape.ts";
import { standingWord } from "./figures.ts";
import { freshnessLines } from "./freshness.ts";
import { pairVerdict } from "./gap.ts";
import type { Language } from "./language.ts";

/** Gives the private answer to `/kpi`: all seven at a glance, the pair read together, and a way into each. */
export function overviewMessage(model: OverviewModel, language: Language): Message {
  const { texts, numbers } = language;
  const intro = texts.overview.intro(numbers.day(model.week.to - 1, true));
  const pair = `*${texts.digest.pairLabel}*  ${texts.digest.pairVerdict[pairVerdict(model.rows)]}`;
  const footer = [
    texts.answer.asOf(numbers.day(model.asOf, true), escapeMrkdwn(model.timeZone)),
    ...freshnessLines(model.freshness, language),
  ].join(" · ");
  return {
    text: fallbackText(texts.overview.title, intro, ...figuresText(model.rows, language), pair, footer),
    blocks: [
      headerBlock(texts.overview.title),
      sectionBlock(intro),
      ...toldOrder.map((kpi) => rowBlock(kpi, model, language)),
      sectionBlock(pair),
      contextBlock([footer]),
    ],
  };
}

function rowBlock(kpi: KpiName, { rows, asOf }: OverviewModel, language: Language): MessageBlock {
  const { texts } = language;
  const row = rows[kpi];
  const status = standingWord(row, language);
  return sectionBlock(
    `*${texts.kpis[kpi].name}*  ${figureWithChange(row, language)} · ${status}\n${evidenceLine(row, language)}`,
    {
      blockId: `overview ${kpi} ${formatDay(asOf)}`,
      button: button({
        text: texts.overview.open,
        label: `${texts.overview.open}: ${texts.kpis[kpi].name}`,
        actionId: actionIds.openKpi,
        value: encodeKpiSubject({ kpi, asOf }),
      }),
    },
  );
}
