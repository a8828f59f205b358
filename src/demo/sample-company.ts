import { type Day, localDay } from "../funnel/calendar.ts";
import type { FactKind } from "../funnel/facts.ts";
import { clearFacts } from "../store/clear-facts.ts";
import type { Store } from "../store/database.ts";
import { storeFacts } from "../store/facts.ts";
import { listSourceDeliveries } from "../store/source-deliveries.ts";
import { addWorkspace, listWorkspaces, saveSettings, type Workspace } from "../store/workspaces.ts";
import { rebuild } from "../usecases/refresh.ts";
import { generateCompany } from "./company/generate.ts";
import { companySettings } from "./company/profile.ts";

export const sampleCompany = "Sample company";
const seed = 42;
const source = "Sample CRM";
const timeZone = "Europe/Athens";
/** The company's stories are told relative to the day it was made; after this they would be old. */
const freshForDays = 7;

/**
 * Gives the workspace of the sample company with 18 months of facts up to today: as it was left, or made anew when
 * there is none yet or the last one has grown old.
 */
export async function openSampleCompany(
  store: Store,
  now: Date,
  onProgress: (text: string) => void,
): Promise<Workspace> {
  const today = localDay(now.getTime(), timeZone);
  const known = (await listWorkspaces(store)).find(({ name }) => name === sampleCompany);
  if (known && today - (await madeOn(store, known)) < freshForDays) return known;
  const settings = companySettings(today);
  const workspace = known ?? (await addWorkspace(store, { name: sampleCompany, settings }));
  onProgress(
    known
      ? "Telling the sample company's last 18 months anew"
      : "Making up a sample company: 18 months, 22,000 leads",
  );
  await saveSettings(store, workspace.workspaceId, settings);
  await clearFacts(store, workspace.workspaceId);
  const company = generateCompany({ seed, today });
  for (const kind of Object.keys(company) as (keyof typeof company & FactKind)[]) {
    await storeFacts(store, { workspaceId: workspace.workspaceId, source, kind, facts: company[kind], now });
  }
  onProgress("Computing its snapshots");
  await rebuild(store, workspace, now);
  return workspace;
}

/** The day on which the company's facts were made; long ago when they were not made to the end. */
async function madeOn(store: Store, { workspaceId }: Workspace): Promise<Day> {
  const deliveries = await listSourceDeliveries(store, workspaceId);
  const latest = Math.max(0, ...deliveries.map(({ receivedAt }) => receivedAt));
  return localDay(latest, timeZone);
}
