import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Company } from "../../../src/demo/company/generate.ts";
import { companySettings } from "../../../src/demo/company/profile.ts";
import { dayOf } from "../../../src/funnel/calendar.ts";
import type { FactKind } from "../../../src/funnel/facts.ts";
import { type Kpi, kpiNames, modes } from "../../../src/funnel/readings.ts";
import { kpis } from "../../../src/kpis/index.ts";
import { secretBox } from "../../../src/secrets.ts";
import { sourceTypes } from "../../../src/sources/index.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { storeFacts } from "../../../src/store/facts.ts";
import { insertSource } from "../../../src/store/sources.ts";
import { addWorkspace, type Workspace } from "../../../src/store/workspaces.ts";
import { readKpis } from "../../../src/usecases/read-kpis.ts";
import { rebuild } from "../../../src/usecases/refresh.ts";
import { secretContext } from "../../../src/usecases/sources/open-source.ts";
import { syncSource } from "../../../src/usecases/sources/sync-source.ts";
import { companyInHubSpot, sourceNames } from "../../doubles/hubspot/company.ts";
import { startHubSpot } from "../../doubles/hubspot/emulator.ts";
import { companyInSalesforce } from "../../doubles/salesforce/company.ts";
import { startSalesforce } from "../../doubles/salesforce/emulator.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { sampleSlice } from "../../support/sample-slice.ts";

const today = dayOf(2026, 11, 24);
const now = new Date("2026-11-24T09:00:00Z");
const settings = companySettings(today);
const box = secretBox([new Uint8Array(32).fill(7)]);

let database: TestDatabase;
let store: Store;
let company: Company;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  company = sampleSlice(today, 8);
}, 60_000);
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

async function storeKinds(workspace: Workspace, kinds: readonly (keyof Company & FactKind)[]): Promise<void> {
  for (const kind of kinds) {
    const { workspaceId } = workspace;
    await storeFacts(store, { workspaceId, source: "files", kind, facts: company[kind], now });
  }
}

async function synced(
  workspace: Workspace,
  type: string,
  mapping: string,
  secrets: Readonly<Record<string, string>>,
) {
  const { workspaceId } = workspace;
  const named = { workspaceId, name: type };
  await insertSource(store, {
    ...named,
    type,
    mapping,
    everyMinutes: 60,
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, box.seal(value, secretContext(named, name))]),
    ),
  });
  const parts = { store, types: sourceTypes, secrets: () => box, clock: () => now, log: () => {} };
  return syncSource(parts, { ...named, timeZone: settings.timeZone });
}

/** All that can be read of a workspace, a month at a time, as text. */
async function readings(workspace: Workspace): Promise<readonly string[]> {
  await rebuild(store, workspace, now);
  const range = { from: dayOf(2025, 9, 1), to: dayOf(2026, 11, 1) };
  const all: string[] = [];
  for (const mode of modes) {
    for (const by of [undefined, "acquisition-channel", "segment"] as const) {
      const names = kpiNames.filter((name) => {
        const { modes: known, dimensions }: Kpi = kpis[name];
        return known.includes(mode) && (by === undefined || dimensions.includes(by));
      });
      const read = await readKpis(store, {
        workspaceId: workspace.workspaceId,
        settings: workspace.settings,
        names,
        range,
        grain: "quarter",
        mode,
        asOf: today,
        ...(by === undefined ? {} : { by }),
      });
      all.push(...read.map((reading) => JSON.stringify(reading)));
    }
  }
  return all;
}

describe("the sample company", () => {
  let fromFiles: readonly string[];
  beforeAll(async () => {
    const workspace = await addWorkspace(store, { name: "files", settings });
    await storeKinds(workspace, [
      "leads",
      "opportunities",
      "stage-changes",
      "content",
      "content-uses",
      "sales-touches",
      "visits",
    ]);
    fromFiles = await readings(workspace);
  }, 60_000);

  test("has the same seven KPIs through HubSpot as through files", async () => {
    const hubSpot = await startHubSpot({ state: companyInHubSpot(company) });
    const workspace = await addWorkspace(store, { name: "hubspot", settings });
    const names = Object.entries(sourceNames)
      .map(([ours, theirs]) => `      ${theirs}: ${ours}`)
      .join("\n");
    const channels = `  acquisition_channel:\n    property: hs_analytics_source\n    values:\n${names}\n  segment: segment\n`;
    const mapping = `source: hubspot\nurl: ${hubSpot.url}\ncalls_per_ten_seconds: 0\nleads:\n${channels}deals:\n${channels}`;
    try {
      const report = await synced(workspace, "hubspot", mapping, { access_token: hubSpot.token });
      expect(report.rejected).toBe(0);
      await storeKinds(workspace, ["content", "visits"]);
      await storeUses(workspace);
      expect(await readings(workspace)).toEqual(fromFiles);
    } finally {
      await hubSpot.close();
    }
  }, 120_000);

  test("has the same seven KPIs through Salesforce as through files", async () => {
    const state = companyInSalesforce(company);
    const salesforce = await startSalesforce({ state });
    const workspace = await addWorkspace(store, { name: "salesforce", settings });
    const mapping = `source: salesforce
url: ${salesforce.url}
leads: { segment: Segment__c, account: Account__c }
opportunities: { segment: Segment__c }
content: { libraries: [Marketing], journey_stage: Journey_Stage__c }
`;
    try {
      const secrets = { client_id: state.clientId, client_secret: state.clientSecret };
      const report = await synced(workspace, "salesforce", mapping, secrets);
      expect(report.rejected).toBe(0);
      await storeKinds(workspace, ["visits"]);
      expect((await readings(workspace)).map(withOurAssetIds)).toEqual(fromFiles);
    } finally {
      await salesforce.close();
    }
  }, 120_000);

  /** The assets that nobody used are told by their ids, which Salesforce chose itself. */
  function withOurAssetIds(reading: string): string {
    return reading.replaceAll(/069gK0*(\d+)QAA/g, (id, number: string) => {
      const asset = company.content[Number(number) - 1]?.asset_id;
      return typeof asset === "string" ? asset : id;
    });
  }

  /** What HubSpot cannot tell comes from elsewhere, but speaks of HubSpot's deals. */
  async function storeUses(workspace: Workspace): Promise<void> {
    const ids = new Map(
      company.opportunities.map(({ opportunity_id }, index) => [opportunity_id, String(500_000 + index)]),
    );
    const facts = company["content-uses"].map((use) => ({
      ...use,
      opportunity_id: typeof use.opportunity_id === "string" ? (ids.get(use.opportunity_id) ?? null) : null,
    }));
    await storeFacts(store, {
      workspaceId: workspace.workspaceId,
      source: "files",
      kind: "content-uses",
      facts,
      now,
    });
  }
});
