import type { ChannelTarget, DigestRow } from "./digest-model.ts";
import { nameIn } from "./escape.ts";
import { figureWords, targetWords } from "./figures.ts";
import { unitOf } from "./incident-targets.ts";
import type { Language } from "./language.ts";

/** Gives a line for each acquisition channel that has a target of its own: its figure, the target, how far off. Mrkdwn. */
export function channelTargetLines(row: DigestRow, language: Language): readonly string[] {
  return (row.channelTargets ?? []).map((agreed) => lineOf(row, agreed, language));
}

function lineOf(row: DigestRow, { acquisitionChannel, target }: ChannelTarget, language: Language): string {
  const name = `*${nameIn(acquisitionChannel, language.texts.figures.unknownName)}*`;
  const { detail } = row.current;
  const found =
    "byAcquisitionChannel" in detail
      ? detail.byAcquisitionChannel.find((figure) => figure.acquisitionChannel === acquisitionChannel)
      : undefined;
  const none = { value: null, numerator: null, denominator: null };
  const reading = { ...row.current, ...(found ?? none), unit: unitOf[row.kpi] };
  const figure = found ? [figureWords(reading, language).text] : [];
  return [name, ...figure, targetWords(reading, target, language)].join(" · ");
}
