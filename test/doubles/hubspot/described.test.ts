import { afterAll, beforeAll, expect, it } from "vitest";
import { hubSpotConfig } from "../../../src/sources/hubspot/config.ts";
import { hubSpot } from "../../../src/sources/hubspot/index.ts";
import { type Exchange, type Middleman, startMiddleman } from "../../support/middleman.ts";
import { misfits, type Sample } from "../../support/published-types.ts";
import { readAll } from "../../support/read-source.ts";
import { associate, put } from "./company.ts";
import { type HubSpotDouble, newHubSpot, startHubSpot } from "./emulator.ts";
import { setProperty } from "./state.ts";

/**
 * HubSpot's client is generated from HubSpot's descriptions of its API (github.com/HubSpot/HubSpot-public-api-spec-
 * collection); what of the descriptions of 2026-09 it does not have is written out here.
 */
const declarations = `
import type * as objects from "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import type * as associations from "@hubspot/api-client/lib/codegen/crm/associations/v4/index.js";
import type * as pipelines from "@hubspot/api-client/lib/codegen/crm/pipelines/index.js";
import type * as oauth from "@hubspot/api-client/lib/codegen/oauth/index.js";
/** The client's own guide has objects in sorts, where its types have texts alone. */
type Search = Omit<objects.PublicObjectSearchRequest, "sorts"> & {
  sorts: { propertyName: string; direction: "ASCENDING" | "DESCENDING" }[];
};
type Records = objects.BatchResponseSimplePublicObject | objects.BatchResponseSimplePublicObjectWithErrors;
type Associated = associations.BatchResponsePublicAssociationMultiWithLabel
  | associations.BatchResponsePublicAssociationMultiWithLabelWithErrors;
/** Settings > Multicurrency, 2026-09. */
interface ExchangeRates {
  results: {
    id: string; fromCurrencyCode: string; toCurrencyCode: string; conversionRate: number;
    effectiveAt: string; createdAt: string; updatedAt: string; visibleInUI: boolean;
  }[];
  paging?: objects.ForwardPaging;
}
/** Auth > OAuth, 2026-09, and the guide to working with OAuth. */
interface Token { access_token: string; refresh_token: string; expires_in: number; token_type: string }
/** The descriptions' Error; the guide to usage limits names what a 429 has besides. */
type Refusal = Omit<objects.ModelError, never> & {
  status?: "error"; errorType?: "RATE_LIMIT"; policyName?: "TEN_SECONDLY_ROLLING" | "SECONDLY" | "DAILY";
};
`;

interface Described {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  readonly asked: string | null;
  readonly answered: string;
}

/** Every path that the double serves. */
const described: readonly Described[] = [
  {
    method: "GET",
    path: /^\/crm\/objects\/2026-09\/\w+$/,
    asked: null,
    answered: "objects.CollectionResponseSimplePublicObjectWithAssociationsForwardPaging",
  },
  {
    method: "POST",
    path: /^\/crm\/objects\/2026-09\/\w+\/search$/,
    asked: "Search",
    answered: "objects.CollectionResponseWithTotalSimplePublicObjectForwardPaging",
  },
  {
    method: "POST",
    path: /^\/crm\/objects\/2026-09\/\w+\/batch\/read$/,
    asked: "objects.BatchReadInputSimplePublicObjectId",
    answered: "Records",
  },
  {
    method: "POST",
    path: /^\/crm\/associations\/2026-09\/\w+\/\w+\/batch\/read$/,
    asked: "associations.BatchInputPublicFetchAssociationsBatchRequest",
    answered: "Associated",
  },
  {
    method: "GET",
    path: /^\/crm\/pipelines\/2026-09\/deals$/,
    asked: null,
    answered: "pipelines.CollectionResponsePipelineNoPaging",
  },
  {
    method: "GET",
    path: /^\/settings\/currencies\/2026-09\/exchange-rates$/,
    asked: null,
    answered: "ExchangeRates",
  },
  { method: "POST", path: /^\/oauth\/2026-09\/token$/, asked: null, answered: "Token" },
];

let double: HubSpotDouble;
let middleman: Middleman;
const heard: Exchange[] = [];
const refusals: string[] = [];

async function read(cursor: Record<string, unknown> | null, secrets: Record<string, string>) {
  const source = hubSpot.open(hubSpotConfig.parse({ url: middleman.url, calls_per_ten_seconds: 0 }), {
    secrets,
    timeZone: "UTC",
    clock: () => new Date(),
    log: (text) => refusals.push(text),
  });
  await source.check();
  return (await readAll(source, { cursor })).cursor;
}

