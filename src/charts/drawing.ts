import type { TopLevelSpec } from "vega-lite";
import type { LinearScale } from "./scale.ts";
import { cut, drawable, textWidth, wrap } from "./text-fit.ts";
import { card, colours, fontFamily, type TextStyle, type Weight } from "./theme.ts";

type LayeredSpec = Extract<TopLevelSpec, { layer: unknown }>;

/** A card as Vega-Lite reads it; its height, in points, is always fixed. */
export type VegaLiteSpec = LayeredSpec & { readonly height: number };

/** A text at a place on the card, in points from the content's upper left corner to the baseline. */
export interface Word {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly align: "left" | "center" | "right";
  readonly size: number;
  readonly weight: Weight;
  readonly fill: string;
}

/** A straight thin line between two places, in points. */
export interface Rule {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
  readonly stroke: string;
  readonly width: number;
  readonly dash: readonly number[];
}

export interface WordPlace {
  readonly x: number;
  readonly y: number;
  readonly align?: Word["align"];
  /** Cut with an ellipsis beyond this many points. */
  readonly width?: number;
  readonly fill?: string;
}

/** Gives a word in a style of the theme, safe to draw whatever the text holds. */
export function word(text: string, style: TextStyle, at: WordPlace): Word {
  return {
    x: at.x,
    y: at.y,
    text: at.width === undefined ? drawable(text) : cut(text, style, at.width),
    align: at.align ?? "left",
    size: style.size,
    weight: style.weight,
    fill: at.fill ?? style.fill,
  };
}

/** Gives a thin line; a dash of `[]` is a whole one. */
export function rule(x: number, y: number, x2: number, y2: number, look: Partial<Rule> = {}): Rule {
  return { x, y, x2, y2, stroke: colours.grid, width: 1, dash: [], ...look };
}

/** Gives a text on up to two lines about one baseline, cut where even these do not hold it. */
export function twoLines(
  text: string,
  style: TextStyle,
  at: WordPlace & { readonly width: number },
): readonly Word[] {
  const lines = wrap(text, style, at.width, 2);
  const leading = style.size * 1.2;
  return lines.map((line, index) => {
    return word(line, style, { ...at, y: at.y + (index - (lines.length - 1) / 2) * leading });
  });
}

/** Gives the greatest width among texts of one style, in points, but no more than `most`. */
export function widest(texts: readonly string[], style: TextStyle, most = Number.POSITIVE_INFINITY): number {
  // The text table knows no kerning; a hundredth more keeps a text from being cut in its own column.
  return Math.min(most, Math.max(0, ...texts.map((text) => textWidth(drawable(text), style))) * 1.01);
}

export type Layer = LayeredSpec["layer"][number];

export interface Drawing {
  /** Points from the content's top to its bottom, padding not counted. */
  readonly height: number;
  readonly layers: readonly Layer[];
  /** What the layers draw, by dataset name. */
  readonly rows: Readonly<Record<string, readonly object[]>>;
  /** Scales that layers name; one compiled specification then serves every chart of its kind. */
  readonly scales: Readonly<Record<string, LinearScale>>;
}

/**
 * Gives the whole specification of a card: fixed size, white ground, no legend. Figures, scales and texts
 * stand only in `datasets` and `params`, so that the renderer can compile a kind once and swap them.
 */
export function cardSpec(drawing: Drawing): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: card.contentWidth,
    height: Math.ceil(drawing.height),
    padding: card.padding,
    autosize: "none",
    background: colours.card,
    config: { font: fontFamily, view: { stroke: null }, aria: false },
    params: Object.entries(drawing.scales).flatMap(([name, scale]) =>
      (["from", "to", "start", "end"] as const).map((part) => ({
        name: `${name}_${part}`,
        value: scale[part],
      })),
    ),
    datasets: Object.fromEntries(Object.entries(drawing.rows).map(([name, rows]) => [name, [...rows]])),
    resolve: { scale: { x: "independent", y: "independent" } },
    layer: [...drawing.layers],
  };
}

/** Gives an encoding channel on one of the drawing's named scales. */
export function on<Field extends string>(scaleName: string, field: Field) {
  return {
    field,
    type: "quantitative" as const,
    axis: null,
    scale: {
      domain: [{ expr: `${scaleName}_from` }, { expr: `${scaleName}_to` }],
      range: [{ expr: `${scaleName}_start` }, { expr: `${scaleName}_end` }],
      zero: false,
      nice: false,
    },
  };
}

/** Gives an encoding channel whose field is already in points. */
export function points<Field extends string>(field: Field) {
  return { field, type: "quantitative" as const, axis: null, scale: null };
}

/** Texts, from the dataset `words`. */
export const wordsLayer: Layer = textLayer("words", {});

/** White rims under texts that lines may pass behind, from the dataset `halos`. */
export const halosLayer: Layer = textLayer("halos", {
  stroke: colours.card,
  strokeWidth: 5,
  strokeJoin: "round",
  strokeOpacity: 0.9,
});

/** Thin lines, from the dataset `rules`. */
export const rulesLayer: Layer = {
  data: { name: "rules" },
  mark: {
    type: "rule",
    stroke: { expr: "datum.stroke" },
    strokeWidth: { expr: "datum.width" },
    strokeDash: { expr: "datum.dash" },
  },
  encoding: { x: points("x"), y: points("y"), x2: { field: "x2" }, y2: { field: "y2" } },
};

function textLayer(name: string, look: object): Layer {
  return {
    data: { name },
    mark: {
      type: "text",
      baseline: "alphabetic",
      align: { expr: "datum.align" },
      fontSize: { expr: "datum.size" },
      fontWeight: { expr: "datum.weight" },
      fill: { expr: "datum.fill" },
      ...look,
    },
    encoding: { x: points("x"), y: points("y"), text: { field: "text", type: "nominal" } },
  };
}
