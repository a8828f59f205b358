import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startSlackEmulator } from "../../../src/demo/slack-emulator.ts";
import { createLog } from "../../../src/log.ts";
import { secretBox } from "../../../src/secrets.ts";
import { sourceTypes } from "../../../src/sources/index.ts";
import { startApp } from "../../../src/start-app.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { addApiToken } from "../../../src/usecases/http-facts/tokens.ts";
import { rotateSecrets } from "../../../src/usecases/rotate-secrets.ts";
import { listSources } from "../../../src/usecases/sources/list-sources.ts";
import { addSource } from "../../../src/usecases/sources/manage-sources.ts";
import { secretContext } from "../../../src/usecases/sources/open-source.ts";
import { associate, put } from "../../doubles/hubspot/company.ts";
import { type HubSpotDouble, newHubSpot, startHubSpot } from "../../doubles/hubspot/emulator.ts";
import { type SalesforceDouble, startSalesforce } from "../../doubles/salesforce/emulator.ts";
import { insert, newSalesforce, salesforceId } from "../../doubles/salesforce/state.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { createRemotePostgres, type RemotePostgres } from "../../support/remote-postgres.ts";

/** What must not be found anywhere: of people, and of us. */
const person = { email: "canary.maria@example.com", phone: "+30 6912345678", name: "Canaria Pappa" };
const personal = /canary\.maria|6912345678|Canaria|Pappa/i;
const key = new Uint8Array(32).fill(9);
const laterKey = new Uint8Array(32).fill(10);
const created = "2026-03-01T08:00:00.000Z";

let database: TestDatabase;
let store: Store;
let remote: RemotePostgres;
let hubSpot: HubSpotDouble;
let salesforce: SalesforceDouble;
let workspaceId: number;
let secrets: readonly string[];

/** A HubSpot whose contact wears personal data wherever it can. */
async function startPersonalHubSpot(): Promise<HubSpotDouble> {
  const state = newHubSpot();
  state.pipelines.push({
    id: "default",
    label: "Sales",
    stages: [{ id: "demo", label: "Demo", isClosed: false, probability: "0.4" }],
  });
  const properties = { email: person.email, firstname: person.name, phone: person.phone };
  put(state, "contacts", "1", created, {
    properties: { ...properties, hs_analytics_source: "PAID_SEARCH", industry: person.email },
    history: { lifecyclestage: [{ value: "lead", timestamp: created }] },
  });
  put(state, "contacts", "2", created, { properties: { ...properties, industry: "Retail" }, history: {} });
  put(state, "deals", "50", created, {
    properties: { dealname: person.name, pipeline: "default" },
    history: { dealstage: [{ value: "demo", timestamp: created }] },
  });
  associate(state, "deals", "50", "contacts", "2", null);
  return startHubSpot({ state });
}

