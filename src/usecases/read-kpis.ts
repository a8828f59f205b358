import type { Day } from "../funnel/calendar.ts";
import { type Dimension, type Snapshot, total } from "../funnel/cells.ts";
import { type Grain, type Period, splitPeriod } from "../funnel/period.ts";
import type { Kpi, KpiName, Mode, Question, Reading } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import { kpis } from "../kpis/index.ts";
import type { Store } from "../store/database.ts";
import { loadSnapshots } from "../store/snapshots/load.ts";

export interface KpiRequest {
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly names: readonly KpiName[];
  readonly range: Period;
  readonly grain: Grain;
  readonly by?: Dimension;
  readonly mode: Mode;
  readonly windowDays?: number;
  readonly asOf: Day;
}

/**
 * Gives the readings asked for, computed from snapshots only: by KPI, then period, then member of the breakdown. A
 * KPI that has no such breakdown is left out of a request that names several.
 */
export async function readKpis(store: Store, request: KpiRequest): Promise<readonly Reading[]> {
  const { workspaceId, settings, range, grain, asOf, by } = request;
  const definitions: Kpi[] = request.names
    .map((name) => kpis[name])
    .filter((kpi) => !by || kpi.dimensions.includes(by));
  const questions = splitPeriod(range, grain, settings).map(
    (period): Question => ({
      period,
      asOf,
      mode: request.mode,
      settings,
      ...(request.windowDays === undefined ? {} : { windowDays: request.windowDays }),
    }),
  );
  const load = (slices: "total" | Dimension, asked: readonly Kpi[]) =>
    asked.length === 0
      ? Promise.resolve([])
      : loadSnapshots(store, {
          workspaceId,
          slices,
          needs: asked.flatMap((kpi) => questions.flatMap((question) => kpi.needs(question))),
        });
  const slices = await load(by ?? "total", definitions);
  const channels =
    by === "acquisition-channel"
      ? slices
      : await load(
          "acquisition-channel",
          by ? [] : definitions.filter((kpi) => kpi.needsAcquisitionChannels),
        );
  return definitions.flatMap((kpi) =>
    questions.flatMap((question) =>
      (slices.length === 0 && !by ? [nothing] : slices).map((snapshot) =>
        kpi.read(snapshot, question, channels),
      ),
    ),
  );
}

/** One reading among many that are asked for at once. */
export interface Asked {
  readonly kpi: KpiName;
  readonly period: Period;
  readonly mode: Mode;
  /** Whether the detail of KPIs 3 and 4 tells every acquisition channel; off, the many of a series stay cheap. */
  readonly channels?: boolean;
}

export interface ManyRequest {
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly asOf: Day;
  readonly asked: readonly Asked[];
}

/**
 * Gives one reading of the total for each of many questions, in their order, from cells that are loaded once: the
 * number of queries does not grow with the number of questions.
 */
export async function readMany(
  store: Store,
  { workspaceId, settings, asOf, asked }: ManyRequest,
): Promise<readonly Reading[]> {
  const questions = asked.map(({ kpi, period, mode, channels = true }) => {
    const definition: Kpi = kpis[kpi];
    const question: Question = { period, asOf, mode, settings };
    // The revenue mix is made of the acquisition channels; others only tell them.
    const byChannel = definition.needsAcquisitionChannels && (channels || kpi === "revenue-mix");
    return { definition, question, byChannel };
  });
  const needs = questions.map(({ definition, question }) => definition.needs(question));
  const [whole = nothing] = await loadSnapshots(store, { workspaceId, slices: "total", needs: needs.flat() });
  const channelNeeds = needs.flatMap((need, index) => (questions[index]?.byChannel ? need : []));
  const channels =
    channelNeeds.length === 0
      ? []
      : await loadSnapshots(store, { workspaceId, slices: "acquisition-channel", needs: channelNeeds });
  return questions.map(({ definition, question, byChannel }) =>
    definition.read(whole, question, byChannel ? channels : []),
  );
}

/** Gives readings by the cases that stand behind them. */
export function largestFirst<R extends Pick<Reading, "denominator">>(readings: readonly R[]): readonly R[] {
  return readings.toSorted((a, b) => (b.denominator ?? 0) - (a.denominator ?? 0));
}

const nothing: Snapshot = {
  slice: total,
  cells: new Map(),
  revenue: [],
  accountWins: [],
  assets: [],
  contentDays: [],
  visits: [],
  rates: [],
};
