import type { Day } from "../funnel/calendar.ts";
import type { Annotation } from "./annotations.ts";
import { cardSpec, rulesLayer, type VegaLiteSpec, wordsLayer } from "./drawing.ts";
import { type EndLabel, endRoom, endWords, type PlacedEnd } from "./end-labels.ts";
import { emptyCard, type HeaderModel, header } from "./header.ts";
import { type AxisFormat, place } from "./scale.ts";
import { colours, type TextStyle, type Tone, textStyles, toneColours } from "./theme.ts";
import {
  type AreaPoint,
  areasLayer,
  dotsLayer,
  type LinePoint,
  lastDot,
  linesLayer,
  lineWidth,
  solidLine,
  timePanel,
  unbroken,
} from "./time-panel.ts";

export interface IncidentPoint {
  readonly day: Day;
  readonly observed: number | null;
  readonly expected: number | null;
  /** What the teams agreed for that day. */
  readonly target: number | null;
}

/** What was observed against what was to be expected, for an incident's card. */
export interface IncidentLineModel extends HeaderModel {
  readonly axis: AxisFormat;
  /** By day, oldest first. */
  readonly points: readonly IncidentPoint[];
  /** The day since when it holds; the gap is shaded from there, and `text` stands on its line. */
  readonly since: Annotation | null;
  readonly annotations: readonly Annotation[];
  readonly observed: EndLabel;
  readonly expected: EndLabel;
  /** Null: nothing was agreed. */
  readonly target: EndLabel | null;
  /** `bad` while it lasts, `good` when it is over. */
  readonly tone: Tone;
}

const plotHeight = 150;

/** Gives the two lines and the gap between them. */
export function incidentLine(model: IncidentLineModel): VegaLiteSpec {
  const last = model.points.findLast(({ observed }) => observed !== null);
  if (!last) return emptyCard(model);
  const head = header(model);
  const panel = timePanel({
    days: model.points.map(({ day }) => day),
    values: model.points
      .flatMap(({ observed, expected, target }) => [observed, expected, target])
      .filter((each) => each !== null),
    axis: model.axis,
    annotations: [...model.annotations, ...(model.since ? [model.since] : [])],
    top: head.bottom + 14,
    height: plotHeight,
    right: endRoom([model.observed, model.expected, ...(model.target ? [model.target] : [])]),
  });
  const expected = model.points.findLast((point) => point.expected !== null);
  const fill = lineColour(model.tone);
  const end = (day: Day, value: number, label: EndLabel, style: TextStyle): PlacedEnd => ({
    label,
    style,
    x: place(panel.x, day),
    y: place(panel.y, value),
  });
  const agreed = model.points.findLast((point) => point.target !== null);
  const ends = [
    end(last.day, last.observed ?? 0, model.observed, { ...textStyles.value, fill }),
    ...(expected ? [end(expected.day, expected.expected ?? 0, model.expected, textStyles.change)] : []),
    ...(agreed && model.target
      ? [
          end(agreed.day, agreed.target ?? 0, model.target, {
            ...textStyles.change,
            fill: colours.accentText,
          }),
        ]
      : []),
  ];
  return cardSpec({
    height: panel.bottom,
    layers: [areasLayer, rulesLayer, linesLayer, dotsLayer, wordsLayer],
    rows: {
      words: [...head.words, ...panel.words, ...endWords(ends)],
      rules: panel.rules,
      areas: gap(model),
      lines: linesOf(model, fill),
      dots: [lastDot({ day: last.day, value: last.observed ?? 0 }, true, fill)],
    },
    scales: { day: panel.x, figure: panel.y },
  });
}

function lineColour(tone: Tone): string {
  return tone === "bad" || tone === "good" ? toneColours[tone] : colours.accent;
}

/** Gives the expected course, then the observed one, which takes the tone's colour where the gap begins. */
function linesOf(model: IncidentLineModel, fill: string): readonly LinePoint[] {
  const observed = model.points.map(({ day, observed }) => ({ day, value: observed }));
  const since = model.since?.day ?? Number.POSITIVE_INFINITY;
  const firstAfter = observed.findIndex(({ day }) => day >= since);
  const turn = firstAfter === -1 ? observed.length : firstAfter;
  return [
    ...solidLine(
      model.points.map(({ day, expected }) => ({ day, value: expected })),
      { name: "expected", stroke: colours.second, width: 2, dash: [6, 4] },
    ),
    ...solidLine(
      model.points.map(({ day, target }) => ({ day, value: target })),
      { name: "target", stroke: colours.accentTarget, width: 1.5 },
    ),
    ...solidLine(observed.slice(0, turn + 1), { name: "before", stroke: colours.accent, width: lineWidth }),
    ...solidLine(observed.slice(turn), { name: "since", stroke: fill, width: lineWidth }),
  ];
}

/** Gives the area between the two lines, from the day since when it holds. */
function gap(model: IncidentLineModel): readonly AreaPoint[] {
  const { since } = model;
  if (since === null) return [];
  const after = model.points.filter(({ day }) => day >= since.day);
  return unbroken(after, ({ observed, expected }) => observed === null || expected === null).flatMap(
    (part, run) =>
      part.map(({ day, observed, expected }) => ({
        day,
        low: observed ?? 0,
        high: expected ?? 0,
        run: `gap ${run}`,
        fill: model.tone === "good" ? colours.secondBand : colours.badBand,
      })),
  );
}
