import type { KpiName } from "../funnel/readings.ts";
import {
  type Annotation,
  type DigestModel,
  type DigestRow,
  type Standing,
  toldOrder,
} from "./digest-model.ts";
import { nameIn } from "./escape.ts";
import { claimWords, readingWords } from "./figures.ts";
import { gapOf } from "./gap.ts";
import type { Language } from "./language.ts";

const conversions: readonly KpiName[] = ["end-to-end", "mql-to-opportunity", "opportunity-to-customer"];

/**
 * Gives a digest's lead paragraph as mrkdwn: where the gap is, what shows it, and what is not wrong. When nothing
 * is wrong, or nothing can be said, it says so plainly.
 */
export function leadParagraph(model: DigestModel, language: Language): string {
  const gap = gapOf(model);
  const { texts } = language;
  const opening = `*${texts.digest.opening[gap.name]}*`;
  switch (gap.name) {
    case "too-little":
      return opening;
    case "unjudged":
      return sentences(opening, movedMost(model, language), texts.digest.notJudged);
    case "steady":
    case "partly-steady":
      return sentences(opening, ...halves(model, language), others(model, gap.kpi, language));
    default:
      return sentences(
        opening,
        gap.kpi === null ? null : evidenceSentence(model.rows[gap.kpi], language),
        gap.kpi === null || gap.name === "better" ? null : contributorSentence(model, gap.kpi, language),
        gap.kpi === null || gap.name === "better" ? null : coincidence(model, gap.kpi, language),
        notWrong(model, gap.kpi, language),
        others(model, gap.kpi, language),
      );
  }
}

/** Gives over what a KPI's figure is: "at the pace of the last 4 weeks". */
export function spanWords(kpi: KpiName, weeks: number, { texts }: Language): string {
  return conversions.includes(kpi) ? texts.spans.pace(weeks) : texts.spans.within(weeks);
}

/** Gives the figure, what it is compared with, and what was to be expected, as one sentence; null without a figure. */
export function evidenceSentence<K extends KpiName>(row: DigestRow<K>, language: Language): string | null {
  const { digest } = language.texts;
  const claim = claimWords(row.kpi, row.current, language);
  if (claim === null) return null;
  const over = spanWords(row.kpi, row.spanWeeks, language);
  const now = readingWords(row.kpi, row.current, language);
  const before = readingWords(row.kpi, row.before, language);
  const comparison =
    now.kind !== "value" || before.kind !== "value"
      ? digest.alone(claim, over)
      : now.text === before.text
        ? digest.held(claim, over, before.text)
        : (row.current.value ?? 0) < (row.before.value ?? 0)
          ? digest.fell(claim, over, before.text)
          : digest.rose(claim, over, before.text);
  const { evidence, standing } = row.judgement;
  if (evidence === null || standing !== "worse") return `${comparison}.`;
  const { since, ...counted } = evidence;
  return `${comparison}. ${digest.expected({ ...counted, since: language.numbers.day(since) })}`;
}

/** At most so many acquisition channels are named, and none that carries less than this share. */
const mostNamed = 3;
const leastShare = 0.1;
const enough = 0.7;

/** Gives who carries a KPI's change, with the share that they carry together, or null. */
export function contributorSentence(model: DigestModel, kpi: KpiName, language: Language): string | null {
  const { texts, numbers } = language;
  const named: string[] = [];
  let share = 0;
  for (const contributor of model.contributors.filter(
    (each) => each.kpi === kpi && each.share >= leastShare,
  )) {
    if (named.length === mostNamed || share >= enough) break;
    named.push(`*${nameIn(contributor.acquisitionChannel, texts.figures.unknownName)}*`);
    share += contributor.share;
  }
  if (named.length === 0) return null;
  return texts.digest.contributors(named, share >= 0.995 ? null : numbers.wholePercent(share));
}

/** Gives the newest annotation of the days that a KPI's change is about. */
export function coincidingAnnotation(model: DigestModel, kpi: KpiName): Annotation | null {
  const { before } = model.rows[kpi];
  return (
    model.annotations
      .filter(({ day }) => day >= before.period.from && day < model.week.to)
      .toSorted((a, b) => a.day - b.day)
      .at(-1) ?? null
  );
}

function coincidence(model: DigestModel, kpi: KpiName, { texts, numbers }: Language): string | null {
  const annotation = coincidingAnnotation(model, kpi);
  if (!annotation) return null;
  return texts.digest.coincides(
    nameIn(annotation.text, texts.figures.unknownName),
    numbers.day(annotation.day),
  );
}

function notWrong({ rows }: DigestModel, kpi: KpiName | null, language: Language): string | null {
  const { digest } = language.texts;
  const told = (half: "mql-to-opportunity" | "opportunity-to-customer") =>
    rows[half].judgement.standing === "steady" ? readingWords(half, rows[half].current, language).text : null;
  const sales = told("opportunity-to-customer");
  const marketing = told("mql-to-opportunity");
  if (kpi === "mql-to-opportunity") return sales === null ? null : digest.salesHolds(sales);
  if (kpi === "opportunity-to-customer") return marketing === null ? null : digest.marketingHolds(marketing);
  const steady = named(rows, ["steady"], kpi, language);
  return steady.length === 0 ? null : digest.steadyOnes(steady);
}

function others({ rows }: DigestModel, kpi: KpiName | null, language: Language): string | null {
  const { digest } = language.texts;
  const worse = named(rows, ["worse", "unstable"], kpi, language);
  const better = named(rows, ["better"], kpi, language);
  const told = sentences(
    worse.length === 0 ? null : digest.alsoWorse(worse),
    better.length === 0 ? null : digest.alsoBetter(better),
  );
  return told === "" ? null : told;
}

function named(
  rows: DigestModel["rows"],
  standings: readonly Standing[],
  except: KpiName | null,
  language: Language,
): readonly string[] {
  return toldOrder
    .filter((kpi) => kpi !== except && standings.includes(rows[kpi].judgement.standing))
    .map(
      (kpi) => `${language.texts.kpis[kpi].name} (${readingWords(kpi, rows[kpi].current, language).text})`,
    );
}

function halves({ rows }: DigestModel, language: Language): readonly (string | null)[] {
  return [
    evidenceSentence(rows["mql-to-opportunity"], language),
    evidenceSentence(rows["opportunity-to-customer"], language),
  ];
}

function movedMost({ rows }: DigestModel, language: Language): string | null {
  const moves = toldOrder.flatMap((kpi) => {
    const { current, before } = rows[kpi];
    const now = readingWords(kpi, current, language);
    const earlier = readingWords(kpi, before, language);
    if (now.kind !== "value" || earlier.kind !== "value" || !current.value || !before.value) return [];
    const compared = { now: now.text, before: earlier.text };
    return [{ size: Math.abs(Math.log(current.value / before.value)), kpi, compared }];
  });
  const most = moves.toSorted((a, b) => b.size - a.size)[0];
  if (!most || most.compared.now === most.compared.before) return null;
  return language.texts.digest.movedMost(language.texts.kpis[most.kpi].name, most.compared);
}

function sentences(...parts: readonly (string | null)[]): string {
  return parts.filter(Boolean).join(" ");
}
