import type { Day } from "../funnel/calendar.ts";
import { type Rule, rule, type Word, word } from "./drawing.ts";
import { type Box, boxOf, overlap } from "./label-place.ts";
import { type LinearScale, place } from "./scale.ts";
import { colours, textStyles } from "./theme.ts";

/** Something that happened on a day: a dotted line with its word. */
export interface Annotation {
  readonly day: Day;
  readonly text: string;
}

export interface PlacedAnnotations {
  /** Points of height, above the plot, that the words take. */
  readonly height: number;
  /** Gives words and dotted lines for a plot between two heights. */
  readonly draw: (
    top: number,
    bottom: number,
  ) => { readonly words: readonly Word[]; readonly rules: readonly Rule[] };
}

interface Flag {
  readonly x: number;
  readonly lane: number;
  readonly word: Word | null;
}

const laneHeight = 19;
const mostLanes = 3;
const mostWords = 6;
const widestWord = 170;

/**
 * Gives annotations as flags on dotted lines, in as few lanes above the plot as hold them: no word covers
 * another one or another one's line. Where not all fit, the oldest keep their line and lose their word.
 */
export function placeAnnotations(
  annotations: readonly Annotation[],
  days: LinearScale,
  width: number,
): PlacedAnnotations {
  const shown = annotations
    .filter(({ day }) => day >= days.from && day <= days.to)
    .sort((a, b) => b.day - a.day)
    .map(({ day, text }) => ({ x: Math.round(place(days, day)) + 0.5, text }));
  const worded = Math.min(shown.length, mostWords);
  const wordless = (from: number) => shown.slice(from).map(({ x }): Flag => ({ x, lane: -1, word: null }));
  let flags: readonly Flag[] = wordless(0);
  search: for (let count = worded; count > 0; count -= 1) {
    for (let lanes = 1; lanes <= mostLanes; lanes += 1) {
      const found = arranged(shown.slice(0, count), wordless(count), lanes, width);
      if (!found) continue;
      flags = found;
      break search;
    }
  }
  const used = Math.max(-1, ...flags.map(({ lane }) => lane)) + 1;
  return {
    height: used * laneHeight,
    draw: (top, bottom) => ({
      words: flags.flatMap(({ word }) => (word ? [{ ...word, y: word.y + top }] : [])),
      rules: flags.map(({ x, lane }) =>
        rule(x, top - (lane + 1) * laneHeight, x, bottom, { stroke: colours.dotted, dash: [2, 3] }),
      ),
    }),
  };
}

/** Gives an arrangement in which every one of `left` has its word, or null when there is none. */
function arranged(
  left: readonly { readonly x: number; readonly text: string }[],
  flags: readonly Flag[],
  lanes: number,
  width: number,
): readonly Flag[] | null {
  const [next, ...rest] = left;
  if (!next) return flags;
  for (let lane = 0; lane < lanes; lane += 1) {
    for (const align of ["right", "left"] as const) {
      const flag = flagAt(next.x, next.text, lane, align);
      const box = boxOf(flag.word);
      if (box.x < 0 || box.x2 > width) continue;
      if (!flags.every((other) => apart(flag, other) && apart(other, flag))) continue;
      const found = arranged(rest, [...flags, flag], lanes, width);
      if (found) return found;
    }
  }
  return null;
}

function flagAt(x: number, text: string, lane: number, align: "left" | "right") {
  const at = { x: align === "right" ? x - 6 : x + 6, y: -lane * laneHeight - 5, align, width: widestWord };
  return { x, lane, word: word(text, textStyles.axis, at) };
}

/** Whether the first flag's word leaves the second one's word and line alone. */
function apart(one: Flag, other: Flag): boolean {
  if (!one.word) return true;
  const box = wide(boxOf(one.word));
  const crossed = other.lane >= one.lane && other.x > box.x && other.x < box.x2;
  return !crossed && (!other.word || overlap(box, boxOf(other.word)) === 0);
}

function wide(box: Box): Box {
  return { ...box, x: box.x - 4, x2: box.x2 + 4 };
}
