import { afterEach, describe, expect, test } from "vitest";
import { salesforceConfig } from "../../../src/sources/salesforce/config.ts";
import { salesforce } from "../../../src/sources/salesforce/index.ts";
import type { ReadRequest, Source } from "../../../src/sources/source.ts";
import {
  type SalesforceDouble,
  type SalesforceOptions,
  startSalesforce,
} from "../../doubles/salesforce/emulator.ts";
import type { Row } from "../../doubles/salesforce/soql.ts";
import { insert, newSalesforce, type SalesforceState, salesforceId } from "../../doubles/salesforce/state.ts";
import { readAt as now, readAll } from "../../support/read-source.ts";

const running: SalesforceDouble[] = [];
afterEach(async () => {
  for (const double of running.splice(0)) await double.close();
});

const leadId = (number: number) => salesforceId("Lead", number);
const opportunityId = (number: number) => salesforceId("Opportunity", number);
const contactId = (number: number) => salesforceId("Contact", number);

/** An org with its stages. */
function org(): SalesforceState {
  const state = newSalesforce();
  for (const [index, [name, isClosed, isWon]] of (
    [
      ["Demo", false, false],
      ["Offer", false, false],
      ["Closed Won", true, true],
      ["Closed Lost", true, false],
    ] as const
  ).entries()) {
    insert(state, "OpportunityStage", {
      Id: `01J${index}`,
      ApiName: name,
      MasterLabel: name,
      IsClosed: isClosed,
      IsWon: isWon,
    });
  }
  return state;
}

function lead(state: SalesforceState, number: number, row: Row = {}): void {
  insert(state, "Lead", {
    Id: leadId(number),
    CreatedDate: "2026-01-01T08:00:00.000Z",
    Status: "Open",
    ...row,
  });
}

function statusChange(
  state: SalesforceState,
  number: number,
  [from, to, at]: readonly [string, string, string],
): void {
  insert(state, "LeadHistory", {
    Id: `017${state.objects.LeadHistory?.length}`,
    LeadId: leadId(number),
    Field: "Status",
    OldValue: from,
    NewValue: to,
    CreatedDate: at,
  });
}

function opportunity(state: SalesforceState, number: number, row: Row = {}): void {
  insert(state, "Opportunity", {
    Id: opportunityId(number),
    CreatedDate: "2026-02-01T08:00:00.000Z",
    StageName: "Demo",
    CloseDate: "2026-06-30",
    ...row,
  });
}

async function start(options: SalesforceOptions): Promise<SalesforceDouble> {
  const double = await startSalesforce({ pollsOfBulkJob: 0, ...options });
  running.push(double);
  return double;
}

function open(double: SalesforceDouble, config: object = {}, secrets?: Record<string, string>): Source {
  const { clientId, clientSecret } = double.state;
  return salesforce.open(salesforceConfig.parse({ url: double.url, ...config }), {
    secrets: secrets ?? { client_id: clientId, client_secret: clientSecret },
    timeZone: "UTC",
    clock: () => new Date(),
    log: () => {},
  });
}

const read = (double: SalesforceDouble, request: Partial<ReadRequest> = {}, config: object = {}) =>
  readAll(open(double, config), request);

const instant = (iso: string) => ({ type: "instant", iso: expect.stringContaining(iso) });

