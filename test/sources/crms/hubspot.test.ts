import { afterEach, describe, expect, test } from "vitest";
import { hubSpotConfig } from "../../../src/sources/hubspot/config.ts";
import { hubSpot } from "../../../src/sources/hubspot/index.ts";
import type { ReadRequest } from "../../../src/sources/source.ts";
import { associate, put } from "../../doubles/hubspot/company.ts";
import {
  type HubSpotDouble,
  type HubSpotOptions,
  newHubSpot,
  startHubSpot,
} from "../../doubles/hubspot/emulator.ts";
import { type HubSpotState, setProperty } from "../../doubles/hubspot/state.ts";
import { readAll, type Told } from "../../support/read-source.ts";

const running: HubSpotDouble[] = [];
afterEach(async () => {
  for (const double of running.splice(0)) await double.close();
});

/** A HubSpot with one pipeline. */
function account(): HubSpotState {
  const state = newHubSpot();
  state.pipelines.push({
    id: "default",
    label: "Sales",
    stages: [
      { id: "demo", label: "Demo", isClosed: false, probability: "0.4" },
      { id: "offer", label: "Offer", isClosed: false, probability: "0.8" },
      { id: "closedwon", label: "Closed won", isClosed: true, probability: "1.0" },
      { id: "closedlost", label: "Closed lost", isClosed: true, probability: "0.0" },
    ],
  });
  return state;
}

function contact(
  state: HubSpotState,
  id: string,
  createdAt: string,
  stages: Readonly<Record<string, string>> = {},
) {
  const lifecyclestage = Object.entries(stages).map(([value, timestamp]) => ({ value, timestamp }));
  return put(state, "contacts", id, createdAt, { properties: {}, history: { lifecyclestage } });
}

function deal(
  state: HubSpotState,
  id: string,
  createdAt: string,
  stages: readonly (readonly [string, string])[],
) {
  const dealstage = stages.map(([value, timestamp]) => ({ value, timestamp }));
  return put(state, "deals", id, createdAt, { properties: { pipeline: "default" }, history: { dealstage } });
}

async function start(options: HubSpotOptions): Promise<HubSpotDouble> {
  const double = await startHubSpot(options);
  running.push(double);
  return double;
}

async function read(
  double: HubSpotDouble,
  request: Partial<ReadRequest> = {},
  {
    config = {},
    secrets = { access_token: double.token },
  }: { config?: object; secrets?: Record<string, string> } = {},
): Promise<Told & { readonly said: readonly string[] }> {
  const said: string[] = [];
  const source = hubSpot.open(hubSpotConfig.parse({ url: double.url, calls_per_ten_seconds: 0, ...config }), {
    secrets,
    timeZone: "UTC",
    clock: () => new Date(),
    log: (text) => said.push(text),
  });
  return { ...(await readAll(source, request)), said };
}

const instant = (iso: string) => ({ type: "instant", iso: expect.stringContaining(iso) });

describe("a lead from HubSpot", () => {
  test("became an MQL when its history first says so, whatever it became afterwards", async () => {
    const state = account();
    contact(state, "1", "2026-01-01T08:00:00.000Z", {
      lead: "2026-01-01T08:00:00.000Z",
      marketingqualifiedlead: "2026-01-03T10:00:00.000Z",
      opportunity: "2026-02-01T10:00:00.000Z",
    });
    const { facts } = await read(await start({ state }));
    expect(facts("leads")).toMatchObject([
      { lead_id: "1", mql_at: instant("2026-01-03T10:00"), sql_at: null },
    ]);
  });

  test("is told with ids and dates alone", async () => {
    const state = account();
    put(state, "contacts", "1", "2026-01-01T08:00:00.000Z", {
      properties: { email: "ada@example.com", firstname: "Ada", phone: "+30 210 0000000" },
      history: {},
    });
    const { batches } = await read(await start({ state }));
    expect(JSON.stringify(batches)).not.toMatch(/ada|example|210 0000/i);
  });

  test("was disqualified only while it still is", async () => {
    const state = account();
    const lead = contact(state, "1", "2026-01-01T08:00:00.000Z");
    const double = await start({ state });
    setProperty(lead, "contacts", "hs_lead_status", "UNQUALIFIED", "2026-01-05T08:00:00.000Z");
    const out = await read(double);
    expect(out.facts("leads")).toMatchObject([{ disqualified_at: instant("2026-01-05") }]);
    setProperty(lead, "contacts", "hs_lead_status", "OPEN", "2026-11-24T10:00:00.000Z");
    const back = await read(double, { cursor: out.cursor });
    expect(back.facts("leads")).toMatchObject([{ disqualified_at: null }]);
  });
});

