import type { Figure, Unit } from "../funnel/readings.ts";
import { answerControls } from "./answer-controls.ts";
import type { MemberFigure, MemberModel } from "./answer-model.ts";
import {
  contextBlock,
  fallbackText,
  headerBlock,
  type Message,
  type MessageBlock,
  sectionBlock,
} from "./blocks.ts";
import { casesWords } from "./detail-lines.ts";
import { escapeMrkdwn, nameIn, plainName } from "./escape.ts";
import { figureWords, targetWords } from "./figures.ts";
import { freshnessLines } from "./freshness.ts";
import type { Language } from "./language.ts";
import { figuresChart } from "./native-chart.ts";

/** Gives the private answer about one acquisition channel, segment or stage: its figure, everyone's, its course. */
export function memberAnswer(model: MemberModel, language: Language): Message {
  const { texts, numbers } = language;
  const { kpi, mode, asked, whole, by } = model;
  const name = plainName(model.member, texts.figures.unknownName, 60);
  const label =
    mode === "cohort" ? texts.answer.cohort : mode === "pace" ? texts.answer.pace : texts.answer.period;
  const agreed = model.target
    ? ` · ${targetWords({ ...asked, unit: model.unit }, model.target, language)}`
    : "";
  const figure = `*${label}*  ${numbers.period(asked.period)}: ${words(asked, model.unit, language)} (${cases(asked, model, language)})${agreed}.`;
  const everyone = (by === "stage" ? texts.controls.wholeCycle : texts.controls.whole)(
    words(whole, whole.unit, language),
    casesWords(kpi, whole, mode === "pace" ? "in-flight" : "entered", language),
  );
  const course = model.course.map((span) => courseWords(span, model, language));
  const chart = figuresChart(
    `${texts.kpis[kpi].name}: ${name}`,
    texts.kpis[kpi].name,
    {
      points: model.course.map((span) => ({
        label: texts.charts.untilDay(numbers.shortDay(span.period.to - 1)),
        value: figureWords({ ...span, unit: model.unit }, language).kind === "value" ? span.value : null,
      })),
      unit: model.unit,
      target: model.target,
    },
    language,
  );
  const title = `${texts.kpis[kpi].name}: ${name}`;
  const footer = [
    texts.answer.asOf(numbers.day(model.asOf, true), escapeMrkdwn(model.timeZone)),
    ...freshnessLines(model.freshness, language),
  ].join(" · ");
  const blocks: MessageBlock[] = [
    headerBlock(title),
    sectionBlock(`${figure}\n${everyone}`),
    ...(chart === null ? [] : [chart]),
    sectionBlock([`*${texts.controls.spans}*`, ...course].join("\n")),
    ...answerControls(model, language, model.member),
    contextBlock([footer]),
  ];
  const safeTitle = `${texts.kpis[kpi].name}: ${nameIn(model.member, texts.figures.unknownName)}`;
  return { text: fallbackText(safeTitle, figure, everyone, ...course, footer), blocks };
}

function courseWords(span: MemberFigure, model: MemberModel, language: Language): string {
  const inFlight = { ...model, mode: "pace" as const };
  return `${language.numbers.period(span.period)}: ${words(span, model.unit, language)} (${cases(span, inFlight, language)})`;
}

function words(figure: Figure, unit: Unit, language: Language): string {
  return figureWords({ ...figure, unit }, language).text;
}

function cases(figure: MemberFigure, { kpi, by, mode }: MemberModel, language: Language): string {
  if (by === "stage") return language.texts.controls.exits(figure.denominator ?? 0);
  return casesWords(kpi, figure, mode === "pace" ? "in-flight" : "entered", language);
}
