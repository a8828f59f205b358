import { z } from "zod";
import type { HubSpotApi } from "./api.ts";
import type { HubSpotConfig } from "./config.ts";

/** The kinds of records that are read. */
export type ObjectType = "contacts" | "deals" | "calls" | "emails" | "meetings";

const version = z.object({ value: z.string().nullable(), timestamp: z.string() });
const record = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  propertiesWithHistory: z.record(z.string(), z.array(version)).optional(),
  archivedAt: z.string().optional(),
});
export type HubSpotRecord = z.infer<typeof record>;
export type PropertyVersion = z.infer<typeof version>;

const paging = z.object({ next: z.object({ after: z.string() }).optional() }).optional();
const list = z.object({ results: z.array(record), paging });
const found = z.object({ total: z.number(), results: z.array(record), paging });
const batch = z.object({ results: z.array(record) });

/** What of a type is asked for: plain properties, and those whose history tells when they were set. */
export interface Wanted {
  readonly properties: readonly string[];
  readonly histories: readonly string[];
}

/** The property that says when a record changed; contacts alone have another name for it. */
export function changedProperty(type: ObjectType): string {
  return type === "contacts" ? "lastmodifieddate" : "hs_lastmodifieddate";
}

const pageWithHistory = 50;
const page = 100;
const searchPage = 200;
/** Search gives nothing beyond the ten thousandth row. */
const searchDepth = 10_000;

export interface Page {
  readonly records: readonly HubSpotRecord[];
  /** Where the next page begins; null: this was the last. */
  readonly after: string | null;
}

/** How records are read from one account. */
export interface Records {
  /** A page of all records of a type, in the order of their ids. */
  list(type: ObjectType, wanted: Wanted, after: string | null, archived?: boolean): Promise<Page>;
  /** Pages of the ids that changed at or after a moment, the oldest change first. Some may come twice. */
  changed(type: ObjectType, since: string): AsyncIterable<readonly HubSpotRecord[]>;
  /** Records by id; those that are gone are left out. */
  byId(type: ObjectType, wanted: Wanted, ids: readonly string[]): Promise<readonly HubSpotRecord[]>;
  /** When a record of a type changed last, as far as search knows; null: there are none. */
  newestChange(type: ObjectType): Promise<string | null>;
  count(type: ObjectType): Promise<number>;
}

export function recordsOf(
  api: HubSpotApi,
  { version: dated }: Pick<HubSpotConfig, "version">,
  signal: AbortSignal,
): Records {
  const path = (type: ObjectType, end = "") => `/crm/objects/${dated}/${type}${end}`;

  async function search(type: ObjectType, body: object) {
    return api({ method: "POST", path: path(type, "/search"), body, isSearch: true }, found, signal);
  }

  /** All that changed in one and the same millisecond: more than search can page through, so by id. */
  async function* ofOneMoment(type: ObjectType, moment: string): AsyncIterable<readonly HubSpotRecord[]> {
    for (let last = "0"; ; ) {
      const { results } = await search(type, {
        filterGroups: [
          {
            filters: [
              { propertyName: changedProperty(type), operator: "EQ", value: moment },
              { propertyName: "hs_object_id", operator: "GT", value: last },
            ],
          },
        ],
        sorts: [{ propertyName: "hs_object_id", direction: "ASCENDING" }],
        properties: [changedProperty(type)],
        limit: searchPage,
        after: "0",
      });
      if (results.length === 0) return;
      yield results;
      last = results.at(-1)?.id ?? last;
    }
  }

  async function* changed(type: ObjectType, since: string): AsyncIterable<readonly HubSpotRecord[]> {
    const name = changedProperty(type);
    let from = since;
    let offset = 0;
    for (;;) {
      const { results, paging: more } = await search(type, {
        filterGroups: [{ filters: [{ propertyName: name, operator: "GTE", value: from }] }],
        sorts: [{ propertyName: name, direction: "ASCENDING" }],
        properties: [name],
        limit: searchPage,
        after: String(offset),
      });
      if (results.length > 0) yield results;
      if (more?.next === undefined) return;
      offset += searchPage;
      if (offset + searchPage <= searchDepth) continue;
      const last = results.at(-1)?.properties[name] ?? from;
      if (Date.parse(last) === Date.parse(from)) {
        yield* ofOneMoment(type, from);
        from = new Date(Date.parse(from) + 1).toISOString();
      } else {
        from = last;
      }
      offset = 0;
    }
  }

  return {
    async list(type, { properties, histories }, after, archived = false) {
      const { results, paging: more } = await api(
        {
          method: "GET",
          path: path(type),
          query: {
            limit: String(histories.length > 0 ? pageWithHistory : page),
            properties: properties.join(","),
            ...(histories.length > 0 ? { propertiesWithHistory: histories.join(",") } : {}),
            ...(after === null ? {} : { after }),
            ...(archived ? { archived: "true" } : {}),
          },
        },
        list,
        signal,
      );
      return { records: results, after: more?.next?.after ?? null };
    },
    changed,
    async byId(type, { properties, histories }, ids) {
      const size = histories.length > 0 ? pageWithHistory : page;
      const records: HubSpotRecord[] = [];
      for (let at = 0; at < ids.length; at += size) {
        const { results } = await api(
          {
            method: "POST",
            path: path(type, "/batch/read"),
            body: {
              inputs: ids.slice(at, at + size).map((id) => ({ id })),
              properties,
              propertiesWithHistory: histories,
            },
          },
          batch,
          signal,
        );
        records.push(...results);
      }
      return records;
    },
    async newestChange(type) {
      const name = changedProperty(type);
      const { results } = await search(type, {
        filterGroups: [{ filters: [{ propertyName: name, operator: "HAS_PROPERTY" }] }],
        sorts: [{ propertyName: name, direction: "DESCENDING" }],
        properties: [name],
        limit: 1,
        after: "0",
      });
      return results[0]?.properties[name] ?? null;
    },
    async count(type) {
      const all = { filterGroups: [], sorts: [], properties: [], limit: 1, after: "0" };
      return (await search(type, all)).total;
    },
  };
}
