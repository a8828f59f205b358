import type { Dimension } from "../funnel/cells.ts";
import type { KpiName } from "../funnel/readings.ts";
import { channelTargetWords } from "./channel-targets.ts";
import { type Counted, casesWords } from "./detail-lines.ts";
import type { ChannelTarget, ReadingOf } from "./digest-model.ts";
import { nameIn } from "./escape.ts";
import { readingWords } from "./figures.ts";
import type { Language } from "./language.ts";

export interface ShownBreakdown<K extends KpiName> {
  readonly kpi: K;
  readonly by: Dimension;
  /** One reading of each member, the largest first. */
  readonly readings: readonly ReadingOf<K>[];
  readonly counted: Counted;
  /** At most so many have a line; the rest is counted. */
  readonly most: number;
  /** Targets of single acquisition channels. */
  readonly targets?: readonly ChannelTarget[];
}

/** Gives a breakdown's title and a line for each of its members: name, figure, cases. Mrkdwn. */
export function breakdownLines<K extends KpiName>(
  { kpi, by, readings, counted, most, targets = [] }: ShownBreakdown<K>,
  language: Language,
): readonly string[] {
  const { texts } = language;
  const lines = readings.slice(0, most).map((reading) => {
    const member = reading.slice.dimension === "total" ? "" : reading.slice.member;
    const line = texts.details.channel(
      nameIn(member, texts.figures.unknownName),
      readingWords(kpi, reading, language).text,
      casesWords(kpi, reading, counted, language),
    );
    return [line, channelTargetWords(reading, targets, language)].filter(Boolean).join(" · ");
  });
  const more = readings.length - lines.length;
  return [
    `*${texts.controls.by[by]}*`,
    ...(lines.length === 0 ? [texts.figures.noData] : lines),
    ...(more > 0 ? [texts.answer.more(more)] : []),
  ];
}

/** Gives a reading whose acquisition channels the breakdown tells already. */
export function withoutChannels<R extends ReadingOf<KpiName>>(reading: R): R {
  return "byAcquisitionChannel" in reading.detail
    ? { ...reading, detail: { ...reading.detail, byAcquisitionChannel: [] } }
    : reading;
}
