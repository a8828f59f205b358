import type { Figure, KpiName, Reading, Unit } from "../funnel/readings.ts";
import type { DigestRow, KpiTarget, ReadingOf, Restated } from "./digest-model.ts";
import type { Language } from "./language.ts";
import type { Compared } from "./locales/texts.ts";
import { dayDecimals, intlLocale, percentDecimals } from "./numbers.ts";

/** Fewer cases than this are told as counts. */
const fewCases = 10;

/** A figure as people read it: the very same in every sentence, table and picture. */
export interface FigureWords {
  readonly kind: "value" | "counts" | "none";
  /** The figure, "3 of 7", or why there is none. */
  readonly text: string;
}

interface Told extends Pick<Figure, "value" | "numerator" | "denominator"> {
  readonly unit: Unit;
}

/** Gives a bare figure of a unit in words. */
export function figureWords(figure: Told, { numbers, texts }: Language, tooEarly = false): FigureWords {
  const { value, numerator, denominator, unit } = figure;
  if (
    unit === "ratio" &&
    numerator !== null &&
    denominator !== null &&
    denominator > 0 &&
    denominator < fewCases
  ) {
    return { kind: "counts", text: texts.figures.of(numerator, denominator) };
  }
  if (value === null) {
    return { kind: "none", text: tooEarly ? texts.figures.tooEarly : texts.figures.noData };
  }
  switch (unit) {
    case "ratio":
      return { kind: "value", text: numbers.percent(value) };
    case "days":
      return { kind: "value", text: numbers.days(value) };
    case "count":
      return { kind: "value", text: numbers.decimal(value) };
    case "money":
      return { kind: "value", text: numbers.money(value) };
  }
}

/** Gives a share of a whole in words, "3 of 7" below ten cases. */
export function shareWords(figure: Figure, language: Language): string {
  return figureWords({ ...figure, unit: "ratio" }, language).text;
}

/** Gives a reading's figure in words; the revenue mix says of how many acquisition channels. */
export function readingWords<K extends KpiName>(
  kpi: K,
  reading: ReadingOf<K>,
  language: Language,
): FigureWords {
  const words = figureWords(reading, language, reading.soFar !== null);
  if (words.kind !== "value" || !isRevenueMix(kpi, reading) || reading.slice.dimension !== "total")
    return words;
  const channels = reading.detail.acquisitionChannels.filter(({ wins }) => wins > 0).length;
  return { ...words, text: language.texts.figures.ofChannels(words.text, channels) };
}

/**
 * Gives the change between two figures in words, or null where one of them is missing or of too few cases. It is
 * the difference of the figures as they are shown, so that whoever subtracts them agrees.
 */
export function changeWords(now: Told, before: Told, language: Language): string | null {
  if (figureWords(now, language).kind !== "value" || figureWords(before, language).kind !== "value")
    return null;
  if (now.value === null || before.value === null) return null;
  const { numbers, texts } = language;
  switch (now.unit) {
    case "ratio": {
      const decimals = Math.max(percentDecimals(now.value), percentDecimals(before.value));
      const shown = (value: number) => rounded(value * 100, percentDecimals(value)) / 100;
      return texts.figures.points(numbers.points(shown(now.value) - shown(before.value), decimals));
    }
    case "days":
      return numbers.signedDays(
        rounded(now.value, dayDecimals(now.value)) - rounded(before.value, dayDecimals(before.value)),
      );
    case "count":
      return numbers.signed(rounded(now.value, 1) - rounded(before.value, 1));
    case "money":
      return before.value === 0 ? null : numbers.relativeChange(now.value / before.value - 1);
  }
}

/** Gives a restated figure's words as reported and now. */
export function restatedWords({ kpi, reported, now }: Restated, language: Language): Compared {
  return {
    before: readingWords(kpi, { ...now, ...reported }, language).text,
    now: readingWords(kpi, now, language).text,
  };
}

/** Gives whether late facts changed a figure so far that it reads differently. */
export function changedWords(restated: Restated, language: Language): boolean {
  const words = restatedWords(restated, language);
  return words.before !== words.now;
}

/** Gives the 95% interval in words, or null where there is none. */
export function intervalWords(reading: Reading, language: Language): string | null {
  const { low, high, unit } = reading;
  if (low === null || high === null || figureWords(reading, language).kind !== "value") return null;
  const { texts } = language;
  const end = (value: number) =>
    figureWords({ value, unit, numerator: null, denominator: null }, language).text;
  return texts.figures.interval(end(low), end(high));
}

