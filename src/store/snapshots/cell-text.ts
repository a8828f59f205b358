import type { Cell } from "../../funnel/cells.ts";
import { eventKinds } from "../../funnel/cells.ts";

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
  const byKind = Object.values(eventKinds).map(() => new Map<number, number>());
  kinds.forEach((kind, index) => {
    const count = counts[index] ?? 0;
    const changes = byKind[kind];
    if (changes) changes.set(ages[index] ?? 0, count);
    else entered += count;
  });
  const events = byKind.map((changes, kind) => {
    const text = held?.events[kind] ?? "";
    return changes.size === 0 ? text : withChanges(text, changes);
  });
  return entered === 0 && events.every((text) => text === "") ? null : { entered, events };
}

function withChanges(text: string, changes: ReadonlyMap<number, number>): string {
  const counts = new Map<number, number>();
  for (const part of text === "" ? [] : text.split(" ")) {
    const [age, count] = part.split(":");
    counts.set(Number(age), Number(count));
  }
  for (const [age, change] of changes) counts.set(age, (counts.get(age) ?? 0) + change);
  return [...counts]
    .filter(([, count]) => count !== 0)
    .sort(([a], [b]) => a - b)
    .map(([age, count]) => `${age}:${count}`)
    .join(" ");
}