describe("a deal from HubSpot", () => {
  test("closed when its history last came to be won, not on its typed close date", async () => {
    const state = account();
    const won = deal(state, "7", "2026-01-01T08:00:00.000Z", [
      ["demo", "2026-01-01T08:00:00.000Z"],
      ["closedwon", "2026-02-01T08:00:00.000Z"],
      ["offer", "2026-02-10T08:00:00.000Z"],
      ["closedwon", "2026-03-01T08:00:00.000Z"],
    ]);
    won.properties.closedate = "2026-12-31T00:00:00.000Z";
    const { facts } = await read(await start({ state }));
    expect(facts("opportunities")).toMatchObject([
      { outcome: "won", closed_at: instant("2026-03-01"), stage: "Offer" },
    ]);
    expect(facts("stage-changes")).toMatchObject([
      { stage: "Demo", entered_at: instant("2026-01-01") },
      { stage: "Offer", entered_at: instant("2026-02-10") },
    ]);
  });

  test("came from the contact that was created first, or from the one with the label", async () => {
    const state = account();
    contact(state, "1", "2026-01-05T08:00:00.000Z");
    contact(state, "2", "2026-01-02T08:00:00.000Z");
    deal(state, "7", "2026-01-10T08:00:00.000Z", [["demo", "2026-01-10T08:00:00.000Z"]]);
    associate(state, "deals", "7", "contacts", "1", "Decision maker");
    associate(state, "deals", "7", "contacts", "2");
    const double = await start({ state });
    expect((await read(double)).facts("opportunities")).toMatchObject([{ lead_id: "2" }]);
    const labelled = await read(double, {}, { config: { deals: { contact_label: "Decision maker" } } });
    expect(labelled.facts("opportunities")).toMatchObject([{ lead_id: "1" }]);
  });

  test("of a pipeline that is not asked for is none", async () => {
    const state = account();
    deal(state, "7", "2026-01-10T08:00:00.000Z", [["demo", "2026-01-10T08:00:00.000Z"]]);
    const double = await start({ state });
    const { facts } = await read(double, {}, { config: { deals: { pipelines: ["another"] } } });
    expect(facts("opportunities")).toEqual([]);
  });
});

test("an email that came in is no touch of sales, and a call with two contacts touches both", async () => {
  const state = account();
  const at = "2026-01-05T08:00:00.000Z";
  put(state, "emails", "20", at, {
    properties: { hs_timestamp: at, hs_email_direction: "INCOMING_EMAIL" },
    history: {},
  });
  put(state, "calls", "21", at, { properties: { hs_timestamp: at }, history: {} });
  associate(state, "emails", "20", "contacts", "1");
  associate(state, "calls", "21", "contacts", "1");
  associate(state, "calls", "21", "contacts", "2");
  const { facts } = await read(await start({ state }));
  expect(facts("sales-touches")).toMatchObject([
    { lead_id: "1", kind: "call" },
    { lead_id: "2", kind: "call" },
  ]);
});

describe("what changed in HubSpot", () => {
  test("is all read, though ten thousand contacts changed in one millisecond", async () => {
    const state = account();
    const changed = "2026-11-24T09:30:00.000Z";
    for (let id = 1; id <= 10_450; id += 1) {
      put(state, "contacts", String(id), "2026-01-01T08:00:00.000Z", {
        properties: {},
        history: { lifecyclestage: [{ value: "lead", timestamp: changed }] },
      });
    }
    contact(state, "20000", "2026-11-24T09:31:00.000Z");
    const double = await start({ state });
    const { facts } = await read(double, { cursor: { contacts: { since: "2026-11-24T09:00:00.000Z" } } });
    expect(new Set(facts("leads").map(({ lead_id }) => lead_id)).size).toBe(10_451);
  }, 60_000);

  test("and what search did not know yet comes with the look back", async () => {
    const state = account();
    contact(state, "1", "2026-11-24T08:59:30.000Z");
    const double = await start({ state });
    const cursor = { contacts: { since: "2026-11-24T09:00:00.000Z" } };
    expect((await read(double, { cursor })).facts("leads")).toEqual([]);
    expect((await read(double, { cursor, lookBack: 60_000 })).facts("leads")).toHaveLength(1);
  });

  test("includes contacts that were merged and contacts that were archived", async () => {
    const state = account();
    const survivor = contact(state, "1", "2026-01-01T08:00:00.000Z");
    const archived = contact(state, "3", "2026-01-01T08:00:00.000Z");
    const double = await start({ state });
    const first = await read(double);
    setProperty(survivor, "contacts", "hs_merged_object_ids", "2;4", "2026-11-24T09:10:00.000Z");
    archived.archived = true;
    archived.archivedAt = "2026-11-24T09:11:00.000Z";
    const { batches } = await read(double, { cursor: first.cursor });
    expect(batches.flatMap(({ merges }) => merges ?? [])).toEqual([
      { kind: "leads", from: "2", into: "1" },
      { kind: "leads", from: "4", into: "1" },
    ]);
    expect(batches.flatMap(({ gone }) => gone ?? [])).toEqual([{ kind: "leads", id: "3" }]);
  });
});

