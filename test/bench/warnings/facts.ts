import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateCompany } from "../../../src/demo/company/generate.ts";
import { companySettings, companyStart } from "../../../src/demo/company/profile.ts";
import { companyStories } from "../../../src/demo/company/stories.ts";
import { dayOf } from "../../../src/funnel/calendar.ts";
import type { FactKind } from "../../../src/funnel/facts.ts";
import { settingsSchema } from "../../../src/funnel/settings.ts";
import { openDatabase } from "../../../src/open-database.ts";
import { storeFacts } from "../../../src/store/facts.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { backtest } from "../../../src/usecases/evaluate-warnings.ts";
import { rebuild } from "../../../src/usecases/refresh.ts";

export interface FactsResult {
  readonly companies: number;
  readonly stories: number;
  readonly storiesFound: number;
  readonly falseAlarms: number;
  /** Years of weekly evaluations in which something could be false. */
  readonly years: number;
}

const quarter = 91;

/** Gives how the rules fare on the facts of sample companies, stored, counted into snapshots and loaded again. */
export async function measureFacts(companies: number): Promise<FactsResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "concord-bench-warnings-"));
  const database = await openDatabase({ databaseUrl: undefined, dataDir: folder, onProgress: () => {} });
  let storiesFound = 0;
  let falseAlarms = 0;
  let years = 0;
  try {
    for (let seed = 1; seed <= companies; seed++) {
      const today = dayOf(2026, 11, 24) + seed * 37;
      const now = new Date(today * 86_400_000);
      const settings = settingsSchema.parse(companySettings(today));
      const workspace = await addWorkspace(database.store, { name: `Company ${seed}`, settings });
      const company = generateCompany({ seed, today });
      for (const kind of Object.keys(company) as (keyof typeof company & FactKind)[]) {
        await storeFacts(database.store, {
          workspaceId: workspace.workspaceId,
          source: "CRM",
          kind,
          facts: company[kind],
          now,
        });
      }
      await rebuild(database.store, { workspaceId: workspace.workspaceId, settings }, now);
      const period = { from: companyStart(today) + 2 * quarter, to: today };
      const incidents = await backtest(database.store, {
        workspaceId: workspace.workspaceId,
        settings,
        period,
      });
      const { drop, neglect, stuck } = companyStories(today);
      const stories = [
        { rule: drop.kind, subject: null, since: drop.since },
        { rule: neglect.kind, subject: neglect.acquisitionChannel, since: neglect.since },
        { rule: stuck.kind, subject: stuck.stage, since: stuck.since },
      ];
      const told = (incident: (typeof incidents)[number]) =>
        stories.some(
          ({ rule, subject, since }) =>
            rule === incident.rule && subject === incident.subject && incident.openedOn > since,
        );
      storiesFound += incidents.filter(told).length;
      falseAlarms += incidents.filter((incident) => !told(incident)).length;
      years += (period.to - period.from) / 364;
    }
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
  return { companies, stories: 3 * companies, storiesFound, falseAlarms, years };
}