describe("a lead from Salesforce", () => {
  test("became an MQL when its status first was one, or was born as one", async () => {
    const state = org();
    lead(state, 1, { Status: "Converted" });
    statusChange(state, 1, ["Open", "MQL", "2026-01-03T10:00:00.000Z"]);
    statusChange(state, 1, ["MQL", "Converted", "2026-01-09T10:00:00.000Z"]);
    lead(state, 2, { Status: "Unqualified" });
    statusChange(state, 2, ["MQL", "Unqualified", "2026-01-04T10:00:00.000Z"]);
    const { facts } = await read(await start({ state }));
    expect(facts("leads")).toMatchObject([
      { lead_id: leadId(1), mql_at: instant("2026-01-03T10:00"), disqualified_at: null },
      { lead_id: leadId(2), mql_at: instant("2026-01-01T08:00"), disqualified_at: instant("2026-01-04") },
    ]);
  });

  test("is believed a typed date only where its status has no history", async () => {
    const state = org();
    state.fields.Lead = [...(state.fields.Lead ?? []), "MQL_Date__c"];
    lead(state, 1, { Status: "MQL", MQL_Date__c: "2026-01-20" });
    lead(state, 2, { Status: "MQL", MQL_Date__c: "2026-01-20" });
    statusChange(state, 2, ["Open", "MQL", "2026-01-05T10:00:00.000Z"]);
    const { facts } = await read(await start({ state }), {}, { leads: { mql_date: "MQL_Date__c" } });
    expect(facts("leads")).toMatchObject([
      { mql_at: { type: "local-day", iso: "2026-01-20" } },
      { mql_at: instant("2026-01-05") },
    ]);
  });

  test("can have the type of its first campaign as its acquisition channel", async () => {
    const state = org();
    lead(state, 1);
    for (const [id, type, at] of [
      ["701B", "Webinar", "2026-01-02T00:00:00.000Z"],
      ["701A", "Trade show", "2026-01-01T00:00:00.000Z"],
    ] as const) {
      insert(state, "Campaign", { Id: id, Type: type });
      insert(state, "CampaignMember", { Id: `00v${id}`, CampaignId: id, LeadId: leadId(1), CreatedDate: at });
    }
    const { facts } = await read(
      await start({ state }),
      {},
      { leads: { acquisition_channel: "first-campaign" } },
    );
    expect(facts("leads")).toMatchObject([{ acquisition_channel: "Trade show" }]);
  });

  test("is told with ids and dates alone", async () => {
    const state = org();
    lead(state, 1, { Email: "ada@example.com", LastName: "Lovelace", Phone: "+30 210 0000000" });
    const { batches } = await read(await start({ state }));
    expect(JSON.stringify(batches)).not.toMatch(/ada@|lovelace|210 0000/i);
  });
});

describe("an opportunity from Salesforce", () => {
  test("closed when its history says so, and on its close date as a local day when it has none", async () => {
    const state = org();
    opportunity(state, 1, { StageName: "Closed Won", CloseDate: "2026-12-31" });
    for (const [stage, at] of [
      ["Demo", "2026-02-01T08:00:00.000Z"],
      ["Demo", "2026-02-03T08:00:00.000Z"],
      ["Offer", "2026-02-10T08:00:00.000Z"],
      ["Closed Won", "2026-03-01T08:00:00.000Z"],
    ] as const) {
      insert(state, "OpportunityHistory", {
        Id: `008${at}`,
        OpportunityId: opportunityId(1),
        StageName: stage,
        CreatedDate: at,
      });
    }
    opportunity(state, 2, { StageName: "Closed Lost", CloseDate: "2026-04-05" });
    const { facts } = await read(await start({ state }));
    expect(facts("opportunities")).toMatchObject([
      { outcome: "won", closed_at: instant("2026-03-01"), stage: "Offer" },
      { outcome: "lost", closed_at: { type: "local-day", iso: "2026-04-05" } },
    ]);
    expect(facts("stage-changes").map(({ stage }) => stage)).toEqual(["Demo", "Offer"]);
  });

  test("has the converted lead behind it, else its primary contact's, else the earliest within 180 days", async () => {
    const state = org();
    for (const [number, created] of [
      [1, "2026-01-05"],
      [2, "2026-01-04"],
      [3, "2025-01-01"],
    ] as const) {
      lead(state, number, { CreatedDate: `${created}T08:00:00.000Z`, ConvertedContactId: contactId(number) });
    }
    lead(state, 4, { ConvertedOpportunityId: opportunityId(1) });
    for (const number of [1, 2, 3, 4]) opportunity(state, number);
    const role = (of: number, contact: number, isPrimary: boolean) =>
      insert(state, "OpportunityContactRole", {
        Id: `00K${of}${contact}`,
        OpportunityId: opportunityId(of),
        ContactId: contactId(contact),
        IsPrimary: isPrimary,
        CreatedDate: "2026-02-01T09:00:00.000Z",
      });
    role(1, 1, true);
    role(2, 2, false);
    role(2, 1, true);
    role(3, 1, false);
    role(3, 2, false);
    role(3, 3, false);
    role(4, 3, false);
    const { facts } = await read(await start({ state }));
    expect(facts("opportunities").map(({ lead_id }) => lead_id)).toEqual([
      leadId(4),
      leadId(1),
      leadId(2),
      null,
    ]);
  });

  test("is read again when another contact is named", async () => {
    const state = org();
    lead(state, 1, { ConvertedContactId: contactId(1) });
    opportunity(state, 1);
    const double = await start({ state });
    const first = await read(double);
    insert(state, "OpportunityContactRole", {
      Id: "00K1",
      OpportunityId: opportunityId(1),
      ContactId: contactId(1),
      IsPrimary: true,
      CreatedDate: "2026-11-24T09:30:00.000Z",
    });
    const second = await read(double, { cursor: first.cursor });
    expect(second.facts("opportunities")).toMatchObject([{ lead_id: leadId(1) }]);
  });
});

