import { type Word, word } from "./drawing.ts";
import { type Box, clearest } from "./label-place.ts";
import { place } from "./scale.ts";
import { colours, textStyles } from "./theme.ts";
import type { AreaPoint, LinePoint, TimePanel } from "./time-panel.ts";

/** What a figure should be, as charts over time draw it: between two ends, or a line not to cross. */
export type Target =
  | { readonly kind: "band"; readonly low: number; readonly high: number; readonly text: string }
  | { readonly kind: "line"; readonly value: number; readonly text: string };

/** Gives the figures that the axis must hold. */
export function targetFigures(target: Target | null): readonly number[] {
  if (target === null) return [];
  return target.kind === "band" ? [target.low, target.high] : [target.value];
}

/** Gives the band as an area over all days; nothing for a line. */
export function targetBand(target: Target | null, panel: TimePanel): readonly AreaPoint[] {
  if (target?.kind !== "band") return [];
  const { low, high } = target;
  return [panel.x.from, panel.x.to].map((day) => ({
    day,
    low,
    high,
    run: "target",
    fill: colours.accentBand,
  }));
}

/** Gives the line over all days; nothing for a band. */
export function targetLine(target: Target | null, panel: TimePanel): readonly LinePoint[] {
  if (target?.kind !== "line") return [];
  return [panel.x.from, panel.x.to].map((day) => ({
    day,
    value: target.value,
    run: "target",
    stroke: colours.accentTarget,
    width: 1.5,
    dash: [],
  }));
}

/** Gives the target's words where they cover the least of what is drawn. */
export function targetWord(target: Target, panel: TimePanel, drawn: readonly Box[]): readonly Word[] {
  const [low, high] = target.kind === "band" ? [target.low, target.high] : [target.value, target.value];
  const left = { x: panel.x.start + 2, align: "left" } as const;
  const right = { x: panel.x.end - 2, align: "right" } as const;
  const heights = [
    place(panel.y, high) - 7,
    place(panel.y, low) + 17,
    ...(target.kind === "band" ? [place(panel.y, high) + 17, place(panel.y, low) - 7] : []),
  ];
  return clearest(
    heights.flatMap((y) =>
      [left, right].map((side) =>
        word(target.text, textStyles.axis, { ...side, y, width: 260, fill: colours.accentText }),
      ),
    ),
    drawn,
  );
}
