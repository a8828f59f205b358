import { createEmulator, defineEmulator } from "emulate";
import { z } from "zod";
import {
  badRefreshToken,
  badRequest,
  expired,
  type HubSpotError,
  isError,
  notFound,
  rateLimited,
  scopeMissing,
  tooLongUrl,
  unauthorized,
} from "./answers.ts";
import { type HubSpotLimits, limiter } from "./limits.ts";
import { search, searchRequest } from "./search.ts";
import {
  emptyHubSpot,
  type HubSpotRecord,
  type HubSpotState,
  type ObjectType,
  objectTypes,
} from "./state.ts";

export interface HubSpotOptions {
  readonly state: HubSpotState;
  /** The date that versions the paths: `2026-09`. */
  readonly version?: string;
  readonly limits?: HubSpotLimits;
  readonly now?: () => number;
  /** How far search lags behind; null: not at all. */
  readonly searchLagMs?: number | null;
  /** Looks at each call first, and may answer in HubSpot's place. */
  readonly interfere?: (call: { readonly method: string; readonly path: string }) => Response | null;
}

export interface HubSpotDouble {
  /** The API's address, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** What HubSpot has; a test may change it. */
  readonly state: HubSpotState;
  /** How many calls each path has had. */
  readonly calls: Map<string, number>;
  close(): Promise<void>;
}

const longestUrl = 8000;
const batchRead = z.object({
  inputs: z.array(z.object({ id: z.string(), after: z.string().optional() })),
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
});

/** Starts a HubSpot on this machine, with the paths, pages, limits and errors of its public API description. */
export async function startHubSpot(options: HubSpotOptions): Promise<HubSpotDouble> {
  const { version = "2026-09", limits = { tenSecondly: 0, searchSecondly: 0 }, now = Date.now } = options;
  const { searchLagMs = null, interfere } = options;
  const live = options.state;
  const calls = new Map<string, number>();
  const definition = defineEmulator<{ readonly token: string }>({
    name: "hubspot",
    state: () => ({ token: live.token }),
    setup({ app }) {
      const limited = limiter(limits, now);
      app.use("*", async (c, next) => {
        const { method, path } = c.req;
        calls.set(path, (calls.get(path) ?? 0) + 1);
        const instead = interfere?.({ method, path });
        if (instead) return instead;
        const refuse = (error: HubSpotError) => c.json(error.body, error.status);
        if (c.req.url.length > longestUrl) return refuse(tooLongUrl());
        if (path.startsWith("/oauth/")) return next();
        const held = c.req.header("authorization");
        if (held !== `Bearer ${live.token}`)
          return refuse(held?.startsWith("Bearer ") ? expired() : unauthorized());
        const policy = limited(path.endsWith("/search"));
        if (policy) return refuse(rateLimited(policy));
        return next();
      });

      app.get(`/crm/objects/${version}/:type`, (c) => {
        const type = typeOf(c.req.param("type"));
        if (!type) return c.json(notFound().body, 404);
        const page = listed(live, type, (name) => c.req.query(name) ?? null);
        return isError(page) ? c.json(page.body, page.status) : c.json(page);
      });
      app.post(`/crm/objects/${version}/:type/search`, async (c) => {
        const type = typeOf(c.req.param("type"));
        const request = searchRequest.safeParse(await c.req.json());
        if (!type || !request.success) return c.json(badRequest("Invalid input JSON").body, 400);
        const until = searchLagMs === null ? null : new Date(now() - searchLagMs).toISOString();
        const page = search(type, Object.values(live.objects[type]), request.data, until);
        if (isError(page)) return c.json(page.body, page.status);
        return c.json({
          total: page.total,
          results: page.records.map((record) => shown(record, request.data.properties, [])),
          ...(page.after === null ? {} : { paging: { next: { after: page.after, link: "" } } }),
        });
      });
      app.post(`/crm/objects/${version}/:type/batch/read`, async (c) => {
        const type = typeOf(c.req.param("type"));
        const request = batchRead.safeParse(await c.req.json());
        if (!type || !request.success) return c.json(badRequest("Invalid input JSON").body, 400);
        const { inputs, properties, propertiesWithHistory } = request.data;
        const most = propertiesWithHistory.length > 0 ? 50 : 100;
        if (inputs.length > most) return c.json(badRequest(`The maximum batch size is ${most}`).body, 400);
        const records = inputs
          .flatMap(({ id }) => live.objects[type][id] ?? [])
          .filter(({ archived }) => !archived);
        const results = records.map((record) => shown(record, properties, propertiesWithHistory));
        const complete = results.length === inputs.length;
        return c.json({ status: "COMPLETE", results, ...batchTimes(now()) }, complete ? 200 : 207);
      });
      app.post(`/crm/associations/${version}/:from/:to/batch/read`, async (c) => {
        const request = batchRead.safeParse(await c.req.json());
        if (!request.success) return c.json(badRequest("Invalid input JSON").body, 400);
        if (request.data.inputs.length > 1000)
          return c.json(badRequest("The maximum batch size is 1000").body, 400);
        const known = live.associations[`${c.req.param("from")}>${c.req.param("to")}`] ?? {};
        const results = request.data.inputs.flatMap((input) => associated(known[input.id], input));
        const without = request.data.inputs.filter(({ id }) => known[id] === undefined);
        return c.json(
          {
            status: "COMPLETE",
            results,
            ...batchTimes(now()),
            ...(without.length > 0 ? { numErrors: 1, errors: [noneFound(without)] } : {}),
          },
          without.length > 0 ? 207 : 200,
        );
      });
      app.get(`/crm/pipelines/${version}/deals`, (c) =>
        c.json({ results: live.pipelines.map(pipelineShown) }),
      );
      app.get(`/settings/currencies/${version}/exchange-rates`, (c) => {
        if (!live.mayReadRates) return c.json(scopeMissing("settings.currencies.read").body, 403);
        const limit = Number(c.req.query("limit") ?? 100);
        if (limit < 1 || limit > 100) return c.json(badRequest("limit must be between 1 and 100").body, 400);
        const offset = Number(c.req.query("after") ?? 0);
        const next = offset + limit;
        const results = live.exchangeRates.slice(offset, next).map((rate, index) => ({
          id: String(offset + index + 1),
          fromCurrencyCode: rate.from,
          toCurrencyCode: live.companyCurrency,
          conversionRate: Number(rate.rate),
          effectiveAt: rate.effectiveAt,
          createdAt: rate.effectiveAt,
          updatedAt: rate.effectiveAt,
          visibleInUI: true,
        }));
        const more = next < live.exchangeRates.length;
        return c.json({ results, ...(more ? { paging: { next: { after: String(next), link: "" } } } : {}) });
      });
      app.post(`/oauth/${version}/token`, async (c) => {
        const form = await c.req.parseBody();
        if (live.refreshToken === null || form.refresh_token !== live.refreshToken) {
          return c.json(badRefreshToken().body, 400);
        }
        live.token = `${live.token}+`;
        return c.json({
          access_token: live.token,
          refresh_token: live.refreshToken,
          expires_in: 1800,
          token_type: "bearer",
        });
      });
    },
  });
  const running = await createEmulator({ service: definition, port: 0 });
  return {
    url: running.url.replace(/\/$/, ""),
    token: live.token,
    state: live,
    calls,
    close: () => running.close(),
  };
}

