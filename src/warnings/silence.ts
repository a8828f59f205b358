import { type Day, parseDay } from "../funnel/calendar.ts";
import { type Cell, cellsOf, type Measure, type Snapshot } from "../funnel/cells.ts";
import type { CreatedCell } from "../funnel/creations.ts";
import type { FactKind } from "../funnel/facts.ts";
import type { Settings } from "../funnel/settings.ts";
import type { History, StaleSource } from "./history.ts";
import { type SilentSpell, silentSpells } from "./statistics/silent-spells.ts";
import { withoutTrickles } from "./statistics/trickles.ts";
import { endOf, type Weeks } from "./statistics/weeks.ts";
import { thresholdOf } from "./thresholds.ts";

/** The rule's own figures, which its file exports too; here, since what it opens on is what holds the others. */
export const silenceRule = { name: "data-stale", threshold: 7, opens: "above" } as const;

/** The measures whose entry (or exit) days show that facts of a kind arrive. */
const traces: Partial<Record<FactKind, readonly Measure[]>> = {
  leads: ["lead-to-mql", "mql-to-opportunity"],
  opportunities: ["opportunity-to-customer", "won", "lost"],
};

/**
 * Gives every time that a source stopped delivering leads or opportunities, or as good as stopped, by the days on which they were created:
 * those that ended as well, so that what was held then stays held in a later look.
 */
export function staleSourcesOf(
  cells: readonly CreatedCell[],
  asOf: Day,
  settings: Settings,
): readonly StaleSource[] {
  const isQuiet = quietDays(settings);
  return [...Map.groupBy(cells, ({ source, kind }) => `${kind} ${source}`).values()].flatMap((series) => {
    const known = series.filter(({ day }) => day < asOf);
    const first = Math.min(...known.map(({ day }) => day));
    if (!Number.isFinite(first)) return [];
    const activity = new Array<number>(asOf - first).fill(0);
    for (const { day, created } of known) activity[day - first] = (activity[day - first] ?? 0) + created;
    const quiet = (day: number) => isQuiet(first + day);
    const spells = silentSpells(withoutTrickles(activity, quiet), quiet, silenceRule.threshold);
    return spells.flatMap((spell) =>
      series[0]
        ? [
            {
              source: series[0].source,
              kinds: [series[0].kind],
              lastReceived: first + spell.lastDay,
              staleSince: first + spell.staleSince,
              resumedOn: spell.resumedOn === null ? null : first + spell.resumedOn,
            },
          ]
        : [],
    );
  });
}

/** Gives every time that a kind of fact stopped arriving at all, by the days of the history's cells. */
export function silencesOfKind(history: History, weeks: Weeks, kind: FactKind): readonly SilentSpell[] {
  const isHoliday = quietDays(history.settings);
  const isQuiet = (day: number) => isHoliday(weeks.first + day) || weeks.quiet[Math.floor(day / 7)] === true;
  return silentSpells(
    withoutTrickles(activityOf(history.total, kind, weeks), isQuiet),
    isQuiet,
    thresholdOf(history, silenceRule, kind),
  ).map((spell) => ({
    ...spell,
    lastDay: weeks.first + spell.lastDay,
    staleSince: weeks.first + spell.staleSince,
    resumedOn: spell.resumedOn === null ? null : weeks.first + spell.resumedOn,
  }));
}

/** Gives how many facts of some kinds each week's cells show. */
export function factsByWeek(
  { total }: Pick<History, "total">,
  weeks: Weeks,
  kinds: readonly FactKind[],
): readonly number[] {
  const perWeek = new Array<number>(weeks.count).fill(0);
  for (const kind of kinds) {
    activityOf(total, kind, weeks).forEach((count, day) => {
      const week = Math.floor(day / 7);
      perWeek[week] = (perWeek[week] ?? 0) + count;
    });
  }
  return perWeek;
}

/** Gives whether a silence was known, and not over yet, at the end of each week. */
export function weeksWithin(
  weeks: Weeks,
  spells: readonly { readonly staleSince: Day; readonly resumedOn?: Day | null }[],
): readonly boolean[] {
  return Array.from({ length: weeks.count }, (_, week) => {
    const end = endOf(weeks, week);
    return spells.some(({ staleSince, resumedOn }) => staleSince <= end && (resumedOn ?? end + 1) > end);
  });
}

function quietDays({ holidays }: Settings): (day: Day) => boolean {
  const days = new Set(holidays.map(parseDay));
  return (day) => days.has(day);
}

/** Facts of each day, from the first day of the first week. */
function activityOf(snapshot: Snapshot, kind: FactKind, weeks: Weeks): readonly number[] {
  const counts = new Array<number>(weeks.count * 7).fill(0);
  const add = (day: Day, count: number) => {
    const at = day - weeks.first;
    if (at >= 0 && at < counts.length) counts[at] = (counts[at] ?? 0) + count;
  };
  const addAll = (cells: readonly Cell[]) => {
    for (const cell of cells) add(cell.day, cell.entered);
  };
  for (const measure of traces[kind] ?? []) addAll(cellsOf(snapshot, measure));
  if (kind === "stage-changes") {
    for (const [measure, cells] of snapshot.cells) if (measure.startsWith("stage-entered:")) addAll(cells);
  }
  if (kind === "content-uses") for (const cell of snapshot.contentDays) add(cell.day, cell.bySales.length);
  return counts;
}
