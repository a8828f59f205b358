import type { Day } from "../funnel/calendar.ts";
import { type Dimension, type Snapshot, total } from "../funnel/cells.ts";
import { type Grain, type Period, splitPeriod } from "../funnel/period.ts";
import type { Kpi, KpiName, Mode, Question, Reading } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import { kpis } from "../kpis/index.ts";
import type { Store } from "../store/database.ts";
import { type LoadRequest, loadSnapshots, loadWithWeeks } from "../store/snapshots/load.ts";

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
  const periods = splitPeriod(range, grain, settings);
  const asking = (weeksKept: boolean) =>
    periods.map(
      (period): Question => ({
        period,
        asOf,
        mode: request.mode,
        settings,
        weeksKept,
        ...(request.windowDays === undefined ? {} : { windowDays: request.windowDays }),
      }),
    );
  const needsOf = (asked: readonly Kpi[], weeksKept: boolean) =>
    asked.flatMap((kpi) => asking(weeksKept).flatMap((question) => kpi.needs(question)));
  const byChannel = by ? [] : definitions.filter((kpi) => kpi.needsAcquisitionChannels);
  const { loaded, weeksKept } = await loadKept(store, settings, (weeksKept) => ({
    workspaceId,
    asOf,
    loads: [
      { slices: by ?? "total", needs: needsOf(definitions, weeksKept) },
      ...(byChannel.length === 0
        ? []
        : [{ slices: "acquisition-channel", needs: needsOf(byChannel, weeksKept) } as const]),
    ],
  }));
  const [slices = [], channels = by === "acquisition-channel" ? slices : []] = loaded;
  const questions = asking(weeksKept);
  return definitions.flatMap((kpi) =>
    questions.flatMap((question) =>
      (slices.length === 0 && !by ? [nothing] : slices).map((snapshot) =>
        kpi.read(snapshot, question, channels),
      ),
    ),
  );
}

/** Loads with whole weeks, or without them where those at hand were made with other settings. */
async function loadKept(store: Store, settings: Settings, request: (weeksKept: boolean) => LoadRequest) {
  const loaded = await loadWithWeeks(store, { ...request(true), weeks: settings });
  return loaded
    ? { loaded, weeksKept: true }
    : { loaded: await loadSnapshots(store, request(false)), weeksKept: false };
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
  const asking = (weeksKept: boolean) =>
    asked.map(({ kpi, period, mode, channels = true }) => {
      const definition: Kpi = kpis[kpi];
      const question: Question = { period, asOf, mode, settings, weeksKept };
      // The revenue mix is made of the acquisition channels; others only tell them.
      const byChannel = definition.needsAcquisitionChannels && (channels || kpi === "revenue-mix");
      return { definition, question, byChannel };
    });
  const needsOf = (questions: ReturnType<typeof asking>) =>
    questions.flatMap(({ definition, question }) => definition.needs(question));
  const { loaded, weeksKept } = await loadKept(store, settings, (weeksKept) => {
    const questions = asking(weeksKept);
    const channelNeeds = needsOf(questions.filter(({ byChannel }) => byChannel));
    return {
      workspaceId,
      asOf,
      loads: [
        { slices: "total", needs: needsOf(questions) },
        ...(channelNeeds.length === 0
          ? []
          : [{ slices: "acquisition-channel", needs: channelNeeds } as const]),
      ],
    };
  });
  const [[whole = nothing] = [], channels = []] = loaded;
  return asking(weeksKept).map(({ definition, question, byChannel }) =>
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
