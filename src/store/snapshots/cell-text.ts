import type { Cell } from "../../funnel/cells.ts";

/**
 * How cells travel. The events of one kind are `AGE:COUNT` parts by age, parted by blanks: `0:3 1:5`. Several cells
 * are one text: `DAY:ENTERED|converted|converted after out|went out;` for each, so that a year of them is one value
 * of one row. Kinds that were not asked for are missing from the end.
 */

/** The columns that keep events, in the order of `eventKinds`. */
export const eventColumns = ["converted", "converted_after_out", "went_out"] as const;

const colon = 58;
const bar = 124;
const semicolon = 59;
const minus = 45;

/** Gives the cells of a text, in its order. */
export function parseCells(text: string): readonly Cell[] {
  const cells: Cell[] = [];
  let day = 0;
  let entered = 0;
  // Gathered in one list and copied at its length: lists that grow are most of what reading would throw away.
  const events: number[] = [];
  let length = 0;
  let kind = -1;
  let first = 0;
  let number = 0;
  let inPart = false;
  let sign = 1;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) {
      number = number * 10 + (code - 48);
      continue;
    }
    if (code === minus) {
      sign = -1;
      continue;
    }
    if (code === colon) {
      first = sign * number;
      sign = 1;
      number = 0;
      inPart = true;
      continue;
    }
    if (inPart) {
      if (kind < 0) {
        day = first;
        entered = number;
      } else {
        events[length++] = kind;
        events[length++] = first;
        events[length++] = number;
      }
      number = 0;
      inPart = false;
    }
    if (code === bar) kind++;
    else if (code === semicolon) {
      cells.push({ day, entered, events: events.slice(0, length) });
      length = 0;
      kind = -1;
    }
  }
  return cells;
}

/** What a refresh adds to a cell: kinds, ages and signed counts, side by side. Kind −1 is the entries themselves. */
export interface CellChange {
  readonly kinds: readonly number[];
  readonly ages: readonly number[];
  readonly counts: readonly number[];
}

export interface CellTexts {
  readonly entered: number;
  /** One for each of `eventColumns`. */
  readonly events: readonly string[];
}

/** Gives the cell with a change added, or null when it comes to nothing. */
export function changedCell(held: CellTexts | null, { kinds, ages, counts }: CellChange): CellTexts | null {
  let entered = held?.entered ?? 0;
  const events = eventColumns.map((_, kind) => held?.events[kind] ?? "");
  kinds.forEach((kind, index) => {
    const count = counts[index] ?? 0;
    const text = events[kind];
    if (text === undefined) entered += count;
    else events[kind] = withCount(text, ages[index] ?? 0, count);
  });
  return entered === 0 && events.every((text) => text === "") ? null : { entered, events };
}

/** Gives `AGE:COUNT` parts with a count added at an age. The other parts, of which there are hundreds, stay text. */
function withCount(text: string, age: number, change: number): string {
  const start = placeOf(text, age);
  const isThere = text.startsWith(`${age}:`, start);
  const end = isThere ? endOf(text, start) : start;
  const count = change + (isThere ? Number(text.slice(text.indexOf(":", start) + 1, end)) : 0);
  return [text.slice(0, start), count === 0 ? "" : `${age}:${count}`, text.slice(end)]
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(" ");
}

/** Where the part of an age begins, or would. */
function placeOf(text: string, age: number): number {
  if (text.startsWith(`${age}:`)) return 0;
  const found = text.indexOf(` ${age}:`);
  if (found !== -1) return found + 1;
  let place = 0;
  while (place < text.length && Number.parseInt(text.slice(place, place + 10), 10) < age) {
    place = Math.min(endOf(text, place) + 1, text.length);
  }
  return place;
}

/** Where the part that begins at a place ends. */
function endOf(text: string, place: number): number {
  const blank = text.indexOf(" ", place);
  return blank === -1 ? text.length : blank;
}
