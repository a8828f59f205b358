import { afterAll, beforeAll, expect, it } from "vitest";
import { salesforceConfig } from "../../../src/sources/salesforce/config.ts";
import { salesforce } from "../../../src/sources/salesforce/index.ts";
import { type Exchange, type Middleman, startMiddleman } from "../../support/middleman.ts";
import { misfits, type Sample } from "../../support/published-types.ts";
import { readAll } from "../../support/read-source.ts";
import { type SalesforceDouble, startSalesforce } from "./emulator.ts";
import { insert, newSalesforce, salesforceId } from "./state.ts";

/** jsforce's types follow Salesforce's guides; where it has none, the guide's own table is written out. */
const declarations = `
import type { DescribeSObjectResult, QueryResult, Record as Row } from "@jsforce/jsforce-node";
import type { QueryJobInfoV2 } from "@jsforce/jsforce-node/lib/api/bulk2.js";
import type { TokenResponse } from "@jsforce/jsforce-node/lib/oauth2.js";
type Known<T> = T extends readonly (infer E)[] ? Known<E>[] : T extends object ? { [K in keyof T]?: Known<T[K]> } : T;
/** REST guide, Query: each record tells its type and its address. */
type Page = QueryResult<Row & { attributes: { type: string; url: string } }>;
/** Bulk API 2.0 guide, Create a Query Job: neither its type nor its progress is answered yet. */
type Opened = Omit<QueryJobInfoV2,
  "jobType" | "isPkChunkingSupported" | "numberRecordsProcessed" | "retries" | "totalProcessingTime">;
interface NewJob { operation: QueryJobInfoV2["operation"]; query: string }
/** REST guide, Status Codes and Error Responses. */
type Refusal = { message: string; errorCode: string; fields?: string[] }[];
/** OAuth 2.0, RFC 6749, 5.2. */
interface SignInRefusal { error: string; error_description: string }
`;

interface Described {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  readonly asked: string | null;
  readonly answered: string | null;
  readonly refused?: string;
}

/** Every path that the double serves. */
const described: readonly Described[] = [
  {
    method: "POST",
    path: /^\/services\/oauth2\/token$/,
    asked: null,
    answered: "TokenResponse",
    refused: "SignInRefusal",
  },
  { method: "GET", path: /^\/services\/data\/v67\.0\/query$/, asked: null, answered: "Page" },
  { method: "GET", path: /^\/services\/data\/v67\.0\/queryAll$/, asked: null, answered: "Page" },
  { method: "GET", path: /^\/services\/data\/v67\.0\/query\/01g\w+-\d+$/, asked: null, answered: "Page" },
  { method: "POST", path: /^\/services\/data\/v67\.0\/jobs\/query$/, asked: "NewJob", answered: "Opened" },
  {
    method: "GET",
    path: /^\/services\/data\/v67\.0\/jobs\/query\/\w+$/,
    asked: null,
    answered: "QueryJobInfoV2",
  },
  // Rows are CSV, looked at below.
  {
    method: "GET",
    path: /^\/services\/data\/v67\.0\/jobs\/query\/\w+\/results$/,
    asked: null,
    answered: null,
  },
  // An object's description has some hundred lines of which the double has few.
  {
    method: "GET",
    path: /^\/services\/data\/v67\.0\/sobjects\/\w+\/describe$/,
    asked: null,
    answered: "Known<DescribeSObjectResult>",
  },
];

let double: SalesforceDouble;
let middleman: Middleman;
const heard: Exchange[] = [];

async function read(cursor: Record<string, unknown> | null, config: object = {}, secret?: string) {
  const { clientId, clientSecret } = double.state;
  const source = salesforce.open(salesforceConfig.parse({ url: middleman.url, ...config }), {
    secrets: { client_id: clientId, client_secret: secret ?? clientSecret },
    timeZone: "UTC",
    clock: () => new Date(),
    log: () => {},
  });
  await source.check();
  return (await readAll(source, { cursor })).cursor;
}

