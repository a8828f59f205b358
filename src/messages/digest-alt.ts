import type { KpiName } from "../funnel/readings.ts";
import { altText } from "./blocks.ts";
import type { DigestModel, DigestRow } from "./digest-model.ts";
import { changeWords, readingWords, rowTitle, standingWord } from "./figures.ts";
import type { Language } from "./language.ts";
import { spanWords } from "./lead.ts";

/** Gives what the scorecard shows, in words: every row's figure, change and status. */
export function scorecardAlt(model: DigestModel, language: Language): string {
  const rows = model.kpis.map((kpi) => rowWords(kpi, model, language));
  return altText(`${scorecardTitle(model, language)}.`, `${rows.join(" · ")}.`);
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

/** Gives a KPI chart's message in words: its title, over what, and how the line ran. */
export function rowAlt<K extends KpiName>(row: DigestRow<K>, language: Language): string {
  const { texts, numbers } = language;
  const known = row.series.filter(({ span }) => readingWords(row.kpi, span, language).kind === "value");
  const [first, last] = [known[0], known.at(-1)];
  return altText(
    `${rowTitle(row, language)}, ${spanWords(row.kpi, row.spanWeeks, language)}.`,
    first && last && first !== last
      ? texts.charts.lineAlt({
          from: numbers.day(first.weekEnd - 1, true),
          to: numbers.day(last.weekEnd - 1, true),
          first: readingWords(row.kpi, first.span, language).text,
          last: readingWords(row.kpi, last.span, language).text,
        })
      : texts.charts.empty,
  );
}
