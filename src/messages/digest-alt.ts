import type { KpiName } from "../funnel/readings.ts";
import { altText } from "./blocks.ts";
import { channelTargetTexts } from "./channel-targets.ts";
import type { DigestModel, DigestRow } from "./digest-model.ts";
import { capitalized, changeWords, readingWords, rowTitle, standingWord, targetWords } from "./figures.ts";
import type { Language } from "./language.ts";

/** Gives what the scorecard shows, in words: every row's figure, change and status, under what they are over. */
export function scorecardAlt(model: DigestModel, language: Language): string {
  const { texts, numbers } = language;
  const { rows, week } = model;
  const groups = Map.groupBy(model.kpis, (kpi) => rows[kpi].spanWeeks);
  const told = [...groups]
    .toSorted(([a], [b]) => a - b)
    .map(([weeks, kpis]) => {
      const period = numbers.period({ from: week.to - weeks * 7, to: week.to });
      const figures = kpis.map((kpi) => rowWords(kpi, model, language)).join(" · ");
      return `${texts.spans.lastCaption(weeks)} (${period}, ${texts.spans.changeAgainst(weeks)}): ${figures}.`;
    });
  return altText(`${scorecardTitle(model, language)}.`, ...told);
}

/** Gives the scorecard's message as a sentence: who needs attention. */
export function scorecardTitle({ rows, kpis }: DigestModel, { texts }: Language): string {
  const standing = (kpi: KpiName) => rows[kpi].judgement.standing;
  const attention = kpis.filter((kpi) => standing(kpi) === "worse" || standing(kpi) === "unstable");
  const judged = kpis.filter((kpi) => !["unjudged", "too-early", "no-data"].includes(standing(kpi)));
  return texts.charts.scorecardTitle(
    attention.map((kpi) => texts.kpis[kpi].name),
    judged.length,
  );
}

function rowWords(kpi: KpiName, { rows }: DigestModel, language: Language): string {
  const { current, before } = rows[kpi];
  const value = readingWords(kpi, current, language);
  const change = changeWords(current, before, language);
  const status = standingWord(rows[kpi], language).toLocaleLowerCase(language.locale);
  return [`${language.texts.kpis[kpi].name} ${value.text}`, change, status].filter(Boolean).join(", ");
}

/** Gives a KPI chart's message in words: its title, what is counted, and how the line ran or what its bars are. */
export function rowAlt<K extends KpiName>(row: DigestRow<K>, language: Language): string {
  const { texts, numbers } = language;
  const known = row.series.filter(({ span }) => readingWords(row.kpi, span, language).kind === "value");
  const [first, last] = [known[0], known.at(-1)];
  const counted = texts.kpis[row.kpi].subtitle({ weeks: row.spanWeeks, windowDays: row.windowDays });
  return altText(
    `${rowTitle(row, language)}. ${counted}.`,
    barsWords(row, language),
    first && last && first !== last
      ? texts.charts.lineAlt({
          from: numbers.day(first.weekEnd - 1, true),
          to: numbers.day(last.weekEnd - 1, true),
          first: readingWords(row.kpi, first.span, language).text,
          last: readingWords(row.kpi, last.span, language).text,
        })
      : texts.charts.empty,
    row.target ? `${capitalized(targetWords(row.current, row.target, language), language)}.` : "",
    ...channelTargetTexts(row, language),
  );
}

/** Gives the spans of the KPI whose chart has a bar for each: "to 24 Aug €10,340 · to 22 Nov €7,651." */
function barsWords(row: DigestRow, language: Language): string {
  if (row.kpi !== "revenue-per-account" || row.spans.length < 2) return "";
  const { texts, numbers } = language;
  const bars = row.spans.map(
    (span) =>
      `${texts.charts.untilDay(numbers.shortDay(span.period.to - 1))} ${readingWords(row.kpi, span, language).text}`,
  );
  return `${bars.join(" · ")}.`;
}
