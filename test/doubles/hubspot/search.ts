import { z } from "zod";
import { badRequest, type HubSpotError } from "./answers.ts";
import { changedProperty, type HubSpotRecord, type ObjectType } from "./state.ts";

export const searchRequest = z.object({
  filterGroups: z
    .array(
      z.object({
        filters: z.array(
          z.object({
            propertyName: z.string(),
            operator: z.enum([
              "EQ",
              "NEQ",
              "LT",
              "LTE",
              "GT",
              "GTE",
              "IN",
              "HAS_PROPERTY",
              "NOT_HAS_PROPERTY",
            ]),
            value: z.string().optional(),
            values: z.array(z.string()).optional(),
          }),
        ),
      }),
    )
    .default([]),
  sorts: z
    .array(z.object({ propertyName: z.string(), direction: z.enum(["ASCENDING", "DESCENDING"]) }))
    .default([]),
  properties: z.array(z.string()).default([]),
  limit: z.number().int().default(10),
  after: z.union([z.string(), z.number()]).default("0"),
});
export type SearchRequest = z.infer<typeof searchRequest>;
type Filter = SearchRequest["filterGroups"][number]["filters"][number];

const largestPage = 200;
const furthest = 10_000;
/** Properties that HubSpot took away on 2024-11-20. */
const sunset = /^hs_lifecyclestage_\w+_date$|^hs_date_(?:entered|exited)_|^hs_time_in_/;

export interface SearchPage {
  readonly total: number;
  readonly records: readonly HubSpotRecord[];
  readonly after: string | null;
}

/** Searches as HubSpot does: pages of 200, nothing beyond the ten thousandth, and not yet what changed just now. */
export function search(
  type: ObjectType,
  all: readonly HubSpotRecord[],
  request: SearchRequest,
  indexedUntil: string | null,
): SearchPage | HubSpotError {
  const { filterGroups, sorts, limit } = request;
  const offset = Number(request.after);
  if (limit < 1 || limit > largestPage) return badRequest(`limit must be between 1 and ${largestPage}`);
  if (!Number.isInteger(offset)) return badRequest("after must be a number");
  if (offset + limit > furthest) return badRequest(`There is a limit of ${furthest} total results`);
  if (filterGroups.length > 5 || filterGroups.some(({ filters }) => filters.length > 6)) {
    return badRequest("Too many filters");
  }
  const gone = filterGroups
    .flatMap(({ filters }) => filters)
    .find(({ propertyName }) => sunset.test(propertyName));
  if (gone) return badRequest(`Property '${gone.propertyName}' does not exist`);
  if (sorts.length > 1) return badRequest("Only one sort is allowed");
  const changed = changedProperty(type);
  const found = all.filter((record) => {
    if (record.archived) return false;
    if (indexedUntil !== null && (record.properties[changed] ?? "") > indexedUntil) return false;
    return (
      filterGroups.length === 0 ||
      filterGroups.some(({ filters }) => filters.every((one) => passes(record, one)))
    );
  });
  const [sort] = sorts;
  const key = sort?.propertyName ?? "createdate";
  const sign = sort?.direction === "DESCENDING" ? -1 : 1;
  found.sort((a, b) => sign * compared(valueIn(a, key), valueIn(b, key)));
  const records = found.slice(offset, offset + limit);
  const next = offset + limit;
  return { total: found.length, records, after: next < found.length ? String(next) : null };
}

function valueIn(record: HubSpotRecord, name: string): string | null {
  return name === "hs_object_id" ? record.id : (record.properties[name] ?? null);
}

function passes(record: HubSpotRecord, { propertyName, operator, value, values }: Filter): boolean {
  const has = valueIn(record, propertyName);
  if (operator === "HAS_PROPERTY") return has !== null;
  if (operator === "NOT_HAS_PROPERTY") return has === null;
  if (has === null) return operator === "NEQ";
  if (operator === "IN") return (values ?? []).includes(has);
  const order = compared(has, value ?? "");
  switch (operator) {
    case "EQ":
      return order === 0;
    case "NEQ":
      return order !== 0;
    case "LT":
      return order < 0;
    case "LTE":
      return order <= 0;
    case "GT":
      return order > 0;
    case "GTE":
      return order >= 0;
  }
}

/** Dates are compared as moments, whether told in ISO 8601 or in milliseconds, and numbers as numbers. */
function compared(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  const left = measure(a);
  const right = measure(b);
  if (left !== null && right !== null) return left - right;
  return a < b ? -1 : a > b ? 1 : 0;
}

function measure(text: string): number | null {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (/^\d{4}-\d{2}-\d{2}T/.test(text)) return Date.parse(text);
  return null;
}
