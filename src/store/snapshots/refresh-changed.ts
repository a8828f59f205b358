import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { storeAccountWeeks } from "./account-weeks.ts";
import { mergeContentDays, storeAssets } from "./content-cells.ts";
import { allContributions } from "./contributions.ts";
import { changeJourneys } from "./journey-changes.ts";
import type { JourneyRules } from "./journeys.ts";
import { mergeCells } from "./merge-cells.ts";
import { mergeRevenue, revenueContributions } from "./merge-revenue.ts";
import { storeRevenueWeeks } from "./revenue-weeks.ts";
import { nameTouched } from "./touched.ts";
import { mergeWeekCells } from "./week-cells.ts";
import type { WeekRules } from "./week-rules.ts";
import { storeContentWeeks } from "./weeks.ts";

/**
 * Applies the changes taken to journeys, cells and, unless they are null, whole weeks. Gives how many journeys of
 * leads and opportunities changed.
 */
export async function refreshChanged(
  store: Transaction<Database>,
  rules: JourneyRules,
  weeks: WeekRules | null,
): Promise<{ readonly leads: number; readonly opportunities: number }> {
  const { workspaceId } = rules;
  await nameTouched(store, workspaceId);
  const { leads, opportunities, stays, uses } = await changeJourneys(store, rules);
  const table = (name: string) => sql.table(name);
  await mergeCells(
    store,
    workspaceId,
    allContributions(table(leads.changed), table(opportunities.changed), table(stays.changed), "signed"),
    (changes) => (weeks ? mergeWeekCells(store, weeks, changes) : Promise.resolve()),
  );
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
  ];
  await sql`drop table ${sql.join(temporary.map((name) => sql.table(name)))}`.execute(store);
  return { leads: leads.written, opportunities: opportunities.written };
}
