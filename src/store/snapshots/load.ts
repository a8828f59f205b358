import { sql } from "kysely";
import type { Day } from "../../funnel/calendar.ts";
import {
  type AccountWinCell,
  type Cell,
  type Dimension,
  type Measure,
  type Need,
  type RateCell,
  type RevenueCell,
  type Slice,
  type Snapshot,
  total,
  type VisitCell,
  type WeekCell,
} from "../../funnel/cells.ts";
import type { Period } from "../../funnel/period.ts";
import type { Store } from "../database.ts";
import { accountWinColumns } from "./account-weeks.ts";
import { parseCells } from "./cell-text.ts";
import { parseCohorts } from "./cohort-text.ts";
import { type Part, partsOf } from "./load-parts.ts";
import { disjoint, united } from "./needs.ts";
import type { WeekRules } from "./week-rules.ts";
import {
  type KeptAccountWeek,
  parseAccountWeeks,
  parseAssets,
  parseContentDays,
  parseRevenue,
  parseVisits,
  parseWeeks,
} from "./week-text.ts";

/** The total, or every member of a dimension, and what is needed of each. */
export interface Load {
  readonly slices: "total" | Dimension;
  readonly needs: readonly Need[];
}

export interface LoadRequest {
  readonly workspaceId: number;
  /** The day at whose start we look. */
  readonly asOf: Day;
  readonly loads: readonly Load[];
}

/** How whole weeks must have been made. */
export type WeeksMade = Omit<WeekRules, "workspaceId">;

/**
 * Loads the cells that are needed, as of one moment of the database: for each load one snapshot for the total, or one
 * for each member of the dimension, ordered by name. Facts are never read.
 */
export async function loadSnapshots(
  store: Store,
  request: LoadRequest,
): Promise<readonly (readonly Snapshot[])[]> {
  return (await loadAll(store, request)) ?? [];
}

/** The same where whole weeks are among the needs; gives null when those at hand were made with other rules. */
export async function loadWithWeeks(
  store: Store,
  request: LoadRequest & { readonly weeks: WeeksMade },
): Promise<readonly (readonly Snapshot[])[] | null> {
  return loadAll(store, request);
}

type AnyRequest = LoadRequest & { readonly weeks?: WeeksMade };

async function loadAll(store: Store, request: AnyRequest): Promise<readonly (readonly Snapshot[])[] | null> {
  const loads = request.loads.map(({ slices, needs }) => ({ slices, needs: united(needs) }));
  // One statement sees one moment by itself; account wins need a second one.
  if (loads.every(({ slices, needs }) => winsAsked(slices, needs).length === 0)) {
    const loaded = await load(store, { ...request, loads });
    if (loaded === null) return null;
    if (loaded.every(({ wins }) => wins.length === 0))
      return loaded.map((one) => snapshotsOf(request, one, []));
  }
  return store
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (transaction) => {
      const loaded = await load(transaction, { ...request, loads });
      if (loaded === null) return null;
      const snapshots: (readonly Snapshot[])[] = [];
      for (const one of loaded) {
        const wins = await loadAccountWins(transaction, request.workspaceId, one.slices, one.wins);
        snapshots.push(snapshotsOf(request, one, wins));
      }
      return snapshots;
    });
}

type Sliced<T> = T & { readonly member: string };

interface Loaded {
  readonly slices: Load["slices"];
  readonly needs: readonly Need[];
  readonly parts: readonly Part[];
  readonly accountWeeks: readonly KeptAccountWeek[];
  /** The days whose account wins must be read beside. */
  readonly wins: readonly Period[];
}

/** Asks for all parts of all loads in one statement. */
async function load(store: Store, request: AnyRequest): Promise<readonly Loaded[] | null> {
  const { rows } = await sql<Part>`${sql.join(partsOf(request), sql` union all `)}`.execute(store);
  if (rows.find(({ part }) => part === "state")?.body !== "true") return null;
  const byLoad = Map.groupBy(rows, (row) => row.load);
  const shared = byLoad.get(-1) ?? [];
  return request.loads.map(({ slices, needs }, index) => {
    const parts = byLoad.get(index) ?? [];
    const accountWeeks = parts.flatMap(({ part, body }) =>
      part === "account-weeks" && body !== null ? parseAccountWeeks(body) : [],
    );
    const wins = disjoint([...winsAsked(slices, needs), ...weeksWithoutFigures(accountWeeks)]);
    return { slices, needs, parts: [...shared, ...parts], accountWeeks, wins };
  });
}

function winsAsked(slices: Load["slices"], needs: readonly Need[]): readonly Period[] {
  return needs.filter(
    ({ table }) => table === "account-wins" || (table === "account-weeks" && slices !== "total"),
  );
}