test("rates are told as what a unit is worth in the org's own currency, from their day on", async () => {
  const state = org();
  for (const [code, rate, isCorporate] of [
    ["EUR", 1, true],
    ["USD", 1.25, false],
    ["GBP", 0.8, false],
  ] as const) {
    insert(state, "CurrencyType", {
      Id: `01L${code}`,
      IsoCode: code,
      ConversionRate: rate,
      IsCorporate: isCorporate,
    });
  }
  insert(state, "DatedConversionRate", {
    Id: "04w1",
    IsoCode: "USD",
    ConversionRate: 1.6,
    StartDate: "2026-03-01",
  });
  const { facts } = await read(await start({ state }));
  expect(facts("exchange-rates")).toEqual([
    { currency: "USD", day: { type: "local-day", iso: "2026-03-01" }, rate: "0.625" },
    { currency: "GBP", day: { type: "local-day", iso: "1970-01-01" }, rate: "1.25" },
  ]);
});

describe("what changed in Salesforce", () => {
  test("comes with its time of change, also what was deleted and what was merged", async () => {
    const state = org();
    for (const number of [1, 2, 3]) lead(state, number);
    const double = await start({ state });
    const first = await read(double);
    const [one, two, three] = state.objects.Lead ?? [];
    Object.assign(one ?? {}, { LeadSource: "Partner", SystemModstamp: "2026-11-24T09:10:00.000Z" });
    Object.assign(two ?? {}, { IsDeleted: true, SystemModstamp: "2026-11-24T09:11:00.000Z" });
    Object.assign(three ?? {}, {
      IsDeleted: true,
      MasterRecordId: leadId(1),
      SystemModstamp: "2026-11-24T09:12:00.000Z",
    });
    const { batches, facts } = await read(double, { cursor: first.cursor });
    expect(facts("leads")).toMatchObject([{ lead_id: leadId(1), acquisition_channel: "Partner" }]);
    expect(batches.flatMap(({ gone }) => gone ?? [])).toEqual([{ kind: "leads", id: leadId(2) }]);
    expect(batches.flatMap(({ merges }) => merges ?? [])).toEqual([
      { kind: "leads", from: leadId(3), into: leadId(1) },
    ]);
    expect(first.cursor).not.toEqual(batches.at(-1)?.cursor);
  });

  test("comes in pages", async () => {
    const state = org();
    for (let number = 1; number <= 25; number += 1) lead(state, number);
    const double = await start({ state, pageSize: 10 });
    const { batches } = await read(double, { cursor: { Lead: { since: "2025-01-01T00:00:00.000Z" } } });
    expect(batches.flatMap(({ facts }) => (facts.leads ? [facts.leads.length] : []))).toEqual([10, 10, 5]);
  });
});

