import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { storeAccountWeeks } from "./account-weeks.ts";
import { mergeContentDays, storeAssets } from "./content-cells.ts";
import { allContributions } from "./contributions.ts";
import { changeJourneys } from "./journey-changes.ts";
import type { JourneyRules } from "./journeys.ts";
import { cellChanges, mergeCells, sumChanges } from "./merge-cells.ts";
import { mergeRevenue, revenueContributions } from "./merge-revenue.ts";
import { storeRevenueWeeks } from "./revenue-weeks.ts";
import { nameTouched } from "./touched.ts";
import { mergeWeekCells } from "./week-cells.ts";
import type { WeekRules } from "./week-rules.ts";
import { storeContentWeeks } from "./weeks.ts";

/** From so many changes on, statistics of what is touched are worth what they cost. */
const manyChanges = 10_000;

/**
 * Applies the changes taken, so many, to journeys, cells and, unless they are null, whole weeks. Gives how many journeys of
 * leads and opportunities changed.
 */
export async function refreshChanged(
  store: Transaction<Database>,
  rules: JourneyRules,
  weeks: WeekRules | null,
  changes: number,
): Promise<{ readonly leads: number; readonly opportunities: number }> {
  const { workspaceId } = rules;
  const analyze = async (...tables: readonly string[]) => {
    if (changes < manyChanges) return;
    await sql`analyze ${sql.join(tables.map((name) => sql.table(name)))}`.execute(store);
  };
  await nameTouched(store, workspaceId);
  await analyze("touched_leads", "touched_opportunities", "touched_uses");
  const { leads, opportunities, stays, uses } = await changeJourneys(store, rules);
  const table = (name: string) => sql.table(name);
  await sumChanges(
    store,
    allContributions(table(leads.changed), table(opportunities.changed), table(stays.changed), "signed"),
  );
  await analyze(cellChanges);
  await mergeCells(store, workspaceId);
  if (weeks) await mergeWeekCells(store, weeks, table(cellChanges));
  const won = await mergeRevenue(
    store,
    workspaceId,
    revenueContributions(table(opportunities.changed), "signed"),
  );
  const contentDays = await mergeContentDays(store, workspaceId, table(uses.changed));
  if (weeks) {
    await storeAccountWeeks(store, weeks, won.accounts);
    await storeRevenueWeeks(store, weeks, won.revenue);
    await storeContentWeeks(store, weeks, contentDays);
  }
  await storeAssets(store, rules, table(uses.changed));
  const temporary = [
    "touched_leads",
    "touched_opportunities",
    "touched_uses",
    ...[leads, opportunities, stays, uses].map(({ changed }) => changed),
    cellChanges,
  ];
  await sql`drop table ${sql.join(temporary.map((name) => sql.table(name)))}`.execute(store);
  return { leads: leads.written, opportunities: opportunities.written };
}