beforeAll(async () => {
  const state = newSalesforce();
  const CreatedDate = "2026-01-01T08:00:00.000Z";
  insert(state, "OpportunityStage", { Id: "01J1", ApiName: "Closed Won", MasterLabel: "Closed Won" });
  for (let number = 1; number <= 7; number++) {
    insert(state, "Lead", { Id: salesforceId("Lead", number), CreatedDate, Status: 'Open, "hot"\nlead' });
  }
  insert(state, "Campaign", { Id: salesforceId("Campaign", 1), CreatedDate, Type: "Webinar" });
  insert(state, "CampaignMember", {
    Id: "00v1",
    CreatedDate,
    CampaignId: salesforceId("Campaign", 1),
    LeadId: salesforceId("Lead", 1),
  });
  insert(state, "Opportunity", {
    Id: salesforceId("Opportunity", 1),
    CreatedDate,
    StageName: "Closed Won",
    CloseDate: "2026-03-01",
    Amount: 1250.5,
  });
  double = await startSalesforce({ state, pageSize: 3, bulkPageSize: 3, pollsOfBulkJob: 1 });
  middleman = await startMiddleman(double.url, { heard: (exchange) => heard.push(exchange) });
  const config = { leads: { acquisition_channel: "first-campaign" } };
  const cursor = await read(null, config);
  await read({ ...cursor, Lead: { since: "2025-12-31T00:00:00.000Z" } }, config);
  await expect(read(null, { leads: { segment: "Nothing__c" } })).rejects.toMatchObject({
    code: "salesforce-no-such-thing",
  });
  state.accessToken = "another";
  await expect(read(null, {}, "wrong")).rejects.toMatchObject({ code: "salesforce-sign-in-refused" });
  await fetch(`${middleman.url}/services/data/v67.0/query?q=SELECT+Nothing__c+FROM+Lead`, {
    headers: { authorization: `Bearer ${state.accessToken}` },
  });
}, 60_000);
afterAll(async () => {
  await middleman.close();
  await double.close();
});

const entryOf = ({ method, path }: Exchange) =>
  described.find((entry) => entry.method === method && entry.path.test(path));

it("hears of every path that it serves, and of no other", () => {
  const served = new Set(heard.filter(({ status }) => status < 300).map(entryOf));
  expect(heard.filter((exchange) => !entryOf(exchange)).map(({ path }) => path)).toEqual([]);
  expect(described.filter((entry) => !served.has(entry))).toEqual([]);
  expect(new Set(heard.map(({ status }) => status))).toEqual(new Set([200, 400, 401]));
});

it("is asked and answers as Salesforce's guides and jsforce's types say", () => {
  const samples = heard.flatMap((exchange): readonly Sample[] => {
    const { method, path, status, asked, answered } = exchange;
    const entry = entryOf(exchange);
    const what = `${method} ${path} (${status})`;
    const refused = status < 300 ? null : (entry?.refused ?? "Refusal");
    const type = refused ?? entry?.answered ?? null;
    return [
      ...(type === null ? [] : [{ what: `${what}, the answer`, type, value: answered }]),
      ...(entry?.asked ? [{ what: `${what}, the request`, type: entry.asked, value: asked }] : []),
    ];
  });
  expect(samples.length).toBeGreaterThan(20);
  expect(misfits(declarations, samples)).toEqual([]);
}, 60_000);

it("tells in each answer's headers what the guides put there", () => {
  const pages = heard.filter(({ path }) => path.endsWith("/results"));
  const leads = pages.filter(({ answered }) => String(answered).includes('"Status"'));
  expect(leads.map(({ headers }) => headers.get("sforce-locator"))).toEqual(["3", "6", "null"]);
  expect(leads.map(({ headers }) => headers.get("sforce-numberofrecords"))).toEqual(["3", "3", "1"]);
  for (const { headers, query } of pages) {
    expect(headers.get("content-type")).toContain("text/csv");
    expect(query.get("maxRecords")).toBe("10000");
  }
  const answered = heard.filter(({ status, path }) => status === 200 && path.startsWith("/services/data"));
  for (const { headers } of answered) {
    expect(headers.get("sforce-limit-info")).toMatch(/^api-usage=\d+\/\d+$/);
  }
});
