import type { Day } from "../../src/funnel/calendar.ts";
import { type Cell, eventKinds, type Snapshot, total } from "../../src/funnel/cells.ts";
import { defaultSettings } from "../../src/funnel/settings.ts";
import type { History } from "../../src/warnings/history.ts";
import { monday } from "./warnings.ts";

const weeks = 90;
const ages = [2, 4, 7, 10, 14, 18, 23, 28, 34, 41];

export interface FallingParts {
  readonly asOf?: Day;
  /** Whole weeks before `monday` from which on only this share of the usual MQLs become opportunities. */
  readonly fallenFor?: number;
  readonly factor?: number;
  /** From this day on it is as it was. */
  readonly recoversOn?: Day;
  readonly staleSources?: History["staleSources"];
}

/**
 * Ninety weeks of 100 MQLs, of which 24% become opportunities, of which 25% are won; for the last weeks before
 * `monday` far fewer of the new MQLs do. Without chance: what is left over of a fraction is carried to the next day.
 */
export function fallingHistory(parts: FallingParts = {}): History {
  const { asOf = monday, fallenFor = 7, factor = 0.5, recoversOn = Number.POSITIVE_INFINITY } = parts;
  const first = monday - weeks * 7;
  let carried = 0;
  const cells = (entered: number, share: (day: Day) => number): readonly Cell[] =>
    Array.from({ length: Math.max(0, asOf - first) }, (_, index) => first + index)
      .filter((day) => (day - first) % 7 < 5)
      .map((day) => {
        const events = ages.flatMap((age) => {
          carried += (entered * share(day)) / ages.length;
          const count = Math.floor(carried);
          carried -= count;
          return count > 0 && day + age < asOf ? [eventKinds.converted, age, count] : [];
        });
        return { day, entered, events };
      });
  const snapshot: Snapshot = {
    slice: total,
    cells: new Map([
      ["lead-to-mql", cells(40, () => 0.5)],
      [
        "mql-to-opportunity",
        cells(20, (day) => (day >= monday - fallenFor * 7 && day < recoversOn ? 0.24 * factor : 0.24)),
      ],
      ["opportunity-to-customer", cells(5, () => 0.25)],
    ]),
    revenue: [],
    accountWins: [],
    assets: [],
    contentDays: [],
    visits: [],
    rates: [],
  };
  return {
    asOf,
    settings: defaultSettings,
    total: snapshot,
    acquisitionChannels: [],
    stages: [],
    bulkLoads: [],
    hasTouches: false,
    targets: [],
    staleSources: parts.staleSources ?? [],
  };
}
