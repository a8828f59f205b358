import type { Reading } from "../funnel/readings.ts";
import type { ChannelStanding, ChannelTarget, DigestRow } from "./digest-model.ts";
import { nameIn, plainName } from "./escape.ts";
import { agreedWords, type FigureWords, figureWords, missedWords, targetWords } from "./figures.ts";
import { unitOf } from "./incident-targets.ts";
import type { Language } from "./language.ts";

/** What is told of an acquisition channel with a target of its own. */
export interface ChannelTargetParts {
  /** Null: no reading of it. */
  readonly figure: FigureWords | null;
  readonly agreed: string;
  /** By how much it is missed; null: it is met, or there is too little to tell. */
  readonly missed: string | null;
}

/** Gives an acquisition channel's figure, its own target and how far off it is, in words. */
export function channelTargetParts(
  { kpi }: Pick<DigestRow, "kpi">,
  { target, current }: ChannelStanding,
  language: Language,
): ChannelTargetParts {
  return {
    figure: current && figureWords(current, language),
    agreed: agreedWords(target, unitOf[kpi], language),
    missed: current && missedWords(current, target, language),
  };
}

/** Gives a line for each acquisition channel that has a target of its own: its figure, the target, how far off. Mrkdwn. */
export function channelTargetLines(row: DigestRow, language: Language): readonly string[] {
  const { unknownName } = language.texts.figures;
  return (row.channelTargets ?? []).map((standing) =>
    [`*${nameIn(standing.acquisitionChannel, unknownName)}*`, ...lineOf(row, standing, language)].join(" · "),
  );
}

/** Gives the same as plain text, for pictures' alt texts. */
export function channelTargetTexts(row: DigestRow, language: Language): readonly string[] {
  const { unknownName } = language.texts.figures;
  return (row.channelTargets ?? []).map((standing) => {
    const name = plainName(standing.acquisitionChannel, unknownName, 30);
    return `${name}: ${lineOf(row, standing, language).join(", ")}.`;
  });
}

function lineOf(row: DigestRow, standing: ChannelStanding, language: Language): readonly string[] {
  const { figure, agreed, missed } = channelTargetParts(row, standing, language);
  return [figure?.text, agreed, missed].filter((each) => typeof each === "string");
}

/** Gives an acquisition channel's own target beside its reading, in words; null where it has none. */
export function channelTargetWords(
  reading: Reading,
  targets: readonly ChannelTarget[],
  language: Language,
): string | null {
  const { slice } = reading;
  if (slice.dimension !== "acquisition-channel") return null;
  const agreed = targets.find(({ acquisitionChannel }) => acquisitionChannel === slice.member);
  return agreed ? targetWords(reading, agreed.target, language) : null;
}
