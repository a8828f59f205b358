import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Company, generateCompany } from "../../../src/demo/company/generate.ts";
import { companySettings, companyStart } from "../../../src/demo/company/profile.ts";
import { companyStories } from "../../../src/demo/company/stories.ts";
import { type Day, dayOf, formatDay } from "../../../src/funnel/calendar.ts";
import type { Fact, FactKind } from "../../../src/funnel/facts.ts";
import type { Period } from "../../../src/funnel/period.ts";
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
  /** Companies whose half-loaded source was found out. */
  readonly staleFound: number;
  /** Warnings that a half-loaded source raised, other than that it is. */
  readonly fooled: number;
}

const quarter = 91;
const halfLoadedFor = 56;
/** Of so many leads one comes. */
const oneOf = 5;

/** Gives how the rules fare on the facts of sample companies, stored, counted into snapshots and loaded again. */
export async function measureFacts(companies: number): Promise<FactsResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "concord-bench-warnings-"));
  const database = await openDatabase({ databaseUrl: undefined, dataDir: folder, onProgress: () => {} });
  let storiesFound = 0;
  let falseAlarms = 0;
  let years = 0;
  let staleFound = 0;
  let fooled = 0;
  const raisedBy = async (name: string, company: Company, today: Day, period: Period) => {
    const now = new Date(today * 86_400_000);
    const settings = settingsSchema.parse(companySettings(today));
    const { workspaceId } = await addWorkspace(database.store, { name, settings });
    for (const kind of Object.keys(company) as (keyof Company & FactKind)[]) {
      await storeFacts(database.store, { workspaceId, source: "CRM", kind, facts: company[kind], now });
    }
    await rebuild(database.store, { workspaceId, settings }, now);
    return backtest(database.store, { workspaceId, settings, period });
  };
  try {
    for (let seed = 1; seed <= companies; seed++) {
      const today = dayOf(2026, 11, 24) + seed * 37;
      const company = generateCompany({ seed, today });
      const period = { from: companyStart(today) + 2 * quarter, to: today };
      const incidents = await raisedBy(`Company ${seed}`, company, today, period);
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
      // Before its stories begin nothing is wrong but the data.
      const to = Math.min(drop.since, neglect.since, stuck.since);
      const half = { from: to - halfLoadedFor, to };
      const raised = await raisedBy(`Half ${seed}`, halfLoaded(company, half.from), today, half);
      if (raised.some(({ rule }) => rule === "data-stale")) staleFound++;
      fooled += raised.filter(({ rule, openedOn }) => rule !== "data-stale" && openedOn > half.from).length;
    }
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
  return { companies, stories: 3 * companies, storiesFound, falseAlarms, years, staleFound, fooled };
}

/** The company with most of its leads of a day and after missing. */
function halfLoaded(company: Company, from: Day): Company {
  const isEarly = ({ created_at }: Fact) =>
    typeof created_at === "object" && created_at !== null && created_at.iso < formatDay(from);
  return { ...company, leads: company.leads.filter((lead, index) => isEarly(lead) || index % oneOf === 0) };
}
