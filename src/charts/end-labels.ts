import { type Word, widest, word } from "./drawing.ts";
import { spread } from "./label-place.ts";
import { card, type TextStyle, textStyles } from "./theme.ts";

/** The words at a line's last point: its figure, and beneath it what the line is. */
export interface EndLabel {
  readonly text: string;
  readonly note: string | null;
}

export interface PlacedEnd {
  readonly label: EndLabel;
  readonly style: TextStyle;
  /** Where the line ends, in points. */
  readonly x: number;
  readonly y: number;
}

const gap = 12;
const widestRoom = 150;

/** Gives the points to keep free at the right of a plot for its lines' last words. */
export function endRoom(labels: readonly EndLabel[], style: TextStyle = textStyles.value): number {
  const texts = widest(
    labels.map(({ text }) => text),
    style,
  );
  const notes = widest(
    labels.map(({ note }) => note ?? ""),
    textStyles.axis,
  );
  return Math.min(widestRoom, Math.ceil(Math.max(texts, notes))) + gap;
}

/** Gives the words beside the last points, moved apart where they would meet. */
export function endWords(ends: readonly PlacedEnd[]): readonly Word[] {
  const tallest = ends.some(({ label }) => label.note !== null) ? 37 : 21;
  const heights = spread(
    ends.map(({ y }) => y),
    tallest,
  );
  return ends.flatMap(({ label, style, x }, index) => {
    const middle = heights[index] ?? 0;
    const at = { x: x + gap, width: card.contentWidth - x - gap };
    if (label.note === null) return [word(label.text, style, { ...at, y: middle + style.size * 0.36 })];
    return [
      word(label.text, style, { ...at, y: middle + 1 }),
      word(label.note, textStyles.axis, { ...at, y: middle + 17 }),
    ];
  });
}
