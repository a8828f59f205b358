import type { ChartRequest } from "../charts/specification.ts";
import type { Tone } from "../charts/theme.ts";
import { isOver } from "../warnings/incident.ts";
import type { Series } from "../warnings/incident-series.ts";
import type { EvidenceUnit } from "../warnings/warning.ts";
import { plainName } from "./escape.ts";
import { capitalized, figureWords } from "./figures.ts";
import type { IncidentModel } from "./incident-card.ts";
import { leadOf, storyOf } from "./incident-words.ts";
import type { Language } from "./language.ts";
import { intlLocale } from "./numbers.ts";

/** Gives the card's picture: what came against what was to be expected, with what the teams noted. */
export function incidentChartRequest(
  model: IncidentModel,
  { unit, points, target = null }: Series,
  currency: string,
  language: Language,
): ChartRequest {
  const { incident } = model;
  const { texts } = language;
  const { card } = texts.incidents;
  const { latest } = leadOf(incident);
  const story = storyOf(latest, language);
  const tone: Tone = isOver(incident) ? "good" : "bad";
  const last = (side: "observed" | "expected") => {
    const value = points.findLast((point) => point[side] !== null)?.[side] ?? null;
    return value === null ? "" : valueText(value, unit, language);
  };
  const agreed = target?.values.findLast((value) => value !== null) ?? null;
  return {
    kind: "incident-line",
    model: {
      title: card.chartTitle(last("observed"), last("expected")),
      subtitle: capitalized(story.counted, language),
      emptyText: texts.charts.empty,
      axis: { locale: intlLocale(language.locale), options: axisOptions(unit, currency) },
      points: points.map((point, index) => ({ ...point, target: target?.values[index] ?? null })),
      target: agreed === null ? null : { text: valueText(agreed, unit, language), note: card.agreed },
      since: { day: latest.evidence.since, text: card.chartSince },
      annotations: model.annotations.map(({ day, text }) => ({
        day,
        text: plainName(text, texts.figures.unknownName, 40),
      })),
      observed: { text: last("observed"), note: card.came },
      expected: { text: last("expected"), note: card.expected },
      tone,
    },
  };
}

function valueText(value: number, unit: EvidenceUnit, language: Language): string {
  return unit === "count"
    ? language.numbers.count(Math.round(value))
    : figureWords({ value, unit, numerator: null, denominator: null }, language).text;
}

function axisOptions(unit: EvidenceUnit, currency: string): Intl.NumberFormatOptions {
  switch (unit) {
    case "ratio":
      return { style: "percent" };
    case "money":
      return { style: "currency", currency, notation: "compact" };
    case "days":
    case "count":
      return { maximumFractionDigits: 1 };
  }
}
