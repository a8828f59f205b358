import { type Day, localDay } from "../funnel/calendar.ts";
import { type Fact, factKinds } from "../funnel/facts.ts";
import { settingsSchema } from "../funnel/settings.ts";
import { addAnnotation } from "../store/annotations.ts";
import { clearFacts } from "../store/clear-facts.ts";
import type { Store } from "../store/database.ts";
import { lockKinds, storeFactsWithin } from "../store/facts.ts";
import type { ToldFact } from "../store/facts-staging.ts";
import { listSourceDeliveries } from "../store/source-deliveries.ts";
import { setTarget } from "../store/targets.ts";
import { addWorkspace, listWorkspaces, saveSettings, type Workspace } from "../store/workspaces.ts";
import { rebuild, refresh } from "../usecases/refresh.ts";
import { generateCompany } from "./company/generate.ts";
import { companySettings } from "./company/profile.ts";
import { companyNotes, companyTargets } from "./company/stories.ts";
import { channels, people } from "./emulated-slack/sample-workspace.ts";

export const sampleCompany = "Sample company";
const seed = 42;
const source = "Sample CRM";
const timeZone = "Europe/Athens";
/** The company's stories are told relative to the day it was made; after this they would be old. */
const freshForDays = 7;

/**
 * Gives the workspace of the sample company with 18 months of facts up to today: as it was left, or made anew when
 * there is none yet or the last one has grown old. Whenever that is cut short, the next call completes it.
 */
export async function openSampleCompany(
  store: Store,
  now: Date,
  onProgress: (text: string) => void,
): Promise<Workspace> {
  const today = localDay(now.getTime(), timeZone);
  const known = (await listWorkspaces(store)).find(({ name }) => name === sampleCompany);
  if (known && today - (await madeOn(store, known)) < freshForDays) {
    await refresh(store, known, now);
    return known;
  }
  const settings = {
    ...companySettings(today),
    incidents: { channelId: channels.revenueTeam.id, marketingGroup: null, salesGroup: null },
  };
  const workspace = known ?? (await addWorkspace(store, { name: sampleCompany, settings }));
  onProgress(
    known
      ? "Telling the sample company's last 18 months anew"
      : "Making up a sample company: 18 months, 22,000 leads",
  );
  await saveSettings(store, workspace.workspaceId, settings);
  await storeCompany(store, workspace, today, now);
  for (const note of companyNotes(today)) {
    await addAnnotation(store, workspace.workspaceId, { ...note, notedBy: people.marketer.id }, now);
  }
  for (const target of companyTargets(today)) {
    await setTarget(store, workspace.workspaceId, { ...target, setBy: people.marketer.id }, now);
  }
  onProgress("Computing its snapshots");
  const company = { ...workspace, settings: settingsSchema.parse(settings) };
  await rebuild(store, company, now);
  return company;
}

/** Puts the company's facts in the place of what is stored, all or none of them. */
function storeCompany(store: Store, { workspaceId }: Workspace, today: Day, now: Date): Promise<void> {
  const company = generateCompany({ seed, today });
  const kinds = factKinds.filter((kind): kind is keyof typeof company => kind in company);
  return store.transaction().execute(async (transaction) => {
    await lockKinds(transaction, workspaceId, kinds);
    await clearFacts(transaction, workspaceId);
    for (const kind of kinds) {
      const facts = toldFacts(company[kind]);
      await storeFactsWithin(transaction, { workspaceId, source, kind, facts, now });
    }
  });
}

function toldFacts(facts: readonly Fact[]): readonly ToldFact[] {
  return facts.map((fact, index) => ({ line: index + 1, fact }));
}

/** The day on which the company's facts were made; long ago when there are none. */
async function madeOn(store: Store, { workspaceId }: Workspace): Promise<Day> {
  const deliveries = await listSourceDeliveries(store, workspaceId);
  const latest = Math.max(0, ...deliveries.map(({ receivedAt }) => receivedAt));
  return localDay(latest, timeZone);
}
