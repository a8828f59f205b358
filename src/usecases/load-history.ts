import { civilDate, type Day, dayOf } from "../funnel/calendar.ts";
import { entryMeasures, exitMeasures, type Need, type Snapshot, total } from "../funnel/cells.ts";
import { bulkLoadsOf } from "../funnel/creations.ts";
import type { Settings } from "../funnel/settings.ts";
import { stageNames } from "../kpis/cycle-time.ts";
import type { Store } from "../store/database.ts";
import { loadSnapshots } from "../store/snapshots/load.ts";
import { firstDayOf, loadCreations } from "../store/snapshots/load-creations.ts";
import type { History, SubjectThreshold, Target } from "../warnings/history.ts";
import { staleSourcesOf } from "../warnings/silence.ts";

export interface HistoryRequest {
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly asOf: Day;
  readonly targets?: readonly Target[];
  readonly thresholds?: History["thresholds"];
  readonly subjectThresholds?: readonly SubjectThreshold[];
  /** The first day whose warnings matter, where a longer look back is wanted; else the as-of day. */
  readonly since?: Day;
}

/**
 * Three whole years before the year looked at: what the rules remember (a year of baseline, a year of frozen one) has
 * long faded by then, so that a later start tells the same story, and the years before need not be loaded.
 */
const yearsBack = 3;

/** Gives all that the rules know as of a day: the cells of that year and of three before it, loaded once. */
export async function loadHistory(store: Store, request: HistoryRequest): Promise<History> {
  const { workspaceId, settings, asOf, targets = [], since = asOf } = request;
  const first = (await firstDayOf(store, workspaceId)) ?? asOf;
  const from = Math.max(first, dayOf(civilDate(since).year - yearsBack, 1, 1));
  const needs: readonly Need[] = [
    ...[...entryMeasures, ...exitMeasures].map(
      (measure): Need => ({ table: "cells", measure, from, to: asOf }),
    ),
    { table: "stages", from, to: asOf },
    { table: "revenue", from, to: asOf },
    { table: "account-wins", from, to: asOf },
    { table: "content", from, to: asOf },
  ];
  const channelNeeds = needs.filter(({ table }) => table === "cells" || table === "revenue");
  const [[whole = empty] = [], acquisitionChannels = []] = await loadSnapshots(store, {
    workspaceId,
    asOf,
    loads: [
      { slices: "total", needs },
      { slices: "acquisition-channel", needs: channelNeeds },
    ],
  });
  const creations = await loadCreations(store, workspaceId, asOf);
  return {
    asOf,
    settings,
    total: whole,
    acquisitionChannels,
    stages: stageNames(whole, settings.stages),
    bulkLoads: bulkLoadsOf(creations),
    hasTouches: takeUpKnown(whole),
    targets,
    staleSources: staleSourcesOf(creations, asOf, settings),
    ...(request.thresholds ? { thresholds: request.thresholds } : {}),
    ...(request.subjectThresholds ? { subjectThresholds: request.subjectThresholds } : {}),
  };
}

/** Sales' own touches are known where more MQLs were worked than became opportunities. */
function takeUpKnown({ cells }: Snapshot): boolean {
  const events = (measure: "mql-to-worked" | "mql-to-opportunity") =>
    (cells.get(measure) ?? []).reduce((sum, cell) => {
      let count = 0;
      for (let i = 0; i + 2 < cell.events.length; i += 3)
        if (cell.events[i] !== 2) count += cell.events[i + 2] ?? 0;
      return sum + count;
    }, 0);
  return events("mql-to-worked") > events("mql-to-opportunity");
}

const empty: Snapshot = {
  slice: total,
  cells: new Map(),
  revenue: [],
  accountWins: [],
  assets: [],
  contentDays: [],
  visits: [],
  rates: [],
};
