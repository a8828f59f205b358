import type { Figure } from "../funnel/readings.ts";
import type { DigestModel } from "./digest-model.ts";
import { nameIn } from "./escape.ts";
import { figureWords, shareWords } from "./figures.ts";
import type { Gap } from "./gap.ts";
import type { Language } from "./language.ts";
import { coincidingAnnotation } from "./lead.ts";
import type { QuestionFacts, Questions } from "./locales/texts.ts";

/** Gives one question for each team, about the gap and with the figures at hand. Mrkdwn. */
export function questionsFor(gap: Gap, model: DigestModel, language: Language): Questions {
  return language.texts.digest.questions[gap.name](factsFor(gap, model, language));
}

function factsFor(gap: Gap, model: DigestModel, language: Language): QuestionFacts {
  const annotation = gap.kpi === null ? null : coincidingAnnotation(model, gap.kpi);
  return {
    channel: channelFact(gap, model, language),
    annotation: annotation && {
      text: safe(annotation.text, language),
      day: language.numbers.day(annotation.day),
    },
    stage: stageFact(model, language),
    neverUsed: neverUsedFact(model),
    contentAtWins: contentFact(model, language),
    topChannel: topChannelFact(model, language),
    unstableStep: unstableStepFact(model, language),
    accounts: accountsFact(model, language),
  };
}

function channelFact({ kpi }: Gap, model: DigestModel, language: Language): QuestionFacts["channel"] {
  if (kpi !== "mql-to-opportunity" && kpi !== "opportunity-to-customer") return null;
  const top = model.contributors.find((contributor) => contributor.kpi === kpi && contributor.share > 0);
  const figure = model.rows[kpi].current.detail.byAcquisitionChannel.find(
    ({ acquisitionChannel }) => acquisitionChannel === top?.acquisitionChannel,
  );
  if (!top || !figure) return null;
  return {
    name: safe(top.acquisitionChannel, language),
    converted: figure.numerator ?? 0,
    inFlight: figure.denominator ?? 0,
  };
}

function stageFact({ rows }: DigestModel, language: Language): QuestionFacts["stage"] {
  const { grewMost, stages } = rows["cycle-time"].current.detail;
  const words = (days: number) => language.numbers.days(days);
  if (grewMost && rows["cycle-time"].judgement.standing === "worse") {
    return { name: safe(grewMost.stage, language), days: words(grewMost.to), before: words(grewMost.from) };
  }
  const longest = stages
    .flatMap(({ stage, median }) => (median === null ? [] : [{ stage, median }]))
    .toSorted((a, b) => b.median - a.median)[0];
  return longest ? { name: safe(longest.stage, language), days: words(longest.median), before: null } : null;
}

function neverUsedFact({ rows }: DigestModel): QuestionFacts["neverUsed"] {
  const { detail, denominator } = rows["content-used"].current;
  return detail.neverUsed.length === 0 || denominator === null
    ? null
    : { count: detail.neverUsed.length, of: denominator };
}

function contentFact({ rows }: DigestModel, language: Language): QuestionFacts["contentAtWins"] {
  const { wonWithContent, lostWithContent } = rows["content-used"].current.detail;
  const known = (figure: Figure) => (figure.denominator ?? 0) > 0 && (figure.numerator ?? 0) > 0;
  if (!known(wonWithContent) || !known(lostWithContent)) return null;
  return { won: shareWords(wonWithContent, language), lost: shareWords(lostWithContent, language) };
}

function topChannelFact({ rows }: DigestModel, language: Language): QuestionFacts["topChannel"] {
  const [top] = rows["revenue-mix"].current.detail.acquisitionChannels;
  if (!top || top.share === null) return null;
  return { name: safe(top.acquisitionChannel, language), share: language.numbers.percent(top.share) };
}

function unstableStepFact({ rows }: DigestModel, { texts }: Language): string | null {
  const step = rows["end-to-end"].current.detail.instability.mostUnstableStep;
  return step === null ? null : texts.details.steps[step];
}

function accountsFact({ rows }: DigestModel, language: Language): QuestionFacts["accounts"] {
  const { detail } = rows["revenue-per-account"].current;
  const words = (value: number | null) =>
    value === null
      ? null
      : figureWords({ value, unit: "money", numerator: null, denominator: null }, language).text;
  const [newOnes, existing] = [words(detail.new.value), words(detail.existing.value)];
  return newOnes === null || existing === null ? null : { newOnes, existing };
}

function safe(text: string, { texts }: Language): string {
  return nameIn(text, texts.figures.unknownName);
}
