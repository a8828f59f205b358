import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CompiledQuery, sql } from "kysely";
import { from as copyFrom } from "pg-copy-streams";
import type { RemoteCells, RemoteWin } from "../../funnel/remote-cells.ts";
import type { Settings } from "../../funnel/settings.ts";
import type { Store } from "../database.ts";
import { mergeRevenue } from "./merge-revenue.ts";
import { snapshotTables } from "./tables.ts";
import { windowList } from "./week-rules.ts";
import { rebuildWeeks } from "./weeks.ts";

export interface GivenSnapshot {
  readonly workspaceId: number;
  /** Who computed the cells. */
  readonly source: string;
  readonly settings: Settings;
  readonly now: Date;
  readonly given: RemoteCells;
}

/**
 * Replaces all snapshots of a workspace by cells that were computed elsewhere, in one transaction: readings see the old
 * ones or the new ones. From then on the workspace's imported facts are no longer summed, until `forgetRemote`.
 * Gives how many cells there are.
 */
export async function replaceSnapshots(store: Store, snapshot: GivenSnapshot): Promise<number> {
  const { workspaceId, source, settings, now, given } = snapshot;
  return store.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('concord-refresh'), ${workspaceId})`.execute(transaction);
    for (const table of snapshotTables) {
      await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(transaction);
    }
    const cells = await copyInto(
      transaction,
      "cells (workspace_id, measure, dimension, member, day, entered, converted, converted_after_out, went_out)",
      given.cells(),
      (cell) => [
        workspaceId,
        cell.measure,
        cell.dimension,
        cell.member,
        cell.day,
        cell.entered,
        cell.converted,
        cell.convertedAfterOut,
        cell.wentOut,
      ],
    );
    await storeWins(transaction, workspaceId, given.wins());
    await storeAssets(transaction, workspaceId, given);
    const { timeZone, currency, stages, weekStart } = settings;
    await rebuildWeeks(transaction, { workspaceId, ...settings });
    await sql`
      insert into snapshot_states
        (workspace_id, time_zone, currency, stages, week_start, windows, refreshed_at, remote_source)
      values (${workspaceId}, ${timeZone}, ${currency}, ${[...stages]}::text[], ${weekStart},
        ${windowList(settings)}::integer[], ${now}, ${source})
      on conflict (workspace_id) do update set time_zone = excluded.time_zone, currency = excluded.currency,
        stages = excluded.stages, week_start = excluded.week_start, windows = excluded.windows,
        refreshed_at = excluded.refreshed_at, remote_source = excluded.remote_source`.execute(transaction);
    return cells;
  });
}

/** Lets a workspace's snapshots be made from imported facts again, if the source had computed them. */
export async function forgetRemote(store: Store, workspaceId: number, source: string): Promise<void> {
  await sql`
    delete from snapshot_states where workspace_id = ${workspaceId} and remote_source = ${source}`.execute(
    store,
  );
}

async function storeWins(
  transaction: Store,
  workspaceId: number,
  wins: AsyncIterable<readonly RemoteWin[]>,
): Promise<void> {
  await sql`create temporary table given_wins (day integer, account_id text, acquisition_channel text, segment text,
    currency text, wins integer, amount numeric(24, 4), wins_without_amount integer) on commit drop`.execute(
    transaction,
  );
  await copyInto(transaction, "given_wins", wins, (win) => [
    win.day,
    win.account,
    win.acquisitionChannel,
    win.segment,
    win.currency,
    win.wins,
    win.amount,
    win.winsWithoutAmount,
  ]);
  await mergeRevenue(transaction, workspaceId, sql`select * from given_wins`);
  await sql`drop table given_wins`.execute(transaction);
}

/** Assets get their numbers here: in the order of their ids. */
async function storeAssets(transaction: Store, workspaceId: number, given: RemoteCells): Promise<void> {
  const numbers = new Map<string, number>();
  await copyInto(
    transaction,
    "asset_cells (workspace_id, asset_number, asset_id, title, journey_stage, published_day, retired_day, first_sales_use_day)",
    given.assets(),
    (asset) => {
      const number = numbers.size + 1;
      numbers.set(asset.id, number);
      const { id, title, journeyStage, publishedDay, retiredDay, firstSalesUseDay } = asset;
      return [workspaceId, number, id, title, journeyStage, publishedDay, retiredDay, firstSalesUseDay];
    },
  );
  await sql`create temporary table given_uses (day integer, asset_number integer, in_opportunity boolean)
    on commit drop`.execute(transaction);
  await copyInto(transaction, "given_uses", given.uses(), (use) => [
    use.day,
    numbers.get(use.asset) ?? null,
    use.inOpportunity ? "t" : "f",
  ]);
  await sql`
    insert into content_day_cells (workspace_id, day, by_sales, in_opportunity)
    select ${workspaceId}::integer, day, array_agg(distinct asset_number order by asset_number),
      coalesce(array_agg(distinct asset_number order by asset_number) filter (where in_opportunity), '{}')
    from given_uses where asset_number is not null group by day`.execute(transaction);
  await sql`drop table given_uses`.execute(transaction);
}

type Cell = string | number | null;

/** Streams rows into a table; memory does not grow with them. Gives how many there were. */
async function copyInto<T>(
  transaction: Store,
  target: string,
  batches: AsyncIterable<readonly T[]>,
  cellsOf: (row: T) => readonly Cell[],
): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const batch of batches) {
      count += batch.length;
      yield batch.map((row) => `${cellsOf(row).map(copyText).join("\t")}\n`).join("");
    }
  }
  const statement = `copy ${target} from stdin`;
  const copy = copyFrom(statement);
  await transaction.executeQuery({
    ...CompiledQuery.raw(statement),
    // Kysely hands the text to pg as it is, and pg runs a query object that stands in its place.
    sql: copy as unknown as string,
  });
  await pipeline(Readable.from(lines()), copy);
  return count;
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function copyText(cell: Cell): string {
  if (cell === null) return "\\N";
  return typeof cell === "number"
    ? String(cell)
    : cell.replaceAll(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign);
}