/** A HubSpot with nothing in it. */
export const newHubSpot = () => emptyHubSpot("pat-eu1-0000-secret");

function typeOf(name: string): ObjectType | null {
  return objectTypes.find((type) => type === name) ?? null;
}

function shown(record: HubSpotRecord, properties: readonly string[], withHistory: readonly string[]) {
  const named = [...new Set(["hs_object_id", "createdate", ...properties, ...withHistory])];
  return {
    id: record.id,
    properties: Object.fromEntries(
      named.map((name) => [name, name === "hs_object_id" ? record.id : (record.properties[name] ?? null)]),
    ),
    ...(withHistory.length > 0
      ? {
          propertiesWithHistory: Object.fromEntries(
            withHistory.map((name) => [
              name,
              (record.history[name] ?? []).map((version) => ({ ...version, sourceType: "CRM_UI" })),
            ]),
          ),
        }
      : {}),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archived: record.archived,
    ...(record.archivedAt === undefined ? {} : { archivedAt: record.archivedAt }),
  };
}

function listed(live: HubSpotState, type: ObjectType, query: (name: string) => string | null) {
  const listOf = (name: string) => (query(name) ?? "").split(",").filter(Boolean);
  const properties = listOf("properties");
  const withHistory = listOf("propertiesWithHistory");
  const limit = Number(query("limit") ?? 10);
  const most = withHistory.length > 0 ? 50 : 100;
  if (limit < 1 || limit > most) return badRequest(`limit must be between 1 and ${most}`);
  const archived = query("archived") === "true";
  const after = BigInt(query("after") ?? "0");
  const ids = Object.keys(live.objects[type])
    .filter((id) => BigInt(id) >= after && live.objects[type][id]?.archived === archived)
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const results = ids
    .slice(0, limit)
    .flatMap((id) => live.objects[type][id] ?? [])
    .map((record) => shown(record, properties, withHistory));
  const next = ids[limit];
  return { results, ...(next === undefined ? {} : { paging: { next: { after: next, link: "" } } }) };
}

const associationPage = 500;

function associated(
  all: HubSpotState["associations"][string][string] | undefined,
  input: { id: string; after?: string | undefined },
) {
  if (all === undefined) return [];
  const offset = Number(input.after ?? 0);
  const next = offset + associationPage;
  return [
    {
      from: { id: input.id },
      to: all.slice(offset, next).map(({ id, types }) => ({
        toObjectId: id,
        associationTypes: types.map(({ typeId, label }) => ({
          category: "HUBSPOT_DEFINED",
          typeId,
          ...(label === null ? {} : { label }),
        })),
      })),
      ...(next < all.length ? { paging: { next: { after: String(next), link: "" } } } : {}),
    },
  ];
}

function noneFound(inputs: readonly { readonly id: string }[]) {
  return {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
    message: "No associations found",
    context: { fromObjectId: inputs.map(({ id }) => id) },
    errors: [],
    links: {},
  };
}

function batchTimes(now: number) {
  const at = new Date(now).toISOString();
  return { startedAt: at, completedAt: at };
}

const pipelineTimes = { createdAt: "2023-01-01T00:00:00Z", updatedAt: "2023-01-01T00:00:00Z" };

function pipelineShown({ id, label, stages }: HubSpotState["pipelines"][number]) {
  return {
    id,
    label,
    displayOrder: 0,
    archived: false,
    ...pipelineTimes,
    stages: stages.map((stage, displayOrder) => ({
      id: stage.id,
      label: stage.label,
      displayOrder,
      archived: false,
      ...pipelineTimes,
      metadata: { isClosed: String(stage.isClosed), probability: stage.probability },
    })),
  };
}