/** Gives a target, and whether the figure meets it, in words. */
export function targetWords(reading: Told, target: KpiTarget, language: Language): string {
  const named = agreedWords(target, reading.unit, language);
  if (reading.value === null || figureWords(reading, language).kind !== "value") return named;
  if (missedTarget(reading.value, target) === null) return `${named}, ${language.texts.figures.onTarget}`;
  const missed = missedWords(reading, target, language);
  return missed === null ? named : `${named}, ${missed}`;
}

/** Gives what was agreed, in words: "target at least 21.0%". */
export function agreedWords(target: KpiTarget, unit: Unit, language: Language): string {
  const { figures } = language.texts;
  const words = (value: number) => figureWords(bare(value, unit), language).text;
  switch (target.kind) {
    case "band":
      return figures.targetBand(words(target.low), words(target.high));
    case "at-least":
      return figures.targetAtLeast(words(target.value));
    case "at-most":
      return figures.targetAtMost(words(target.value));
  }
}

/** Gives by how much a figure misses its target, in words; null where it meets it, or is of too few cases to say. */
export function missedWords(reading: Told, target: KpiTarget, language: Language): string | null {
  if (reading.value === null || figureWords(reading, language).kind !== "value") return null;
  const missedBy = missedTarget(reading.value, target);
  if (missedBy === null) return null;
  const { unit } = reading;
  const distance = changeWords(bare(reading.value, unit), bare(missedBy, unit), language);
  // Which way is plain from the two figures.
  return distance === null ? null : language.texts.figures.missed(distance.replace(/^[+\-\u2212]/u, ""));
}

/** Gives a sentence's beginning as a sentence begins. */
export function capitalized(text: string, { locale }: Language): string {
  return text.charAt(0).toLocaleUpperCase(intlLocale(locale)) + text.slice(1);
}

function bare(value: number, unit: Unit): Told {
  return { value, unit, numerator: null, denominator: null };
}

/** Gives the end of the target that a figure misses, or null where it meets it. */
export function missedTarget(value: number, target: KpiTarget): number | null {
  switch (target.kind) {
    case "band":
      return value < target.low ? target.low : value > target.high ? target.high : null;
    case "at-least":
      return value < target.value ? target.value : null;
    case "at-most":
      return value > target.value ? target.value : null;
  }
}

/** Gives a KPI's figure as a clause, or null where there is none: "16.8% of MQLs become opportunities". */
export function claimWords<K extends KpiName>(
  kpi: K,
  reading: ReadingOf<K>,
  language: Language,
): string | null {
  const words = readingWords(kpi, reading, language);
  const texts = language.texts.kpis[kpi];
  if (words.kind === "value") return texts.claim(words.text);
  if (words.kind === "counts") return texts.few(reading.numerator ?? 0, reading.denominator ?? 0);
  return null;
}

/** A change of so much is seen, and "steady" beside it would read oddly. */
const visibleChange = 0.1;

/** Gives whether a figure moved visibly and yet no further than chance takes it. */
function movedWithinRange({ current, before, judgement }: DigestRow): boolean {
  if (judgement.standing !== "steady" || !current.value || !before.value) return false;
  return Math.abs(current.value / before.value - 1) >= visibleChange;
}

/** Gives the word for how a KPI stands. */
export function standingWord(row: DigestRow, { texts }: Language): string {
  const { standing } = row.judgement;
  if (movedWithinRange(row)) return texts.figures.inRange;
  return standing === "worse" || standing === "better"
    ? texts.kpis[row.kpi].words[standing]
    : texts.standings[standing];
}

/** Gives a row's message as a sentence: a chart's title, and the first words of its alt text. Plain of data. */
export function rowTitle<K extends KpiName>(row: DigestRow<K>, language: Language): string {
  const { texts } = language;
  const words = readingWords(row.kpi, row.current, language);
  const { standing } = row.judgement;
  const kpi = texts.kpis[row.kpi];
  if (words.kind === "none") return `${kpi.name}: ${words.text}`;
  if (words.kind === "value" && movedWithinRange(row)) return texts.figures.withinRange(kpi.name, words.text);
  const judged = standing === "too-early" || standing === "no-data" ? "unjudged" : standing;
  return words.kind === "counts" ? `${kpi.name}: ${words.text}` : kpi.titles[judged](words.text);
}

function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

function isRevenueMix(kpi: KpiName, _reading: Reading): _reading is ReadingOf<"revenue-mix"> {
  return kpi === "revenue-mix";
}
