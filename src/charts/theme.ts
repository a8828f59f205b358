/** The one visual language of every chart: what a designer would change, in one place. */

/** Colours are told apart by lightness too, and red and green only ever stand beside a word. */
export const colours = {
  card: "#ffffff",
  ink: "#1a1d23",
  muted: "#626978",
  grid: "#e5e8ec",
  axis: "#c3c9d3",
  dotted: "#a3aab7",
  accent: "#0b66c9",
  accentText: "#2f6cae",
  accentDot: "#a9ccf1",
  accentTarget: "#7fb0e4",
  accentInk: "#0a57ab",
  leadBar: "#b3bbc9",
  p80: "#a3b4c9",
  accentBar: "#5b9bdf",
  accentBand: "#deebf8",
  second: "#8791a3",
  secondBand: "#eceff3",
  bad: "#b42318",
  badBand: "#fae3e0",
  good: "#17794a",
} as const;

/** How something stands. The word beside it says the same, so that colour is never the only signal. */
export type Tone = "bad" | "good" | "neutral" | "unknown";

export const toneColours: Readonly<Record<Tone, string>> = {
  bad: colours.bad,
  good: colours.good,
  neutral: colours.muted,
  unknown: colours.muted,
};

export const fontFamily = "Inter";

export type Weight = 400 | 500 | 600;

export interface TextStyle {
  /** In points; never under `smallestText`, since a phone shows the card at half its size. */
  readonly size: number;
  readonly weight: Weight;
  readonly fill: string;
}

export const smallestText = 12.5;

export const textStyles = {
  title: { size: 19, weight: 600, fill: colours.ink },
  subtitle: { size: 13.5, weight: 400, fill: colours.muted },
  caption: { size: 13, weight: 600, fill: colours.ink },
  detail: { size: 13, weight: 400, fill: colours.muted },
  label: { size: 14.5, weight: 500, fill: colours.ink },
  value: { size: 17, weight: 600, fill: colours.ink },
  figure: { size: 14.5, weight: 600, fill: colours.ink },
  change: { size: 14, weight: 400, fill: colours.muted },
  status: { size: 14, weight: 600, fill: colours.muted },
  axis: { size: 13, weight: 400, fill: colours.muted },
} as const satisfies Record<string, TextStyle>;

/** The card, in points. Pixels are twice as many. */
export const card = { width: 640, padding: 24, contentWidth: 592, zoom: 2 } as const;
