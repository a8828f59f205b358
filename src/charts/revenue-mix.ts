import { type Bar, barsLayers } from "./bar-rows.ts";
import {
  cardSpec,
  rule,
  rulesLayer,
  type VegaLiteSpec,
  type Word,
  widest,
  word,
  wordsLayer,
} from "./drawing.ts";
import { emptyCard, type HeaderModel, header } from "./header.ts";
import { type AxisFormat, type LinearScale, place } from "./scale.ts";
import { card, colours, type Tone, textStyles, toneColours } from "./theme.ts";

export interface MixChannel {
  readonly name: string;
  /** From 0 to 1. */
  readonly revenueShare: number;
  /** From 0 to 1, or null where no leads are known. */
  readonly leadShare: number | null;
  /** A word for the diagnosis ("few leads", "not taken up"), or null. */
  readonly finding: { readonly text: string; readonly tone: Tone } | null;
}

/** Where revenue comes from beside where leads come from (KPI 5). */
export interface RevenueMixModel extends HeaderModel {
  /** In the order to draw; after `channelsShown` the rest becomes one row. */
  readonly channels: readonly MixChannel[];
  /** The row for the rest: "Others (4)". */
  readonly othersText: string;
  readonly share: AxisFormat;
  /** After the first row's figures, in place of a legend: "of revenue", "of leads". */
  readonly revenueWord: string;
  readonly leadWord: string;
}

/** How many acquisition channels have a row of their own. */
export const channelsShown = 8;

const rowHeight = 48;
const widestFinding = 170;
const revenueHeight = 14;
const leadHeight = 9;
const barGap = 4;

/** Gives a pair of bars for each acquisition channel: its share of revenue over its share of leads. */
export function revenueMix(model: RevenueMixModel): VegaLiteSpec {
  if (model.channels.length === 0) return emptyCard(model);
  const head = header(model);
  const channels = folded(model.channels, model.othersText);
  const texts = channels.map((channel, index) => barTexts(channel, model, index === 0));
  const label = widest(
    channels.map(({ name }) => name),
    textStyles.label,
    180,
  );
  const start = Math.ceil(label) + 16;
  const scale = scaleFor(channels, texts, start);
  const top = head.bottom + 22;
  const words: Word[] = [...head.words];
  const bars: Bar[] = [];
  for (const [index, channel] of channels.entries()) {
    const y = top + index * rowHeight;
    bars.push(...channelBars(channel, y));
    words.push(...channelWords(channel, texts[index], scale, y));
  }
  const bottom = top + channels.length * rowHeight - 14;
  return cardSpec({
    height: bottom,
    layers: [rulesLayer, ...barsLayers, wordsLayer],
    rows: {
      words,
      bars,
      marks: [],
      rules: [rule(start - 0.5, top - 6, start - 0.5, bottom, { stroke: colours.axis })],
    },
    scales: { bar: scale },
  });
}

interface BarTexts {
  readonly revenue: string;
  readonly lead: string;
}

function folded(channels: readonly MixChannel[], othersText: string): readonly MixChannel[] {
  const rest = channels.slice(channelsShown);
  if (rest.length === 0) return channels;
  const leads = rest.flatMap(({ leadShare }) => (leadShare === null ? [] : [leadShare]));
  return [
    ...channels.slice(0, channelsShown),
    {
      name: othersText,
      revenueShare: sum(rest.map(({ revenueShare }) => revenueShare)),
      leadShare: leads.length === 0 ? null : sum(leads),
      finding: null,
    },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function barTexts(channel: MixChannel, model: RevenueMixModel, first: boolean): BarTexts {
  const format = new Intl.NumberFormat(model.share.locale, model.share.options);
  const named = (share: number, name: string) =>
    first ? `${format.format(share)} ${name}` : format.format(share);
  return {
    revenue: named(channel.revenueShare, model.revenueWord),
    lead: channel.leadShare === null ? "" : named(channel.leadShare, model.leadWord),
  };
}

/** Gives where a row's finding begins, or the card's edge. */
function freeUntil(channel: MixChannel): number {
  if (!channel.finding) return card.contentWidth;
  return card.contentWidth - widest([channel.finding.text], textStyles.status, widestFinding) - 16;
}

/** Gives the longest scale on which every figure still has room between its bar and the findings. */
function scaleFor(channels: readonly MixChannel[], texts: readonly BarTexts[], start: number): LinearScale {
  const longest = Math.max(
    0.01,
    ...channels.flatMap(({ revenueShare, leadShare }) => [revenueShare, leadShare ?? 0]),
  );
  const reach = channels.flatMap((channel, index) => {
    const right = freeUntil(channel);
    const text = texts[index];
    return [
      [channel.revenueShare, right - widest([text?.revenue ?? ""], textStyles.figure)],
      [channel.leadShare ?? 0, right - widest([text?.lead ?? ""], textStyles.detail)],
    ].flatMap(([share = 0, room = 0]) => (share > 0 ? [((room - 10 - start) / share) * longest] : []));
  });
  return {
    from: 0,
    to: longest,
    start,
    end: start + Math.max(60, Math.min(card.contentWidth - start, ...reach)),
  };
}

function channelBars(channel: MixChannel, y: number): readonly Bar[] {
  const lead = y + revenueHeight + barGap;
  return [
    { start: 0, value: channel.revenueShare, y, y2: y + revenueHeight, fill: colours.accent },
    ...(channel.leadShare === null
      ? []
      : [{ start: 0, value: channel.leadShare, y: lead, y2: lead + leadHeight, fill: colours.leadBar }]),
  ];
}

function channelWords(
  channel: MixChannel,
  texts: BarTexts | undefined,
  scale: LinearScale,
  y: number,
): readonly Word[] {
  const right = freeUntil(channel);
  const after = (share: number) => {
    const x = place(scale, share) + 8;
    return { x, width: Math.max(0, right - x) };
  };
  return [
    word(channel.name, textStyles.label, { x: 0, y: y + 19, width: scale.start - 14 }),
    word(texts?.revenue ?? "", textStyles.figure, {
      ...after(channel.revenueShare),
      y: y + 12,
      fill: colours.accentInk,
    }),
    ...(channel.leadShare === null
      ? []
      : [
          word(texts?.lead ?? "", textStyles.detail, {
            ...after(channel.leadShare),
            y: y + revenueHeight + barGap + 9.5,
          }),
        ]),
    ...(channel.finding
      ? [
          word(channel.finding.text, textStyles.status, {
            x: card.contentWidth,
            y: y + 19,
            align: "right",
            width: widestFinding,
            fill: toneColours[channel.finding.tone],
          }),
        ]
      : []),
  ];
}