describe("HubSpot's refusals", () => {
  test("a rate limit is waited out, as long as HubSpot says or a second", async () => {
    const state = account();
    contact(state, "1", "2026-01-01T08:00:00.000Z");
    let limited = 0;
    const double = await start({
      state,
      interfere: ({ path }) => {
        if (!path.endsWith("/contacts") || limited >= 2) return null;
        limited += 1;
        const headers = limited === 1 ? { "retry-after": "0" } : new Headers();
        return Response.json(
          { status: "error", policyName: "TEN_SECONDLY_ROLLING" },
          { status: 429, headers },
        );
      },
    });
    const { facts, said } = await read(double);
    expect(facts("leads")).toHaveLength(1);
    expect(said).toEqual(["HubSpot answers 429; again in 0 s", "HubSpot answers 429; again in 2 s"]);
  });

  test("a used up day is not waited for", async () => {
    const double = await start({
      state: account(),
      interfere: () => Response.json({ policyName: "DAILY" }, { status: 429 }),
    });
    await expect(read(double)).rejects.toMatchObject({ code: "hubspot-daily-limit" });
  });

  test("an OAuth token is renewed when it has expired", async () => {
    const state = account();
    contact(state, "1", "2026-01-01T08:00:00.000Z");
    state.refreshToken = "refresh";
    const double = await start({ state });
    const secrets = {
      access_token: "old",
      refresh_token: "refresh",
      client_id: "id",
      client_secret: "secret",
    };
    expect((await read(double, {}, { secrets })).facts("leads")).toHaveLength(1);
  });

  test("a token that nobody knows, and a scope that is missing, are told in words", async () => {
    const double = await start({ state: account() });
    await expect(read(double, {}, { secrets: { access_token: "wrong" } })).rejects.toMatchObject({
      code: "hubspot-token-refused",
    });
    const narrow = await start({
      state: account(),
      interfere: () => Response.json({ category: "MISSING_SCOPES" }, { status: 403 }),
    });
    await expect(read(narrow)).rejects.toMatchObject({ code: "hubspot-scope-missing" });
  });
});

test("a first reading that was cut off goes on from its last batch", async () => {
  const state = account();
  for (let id = 1; id <= 2300; id += 1) contact(state, String(id), "2026-01-01T08:00:00.000Z");
  const double = await start({ state });
  const whole = await read(double);
  const [first] = whole.batches;
  const rest = await read(double, { cursor: first?.cursor ?? null });
  const ids = [...(first?.facts.leads ?? []), ...rest.facts("leads")].map(({ lead_id }) => lead_id);
  expect(first?.facts.leads).toHaveLength(1000);
  expect(ids).toEqual(whole.facts("leads").map(({ lead_id }) => lead_id));
});

describe("exchange rates from HubSpot", () => {
  const rated = () => {
    const state = account();
    for (let day = 1; day <= 130; day++) {
      const effectiveAt = new Date(Date.UTC(2026, 0, day)).toISOString();
      state.exchangeRates.push({ from: "USD", rate: "0.91", effectiveAt });
    }
    return state;
  };

  test("are read page by page", async () => {
    const { facts } = await read(await start({ state: rated() }));
    expect(facts("exchange-rates")).toHaveLength(130);
    expect(facts("exchange-rates")[129]).toMatchObject({ currency: "USD", rate: "0.91" });
  });

  test("that the token may not read are left out, and nothing else", async () => {
    const state = rated();
    state.mayReadRates = false;
    contact(state, "1", "2026-01-01T08:00:00.000Z");
    const { facts } = await read(await start({ state }));
    expect(facts("leads")).toHaveLength(1);
    expect(facts("exchange-rates")).toEqual([]);
  });
});

describe("what is archived between two syncs", () => {
  test("is found though the one between them ended before it looked", async () => {
    const state = account();
    contact(state, "1", "2026-01-01T08:00:00.000Z");
    contact(state, "2", "2026-01-01T08:00:00.000Z");
    const double = await start({ state });
    const { cursor } = await read(double);
    const gone = state.objects.contacts["1"];
    if (gone) Object.assign(gone, { archived: true, archivedAt: "2026-01-02T00:00:00.000Z" });
    contact(state, "3", "2026-03-01T08:00:00.000Z");
    const cutOff = (await read(double, { cursor })).batches[0];
    expect(cutOff?.gone ?? []).toEqual([]);
    const { batches } = await read(double, { cursor: cutOff?.cursor ?? {} });
    expect(batches.flatMap(({ gone: ids }) => ids ?? [])).toEqual([{ kind: "leads", id: "1" }]);
  });
});
