import { cardSpec, type VegaLiteSpec, type Word, word, wordsLayer } from "./drawing.ts";
import { textWidth, wrap } from "./text-fit.ts";
import { card, textStyles } from "./theme.ts";

/** What every chart says in words; all texts come localised. */
export interface HeaderModel {
  /** The chart's one message, as a sentence. */
  readonly title: string;
  /** What is counted, and how. */
  readonly subtitle: string;
  /** What the card says instead of a chart when there is nothing to draw. */
  readonly emptyText: string;
}

export interface Header {
  readonly words: readonly Word[];
  /** Points from the content's top to where the chart may begin. */
  readonly bottom: number;
}

const titleLine = 25;
const subtitleLine = 19;

/** Gives the title over the subtitle, each on at most two lines. */
export function header(model: HeaderModel): Header {
  const titles = wrap(model.title, textStyles.title, card.contentWidth, 2);
  const subtitles = wrap(model.subtitle, textStyles.subtitle, card.contentWidth, 2);
  const titleBottom = 16 + (titles.length - 1) * titleLine;
  const subtitleTop = titles.length === 0 ? 12 : titleBottom + 24;
  return {
    words: [
      ...titles.map((text, index) => word(text, textStyles.title, { x: 0, y: 16 + index * titleLine })),
      ...subtitles.map((text, index) =>
        word(text, textStyles.subtitle, { x: 0, y: subtitleTop + index * subtitleLine }),
      ),
    ],
    bottom:
      subtitles.length === 0 ? titleBottom + 8 : subtitleTop + (subtitles.length - 1) * subtitleLine + 6,
  };
}

/** Gives the card that stands in for a chart without data: it says so, in the model's words. */
export function emptyCard(model: HeaderModel): VegaLiteSpec {
  const head = header(model);
  const lines = wrap(model.emptyText, textStyles.label, card.contentWidth - 80, 3);
  const top = head.bottom + 64;
  return cardSpec({
    height: top + lines.length * 21 + 36,
    layers: [wordsLayer],
    rows: {
      words: [
        ...head.words,
        ...lines.map((text, index) =>
          word(text, textStyles.label, {
            x: card.contentWidth / 2,
            y: top + index * 21,
            align: "center",
            fill: textStyles.detail.fill,
          }),
        ),
      ],
    },
    scales: {},
  });
}

/** Gives a caption over a part of a card, in ink, and its muted detail after it where there is room. */
export function captionWords(caption: string, detail: string, y: number): readonly Word[] {
  const first = word(caption, textStyles.caption, { x: 0, y, width: card.contentWidth });
  const x = textWidth(first.text, textStyles.caption) * 1.01 + 10;
  const room = card.contentWidth - x;
  return room < 40 || detail === ""
    ? [first]
    : [first, word(detail, textStyles.detail, { x, y, width: room })];
}
