import type { Word } from "./drawing.ts";
import { textWidth } from "./text-fit.ts";

/** A rectangle on the card, in points. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
}

/** Gives the rectangle that a word covers. */
export function boxOf(word: Word): Box {
  const width = textWidth(word.text, { size: word.size, weight: word.weight, fill: word.fill });
  const x = word.align === "left" ? word.x : word.align === "right" ? word.x - width : word.x - width / 2;
  return { x, x2: x + width, y: word.y - word.size * 0.8, y2: word.y + word.size * 0.25 };
}

/** Gives how many square points two rectangles share. */
export function overlap(one: Box, other: Box): number {
  const width = Math.min(one.x2, other.x2) - Math.max(one.x, other.x);
  const height = Math.min(one.y2, other.y2) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** Whether a word lies over something that is already drawn. */
export function covers(word: Word, drawn: readonly Box[]): boolean {
  const box = boxOf(word);
  return drawn.some((each) => overlap(box, each) > 0);
}

/** Gives the one candidate that covers the least of what is drawn, the earlier one when they tie; none of none. */
export function clearest(candidates: readonly Word[], drawn: readonly Box[]): readonly Word[] {
  let best: readonly Word[] = [];
  let bestCovered = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const box = boxOf(candidate);
    const covered = drawn.reduce((sum, each) => sum + overlap(box, each), 0);
    if (covered < bestCovered) [best, bestCovered] = [[candidate], covered];
  }
  return best;
}

/** Gives heights near the wanted ones, in their order, at least `gap` points apart. */
export function spread(wanted: readonly number[], gap: number): readonly number[] {
  const order = wanted
    .map((height, index) => ({ height, index }))
    .sort((a, b) => a.height - b.height || a.index - b.index);
  const placed = [...wanted];
  // Neighbours that are too close share their middle, as one block that may then meet the next.
  const blocks: { middle: number; members: number[] }[] = [];
  for (const { height, index } of order) {
    let block = { middle: height, members: [index] };
    for (let before = blocks.at(-1); before; before = blocks.at(-1)) {
      const room = ((before.members.length + block.members.length) / 2) * gap;
      if (block.middle - before.middle >= room) break;
      blocks.pop();
      const members = [...before.members, ...block.members];
      const middle =
        (before.middle * before.members.length + block.middle * block.members.length) / members.length;
      block = { middle, members };
    }
    blocks.push(block);
  }
  for (const { middle, members } of blocks) {
    for (const [place, index] of members.entries()) {
      placed[index] = middle + (place - (members.length - 1) / 2) * gap;
    }
  }
  return placed;
}