async function startPersonalSalesforce(): Promise<SalesforceDouble> {
  const state = newSalesforce();
  insert(state, "OpportunityStage", { Id: "01J1", ApiName: "Demo", MasterLabel: "Demo" });
  const names = { Email: person.email, LastName: person.name, Phone: person.phone };
  const lead = (number: number, segment: string) =>
    insert(state, "Lead", {
      Id: salesforceId("Lead", number),
      CreatedDate: created,
      Status: "Open",
      Segment__c: segment,
      ...names,
    });
  lead(1, person.phone);
  lead(2, "Retail");
  insert(state, "Event", {
    Id: salesforceId("Event", 1),
    CreatedDate: created,
    StartDateTime: created,
    WhoId: salesforceId("Lead", 2),
    IsChild: false,
    Subject: `Call with ${person.name}`,
  });
  return startSalesforce({ state });
}

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  remote = await createRemotePostgres();
  await remote.execute(`
    create table people (lead_id text, created_at date, segment text, email text);
    insert into people values ('1', '2026-03-01', 'Retail', '${person.email}'), ('2', '2026-03-01', '${person.email}', null);
    create table deals (opportunity_id text, created_at text);
    insert into deals values ('a', '${person.name}');`);
  hubSpot = await startPersonalHubSpot();
  salesforce = await startPersonalSalesforce();
  ({ workspaceId } = await addWorkspace(store, { name: "local" }));
  const parts = {
    store,
    types: sourceTypes,
    secrets: () => secretBox([key]),
    clock: () => new Date(),
    log: () => {},
  };
  const add = (name: string, mapping: string, given: Readonly<Record<string, string>>) =>
    addSource(parts, { workspaceId, name, mapping, secrets: given, timeZone: "UTC" });
  await add(
    "hubspot",
    `source: hubspot\nurl: ${hubSpot.url}\ncalls_per_ten_seconds: 0\nleads: { segment: industry }`,
    { access_token: hubSpot.token },
  );
  const { clientId, clientSecret } = salesforce.state;
  await add("salesforce", `source: salesforce\nurl: ${salesforce.url}\nleads: { segment: Segment__c }`, {
    client_id: clientId,
    client_secret: clientSecret,
  });
  await add("warehouse", "source: postgres\nfacts: { leads: { query: select * from people } }", {
    url: remote.url,
  });
  // A query that cannot read what is in a row, whose value the database then quotes.
  await add(
    "broken",
    "source: postgres\nfacts: { opportunities: { query: 'select opportunity_id, created_at::date from deals' } }",
    { url: remote.url },
  ).catch(() => {});
  const password = decodeURIComponent(new URL(remote.url).password);
  secrets = [hubSpot.token, clientSecret, password].filter((secret) => secret.length > 5);
}, 60_000);
afterAll(async () => {
  await hubSpot.close();
  await salesforce.close();
  await remote.drop();
  await store.destroy();
  await database.drop();
});

async function everyRow(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`.execute(
    store,
  );
  const all = await Promise.all(
    tables.map(({ name }) =>
      sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(store),
    ),
  );
  return all.flatMap(({ rows }) => rows.map(({ row }) => row)).join("\n");
}

function httpAddress(lines: readonly string[]): string {
  const [, address] = /HTTP at (http[^)\s]+)/.exec(lines.join("")) ?? [];
  if (!address) throw new Error("The app listens nowhere");
  return new URL(address).origin;
}

/** Sends facts that wear personal data wherever they can; gives the bodies of the answers. */
async function postPersonalFacts(address: string): Promise<readonly string[]> {
  const token = await addApiToken(store, { workspaceId, name: "website" });
  const at = "2026-03-01";
  const rows = [
    { lead_id: "w1", created_at: at, segment: "Retail", email: person.email, name: person.name },
    { lead_id: "w2", created_at: at, segment: person.email },
    { lead_id: "w3", created_at: person.name },
    { lead_id: person.email, created_at: at },
    { lead_id: "w4", created_at: at, acquisition_channel: person.phone, phone: person.phone },
  ];
  const bodies = [
    JSON.stringify(rows),
    rows.map((row) => JSON.stringify(row)).join("\n"),
    `{"lead_id": "${person.name}", `,
    JSON.stringify([{ person }]),
  ];
  const send = (index: number, body: string) =>
    fetch(`${address}/v1/facts/leads?from=${encodeURIComponent(person.email)}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": index === 1 ? "application/x-ndjson" : "application/json",
        "idempotency-key": `${person.email}-${index}`,
        "user-agent": person.name,
      },
      body,
    });
  const told: string[] = [];
  for (const [index, body] of bodies.entries()) told.push(await (await send(index, body)).text());
  secrets = [...secrets, token];
  // The same again is answered the same, though nothing that is refused is kept.
  const again = await send(0, bodies[0] ?? "");
  expect([again.headers.get("idempotency-replayed"), await again.text()]).toEqual(["true", told[0]]);
  return told;
}