function weeksWithoutFigures(weeks: readonly KeptAccountWeek[]): readonly Period[] {
  return weeks.flatMap(({ day, figures }) => (figures === null ? [{ from: day, to: day + 7 }] : []));
}

/** Gives the snapshot of the total, or one for each member, in the order of their names. */
function snapshotsOf(
  { asOf }: LoadRequest,
  { slices, needs, parts, accountWeeks }: Loaded,
  wins: readonly Sliced<AccountWinCell>[],
): readonly Snapshot[] {
  const bodies = (part: Part["part"]) =>
    parts.flatMap((row) => (row.part === part && row.body !== null ? [{ ...row, body: row.body }] : []));
  const [assets] = bodies("assets");
  const visits = bodies("visits")
    .flatMap(({ member, body }) => parseVisits(body, member))
    .sort((a, b) => a.day - b.day);
  const shared = {
    assets: assets ? parseAssets(assets.body) : [],
    contentDays: bodies("content").flatMap(({ body }) => parseContentDays(body)),
    contentWeeks: bodies("content-weeks").flatMap(({ body }) => parseContentDays(body)),
    rates: bodies("rates").map(
      ({ name, member, body }): RateCell => ({ currency: member, day: Number(name), rate: body }),
    ),
  };
  const weekDays = bodies("week-days").flatMap(({ name, member, body }) => {
    const need = needs.find((need) => need.table === "week-days" && need.measure === name);
    const days = need ? parseCohorts(body, need) : [];
    return days.length === 0 ? [] : [{ measure: name as Measure, member, days }];
  });
  const daysBy = Map.groupBy(weekDays, ({ member }) => member);
  const ownBy = Map.groupBy(parts, ({ member }) => member);
  const winsBy = Map.groupBy(wins, ({ member }) => member);
  const own = (member: string) => {
    const held = {
      cells: new Map<Measure, readonly Cell[]>(),
      weeks: new Map<Measure, ReadonlyMap<Day, WeekCell>>(),
      weekDays: new Map(daysBy.get(member)?.map(({ measure, days }) => [measure, days])),
      revenue: [] as readonly RevenueCell[],
      revenueWeeks: [] as readonly RevenueCell[],
      accountWins: winsBy.get(member) ?? [],
    };
    for (const { part, name, body } of ownBy.get(member) ?? []) {
      if (body === null) continue;
      if (part === "cells") held.cells.set(name as Measure, parseCells(body));
      else if (part === "weeks") held.weeks.set(name as Measure, parseWeeks(body, asOf));
      else if (part === "revenue") held.revenue = parseRevenue(body);
      else if (part === "revenue-weeks") held.revenueWeeks = parseRevenue(body);
    }
    return held;
  };
  if (slices === "total") {
    const figured = accountWeeks.flatMap(({ day, figures }) => (figures === null ? [] : [{ day, figures }]));
    return [{ slice: total, ...own(""), accountWeeks: figured, visits, ...shared }];
  }
  const sliced: readonly Part["part"][] = ["cells", "weeks", "revenue", "revenue-weeks"];
  const members = new Set([
    ...parts.flatMap(({ part, member }) => (sliced.includes(part) ? [member] : [])),
    ...daysBy.keys(),
    ...winsBy.keys(),
  ]);
  const visitsBy =
    slices === "acquisition-channel"
      ? Map.groupBy(visits, ({ acquisitionChannel }) => acquisitionChannel)
      : new Map<string, readonly VisitCell[]>();
  return [...members].sort().map((member) => ({
    slice: { dimension: slices, member } satisfies Slice,
    ...own(member),
    visits: visitsBy.get(member) ?? [],
    ...shared,
  }));
}

async function loadAccountWins(
  store: Store,
  workspaceId: number,
  slices: Load["slices"],
  ranges: readonly Period[],
): Promise<readonly Sliced<AccountWinCell>[]> {
  if (ranges.length === 0) return [];
  const member =
    slices === "total" ? sql`''` : slices === "segment" ? sql`w.segment` : sql`w.acquisition_channel`;
  const { rows } = await sql<Sliced<AccountWinCell>>`
    select ${member} as member, ${accountWinColumns(workspaceId)}
    from unnest(${ranges.map(({ from }) => from)}::integer[], ${ranges.map(({ to }) => to)}::integer[])
      as range (from_day, to_day)
    join account_win_cells w on w.workspace_id = ${workspaceId} and w.day >= range.from_day and w.day < range.to_day
    order by member, w.day, w.account_id, w.currency`.execute(store);
  return rows;
}
