import type { Day } from "../../../src/funnel/calendar.ts";
import {
  type AccountWinCell,
  type Cell,
  eventKinds,
  type Measure,
  type RevenueCell,
  type Slice,
  type Snapshot,
} from "../../../src/funnel/cells.ts";

interface OpenCell {
  entered: number;
  readonly events: Map<number, number>;
}

const kindsApart = 100_000;

/** Cells of one slice that grow as a simulated company lives. */
export class CellBook {
  readonly #slice: Slice;
  readonly #cells = new Map<Measure, Map<Day, OpenCell>>();
  readonly #revenue: RevenueCell[] = [];
  readonly #accountWins: AccountWinCell[] = [];

  constructor(slice: Slice) {
    this.#slice = slice;
  }

  enter(measure: Measure, day: Day, count = 1): void {
    this.#cell(measure, day).entered += count;
  }

  event(measure: Measure, entryDay: Day, kind: keyof typeof eventKinds, day: Day): void {
    const { events } = this.#cell(measure, entryDay);
    const key = eventKinds[kind] * kindsApart + Math.max(0, day - entryDay);
    events.set(key, (events.get(key) ?? 0) + 1);
  }

  exit(measure: Measure, day: Day, duration: number): void {
    this.enter(measure, day);
    this.event(measure, day, "converted", day + duration);
  }

  win(day: Day, account: string | null, firstWinDay: Day, amount: number): void {
    const money = { day, currency: "EUR", wins: 1, amount: amount.toFixed(2) };
    this.#revenue.push({ ...money, winsWithoutAmount: 0 });
    this.#accountWins.push({ ...money, account, firstWinDay });
  }

  snapshot(): Snapshot {
    const cells = new Map<Measure, readonly Cell[]>();
    for (const [measure, days] of this.#cells) {
      cells.set(
        measure,
        [...days]
          .sort(([a], [b]) => a - b)
          .map(([day, { entered, events }]) => ({
            day,
            entered,
            events: [...events]
              .sort(([a], [b]) => a - b)
              .flatMap(([key, count]) => [Math.floor(key / kindsApart), key % kindsApart, count]),
          })),
      );
    }
    return {
      slice: this.#slice,
      cells,
      revenue: this.#revenue.toSorted((a, b) => a.day - b.day),
      accountWins: this.#accountWins.toSorted((a, b) => a.day - b.day),
      assets: [],
      contentDays: [],
      visits: [],
      rates: [],
    };
  }

  #cell(measure: Measure, day: Day): OpenCell {
    let days = this.#cells.get(measure);
    if (!days) {
      days = new Map();
      this.#cells.set(measure, days);
    }
    let cell = days.get(day);
    if (!cell) {
      cell = { entered: 0, events: new Map() };
      days.set(day, cell);
    }
    return cell;
  }
}