describe("the app, reading its sources from the moment it starts", () => {
  const lines: string[] = [];
  let answers: readonly string[] = [];

  beforeAll(async () => {
    // One that fails at every sync.
    await sql`insert into sources (workspace_id, name, type, mapping, secrets, every_minutes)
      select workspace_id, 'failing', type, replace(mapping, 'select * from people',
        '"select lead_id, email::date as created_at from people"'), '{}', 5
      from sources where name = 'warehouse'`.execute(store);
    const box = secretBox([key]);
    const url = box.seal(remote.url, secretContext({ workspaceId, name: "failing" }, "url"));
    await sql`update sources set secrets = jsonb_build_object('url', ${url}::text) where name = 'failing'`.execute(
      store,
    );
    const slack = await startSlackEmulator();
    await sql`update workspaces set team_id = ${slack.teamId}`.execute(store);
    const dataDir = await mkdtemp(path.join(tmpdir(), "concord-personal-"));
    await chmod(dataDir, 0o711);
    const { botToken, signingSecret, apiUrl } = slack;
    const app = await startApp(
      {
        databaseUrl: database.connectionString,
        dataDir,
        slack: { kind: "http", botToken, signingSecret, apiUrl },
        port: 0,
        secretKeys: [key],
        channelId: undefined,
        logLevel: "trace",
      },
      createLog({ level: "trace", isTerminal: false, write: (line) => lines.push(line) }),
    );
    await vi.waitUntil(
      async () => {
        const states = (await listSources(store, workspaceId)).map(({ state }) => state);
        return states.every((state) => state === "fresh" || state === "failing");
      },
      { timeout: 30_000, interval: 100 },
    );
    answers = await postPersonalFacts(httpAddress(lines));
    await app.stop();
    await slack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  it("reads each that is due, and counts what it refuses", async () => {
    const { rows } = await sql<{ source: string; leads: number }>`
      select source, count(*)::int as leads from leads group by source order by source`.execute(store);
    expect(rows).toEqual([
      { source: "hubspot", leads: 1 },
      { source: "salesforce", leads: 1 },
      { source: "warehouse", leads: 1 },
      { source: "website", leads: 1 },
    ]);
    expect(JSON.parse(answers[0] ?? "")).toMatchObject({ read: 5, inserted: 1 });
    expect(JSON.parse(answers[0] ?? "").rejected.map(({ column }: { column: string }) => column)).toEqual([
      "segment",
      "created_at",
      "lead_id",
      "acquisition_channel",
    ]);
    const states = await listSources(store, workspaceId);
    expect(states.map(({ name, state }) => [name, state])).toEqual([
      ["failing", "failing"],
      ["hubspot", "fresh"],
      ["salesforce", "fresh"],
      ["warehouse", "fresh"],
    ]);
    expect(states.find(({ name }) => name === "hubspot")?.rejected).toMatchObject([
      { field: "segment", count: 1 },
    ]);
    expect(lines.filter((line) => line.includes("A source was read"))).toHaveLength(3);
    expect(states[0]?.error).toMatchObject({ code: "bad-query", what: expect.stringContaining("date") });
    expect(lines.some((line) => line.includes("could not be read"))).toBe(true);
  });

  it("keeps nothing personal: not in any table, not in any line of the log", async () => {
    expect(await everyRow()).not.toMatch(personal);
    expect(lines.join("")).not.toMatch(personal);
  });

  it("keeps secrets encrypted alone, and writes none to the log", async () => {
    expect(secrets.length).toBeGreaterThanOrEqual(2);
    const [rows, log] = [await everyRow(), lines.join("")];
    for (const secret of secrets) {
      expect(rows).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
    expect(rows).not.toContain(remote.url);
    expect(log).not.toContain(remote.url);
  });

  it("has its secrets under a new key, and needs the old one no more", async () => {
    const sealed = async () =>
      (
        await sql<{ secret: string }>`select value as secret from sources, jsonb_each_text(secrets)`.execute(
          store,
        )
      ).rows;
    expect((await sealed()).length).toBe(5);
    await rotateSecrets(store, secretBox([laterKey, key]));
    const later = secretBox([laterKey]);
    for (const { secret } of await sealed()) expect(later.isCurrent(secret)).toBe(true);
  });
});