const oauth = { refresh_token: "refresh", client_id: "id", client_secret: "secret" };

beforeAll(async () => {
  const state = newHubSpot();
  state.refreshToken = "refresh";
  state.pipelines.push({
    id: "default",
    label: "Sales",
    stages: [
      { id: "demo", label: "Demo", isClosed: false, probability: "0.4" },
      { id: "closedwon", label: "Closed won", isClosed: true, probability: "1.0" },
    ],
  });
  state.exchangeRates.push(
    ...Array.from({ length: 130 }, (_, at) => ({
      from: "USD",
      rate: "0.9",
      effectiveAt: new Date(Date.UTC(2026, 0, at + 1)).toISOString(),
    })),
  );
  const created = "2026-01-01T08:00:00.000Z";
  const lifecyclestage = [{ value: "marketingqualifiedlead", timestamp: "2026-01-03T10:00:00.000Z" }];
  for (let id = 1; id <= 70; id++) {
    put(state, "contacts", String(id), created, { properties: {}, history: { lifecyclestage } });
  }
  const dealstage = [{ value: "demo", timestamp: created }];
  for (const id of ["501", "502"]) {
    put(state, "deals", id, created, { properties: { pipeline: "default" }, history: { dealstage } });
  }
  associate(state, "deals", "501", "contacts", "1", "Decision maker");
  associate(state, "deals", "501", "contacts", "2", null);
  put(state, "calls", "900", created, { properties: { hs_timestamp: created }, history: {} });
  associate(state, "calls", "900", "contacts", "1", null);
  double = await startHubSpot({ state });
  middleman = await startMiddleman(double.url, { heard: (exchange) => heard.push(exchange) });

  const cursor = await read(null, oauth);
  const contact = state.objects.contacts["1"];
  if (contact) setProperty(contact, "contacts", "hs_lead_status", "UNQUALIFIED", "2026-11-24T10:00:00.000Z");
  const gone = state.objects.contacts["2"];
  if (gone) Object.assign(gone, { archived: true, archivedAt: "2026-11-24T10:00:00.000Z" });
  await read(cursor, oauth);
  state.mayReadRates = false;
  await read(cursor, oauth);
  await expect(read(null, { access_token: "wrong" })).rejects.toMatchObject({
    code: "hubspot-token-refused",
  });
  await expect(read(null, { ...oauth, refresh_token: "wrong" })).rejects.toMatchObject({
    code: "hubspot-token-refused",
  });
  await fetch(`${middleman.url}/crm/objects/2026-09/contacts/search`, {
    method: "POST",
    headers: { authorization: `Bearer ${state.token}`, "content-type": "application/json" },
    body: JSON.stringify({ filterGroups: [], sorts: [], properties: [], limit: 200, after: "9900" }),
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
  expect(new Set(heard.map(({ status }) => status))).toEqual(new Set([200, 207, 400, 401, 403]));
});

it("is asked and answers as HubSpot's published descriptions say", () => {
  const samples = heard.flatMap((exchange): readonly Sample[] => {
    const { method, path, status, asked, answered } = exchange;
    const entry = entryOf(exchange);
    const what = `${method} ${path} (${status})`;
    const answer = {
      what: `${what}, the answer`,
      type: status < 300 ? (entry?.answered ?? "never") : "Refusal",
      value: answered,
    };
    const type = entry?.asked ?? null;
    return type === null || status === 400
      ? [answer]
      : [answer, { what: `${what}, the request`, type, value: asked }];
  });
  expect(samples.length).toBeGreaterThan(30);
  expect(misfits(declarations, samples)).toEqual([]);
}, 60_000);

it("would notice what no description has, what is missing, and what is of another type", () => {
  const type = "objects.CollectionResponseSimplePublicObjectWithAssociationsForwardPaging";
  const wrong = [{ results: [], pages: 3 }, {}, { results: [{ id: 7 }] }];
  const found = misfits(
    declarations,
    wrong.map((value) => ({ what: "wrong", type, value })),
  );
  expect(found.length).toBeGreaterThanOrEqual(3);
}, 60_000);

it("takes searches up to its documented depth only", () => {
  const deep = heard.filter(({ path, status }) => path.endsWith("/search") && status === 400);
  expect(deep.map(({ answered }) => (answered as { category: string }).category)).toEqual([
    "VALIDATION_ERROR",
  ]);
});