test("a first load that was cut off goes on from its page of the bulk query", async () => {
  const state = org();
  for (let number = 1; number <= 25; number += 1) lead(state, number);
  const double = await start({ state, bulkPageSize: 10, pollsOfBulkJob: 1 });
  const whole = await read(double);
  const [first] = whole.batches;
  const rest = await read(double, { cursor: first?.cursor ?? null });
  const ids = [...(first?.facts.leads ?? []), ...rest.facts("leads")].map(({ lead_id }) => lead_id);
  expect(first?.facts.leads).toHaveLength(10);
  expect(ids).toEqual(whole.facts("leads").map(({ lead_id }) => lead_id));
}, 30_000);

describe("Salesforce's refusals", () => {
  test("a session that has expired is signed in again", async () => {
    const state = org();
    lead(state, 1);
    let expired = false;
    const double = await start({
      state,
      interfere: ({ path }) => {
        if (!path.endsWith("/queryAll") || expired) return null;
        expired = true;
        return Response.json([{ errorCode: "INVALID_SESSION_ID", message: "Session expired or invalid" }], {
          status: 401,
        });
      },
    });
    const { facts } = await read(double, { cursor: { Lead: { since: "2025-01-01T00:00:00.000Z" } } });
    expect(facts("leads")).toHaveLength(1);
  });

  test("the org's calls are left to others once their share is used", async () => {
    const state = org();
    state.callsToday = 81_000;
    const double = await start({ state });
    await expect(read(double)).rejects.toMatchObject({ code: "salesforce-limit" });
    expect(state.callsToday).toBeLessThan(81_010);
  });

  test("a wrong secret is told in words", async () => {
    const double = await start({ state: org() });
    const source = open(double, {}, { client_id: "x", client_secret: "y" });
    await expect(source.check()).rejects.toMatchObject({ code: "salesforce-sign-in-refused" });
  });

  test("a mapping's field that the org does not have is named", async () => {
    const double = await start({ state: org() });
    const source = open(double, { leads: { segment: "Industry__c" } });
    await expect(source.check()).rejects.toMatchObject({ what: expect.stringContaining("Lead.Industry__c") });
  });

  test("a fault that passes is waited out", async () => {
    const state = org();
    lead(state, 1);
    let faults = 0;
    const double = await start({
      state,
      interfere: ({ path }) => {
        if (!path.endsWith("/queryAll") || faults >= 1) return null;
        faults += 1;
        return Response.json([{ errorCode: "SERVER_UNAVAILABLE", message: "try again" }], { status: 503 });
      },
    });
    const { facts } = await read(double, { cursor: { Lead: { since: "2025-01-01T00:00:00.000Z" } } });
    expect(facts("leads")).toHaveLength(1);
  });
});

describe("a bulk query that is no more", () => {
  test("is begun again by the sync that would go on with it", async () => {
    const state = org();
    for (let number = 1; number <= 3; number++) lead(state, number);
    const double = await start({ state });
    const cursor = { Lead: { job: "750gK9999999999QAA", locator: "2", began: "2026-11-10T09:00:00.000Z" } };
    const { facts, cursor: after } = await read(double, { cursor, full: true });
    expect(facts("leads")).toHaveLength(3);
    expect(after.Lead).toEqual({ since: now.toISOString() });
  });
});

describe("a session that ends", () => {
  test("is renewed, also amid a bulk query's results", async () => {
    const state = org();
    for (let number = 1; number <= 4; number++) lead(state, number);
    let ended = 0;
    const double = await start({
      state,
      bulkPageSize: 2,
      interfere: ({ path }) => {
        if (path.endsWith("/results") && ended++ === 1) state.accessToken = "another";
        return null;
      },
    });
    const { facts } = await read(double);
    expect(facts("leads")).toHaveLength(4);
    expect(double.calls.get("/services/oauth2/token")).toBe(2);
  });
});
