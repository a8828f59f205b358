import { z } from "zod";
import type { MomentOptions } from "../moments.ts";
import type { GoneFact, MergedFact, ReadRequest, SourceBatch, SourceRejection } from "../source.ts";
import { readRows } from "../told-rows.ts";
import type { HubSpotApi } from "./api.ts";
import { type Associated, contactsOf } from "./associations.ts";
import type { HubSpotConfig } from "./config.ts";
import { dealProperties, dealRows, isRead } from "./deal-rows.ts";
import { leadProperties, leadRow, mergesInto } from "./lead-rows.ts";
import { type DealStage, dealStages } from "./pipelines.ts";
import { rateRows } from "./rate-rows.ts";
import {
  changedProperty,
  type HubSpotRecord,
  type ObjectType,
  type Records,
  recordsOf,
  type Wanted,
} from "./records.ts";
import { type TouchType, touchProperties, touchRows } from "./touch-rows.ts";

/** Where one type of records has arrived: in the first reading of all, or after it. */
const place = z.union([
  /** The first reading goes on after this id; changes are read from `began` on. */
  z.object({ after: z.string().nullable(), began: z.string() }),
  /** `archived`: the newest archiving that was looked at, which is after the changes; absent: `since`. */
  z.object({ since: z.string(), archived: z.string().optional() }),
]);
const cursorSchema = z.partialRecord(z.enum(["contacts", "deals", "calls", "emails", "meetings"]), place);
type Cursor = z.infer<typeof cursorSchema>;

/** Records that make one batch; a thousand deals have some thousand facts. */
const batchSize = 1000;

interface Reading {
  readonly api: HubSpotApi;
  readonly config: HubSpotConfig;
  readonly moments: MomentOptions;
  readonly request: ReadRequest;
}

/** Reads an account: contacts, deals, sales' touches, then the exchange rates. Each type has a place of its own. */
export async function* readHubSpot(reading: Reading): AsyncIterable<SourceBatch> {
  const { api, config, request } = reading;
  const records = recordsOf(api, config, request.signal);
  const stages = await dealStages(api, config, request.signal);
  const types: readonly ObjectType[] = ["contacts", "deals", ...config.touches];
  const before: Cursor = cursorSchema.parse(request.cursor ?? {});
  let cursor = before;
  let rows = 0;
  for (const type of types) {
    for await (const { found, at, isLast } of pages(records, type, { reading, cursor })) {
      rows += found.length;
      cursor = { ...cursor, [type]: at };
      const told = await factsOf({ ...reading, records, stages }, type, found);
      yield {
        ...told,
        cursor,
        progress: { what: type, rows, of: null },
        ...(isLast && type === "contacts" ? { complete: ["leads" as const] } : {}),
        ...(isLast && type === "deals"
          ? { complete: ["opportunities" as const, "stage-changes" as const] }
          : {}),
      };
    }
    const at = cursor[type];
    if (!isRemovable(type) || at === undefined || !("since" in at)) continue;
    const known = before[type];
    // Whoever reads for the first time never knew what was archived before.
    if (known === undefined || !("since" in known)) continue;
    const { gone, newest } = await archivedSince(records, type, known.archived ?? known.since, request);
    cursor = { ...cursor, [type]: { ...at, archived: newest } };
    yield { facts: {}, gone, cursor, progress: { what: type, rows, of: null } };
  }
  const told = config.exchange_rates ? await rateRows(api, config, request.signal) : null;
  if (told !== null) {
    const rates = readRows("exchange-rates", told, reading.moments);
    yield {
      facts: { "exchange-rates": rates.facts },
      rejected: rates.rejected,
      cursor,
      progress: { what: "rates", rows, of: null },
    };
  }
}

interface Found {
  readonly found: readonly HubSpotRecord[];
  readonly at: z.infer<typeof place>;
  /** Whether the first reading has come to its end with these. */
  readonly isLast: boolean;
}

async function* pages(
  records: Records,
  type: ObjectType,
  { reading: { config, request }, cursor }: { readonly reading: Reading; readonly cursor: Cursor },
): AsyncIterable<Found> {
  const wanted = wantedOf(type, config);
  const known = cursor[type] ?? { after: null, began: await beginning(records, type, request.now) };
  if ("since" in known) {
    const archived = known.archived ?? known.since;
    yield* changes(records, type, { wanted, since: known.since, archived, lookBack: request.lookBack });
    return;
  }
  const { began } = known;
  let after = known.after;
  let found: HubSpotRecord[] = [];
  for (;;) {
    const page = await records.list(type, wanted, after);
    found.push(...page.records);
    after = page.after;
    if (after === null) break;
    if (found.length < batchSize) continue;
    yield { found, at: { after, began }, isLast: false };
    found = [];
  }
  yield { found, at: { since: began, archived: began }, isLast: true };
}

/** Changes are dated by HubSpot's clock, and ours may be ahead of it: what changes from now on is not older. */
async function beginning(records: Records, type: ObjectType, now: Date): Promise<string> {
  const newest = await records.newestChange(type);
  return new Date(Math.min(now.getTime(), Date.parse(newest ?? now.toISOString()))).toISOString();
}

/** What changed, with its history, which search does not give. */
async function* changes(
  records: Records,
  type: ObjectType,
  {
    wanted,
    since,
    archived,
    lookBack,
  }: {
    readonly wanted: Wanted;
    readonly since: string;
    readonly archived: string;
    readonly lookBack: number;
  },
): AsyncIterable<Found> {
  const from = new Date(Date.parse(since) - lookBack).toISOString();
  const name = changedProperty(type);
  let newest = since;
  let ids = new Set<string>();
  const asked = async (): Promise<Found> => {
    const found = await records.byId(type, wanted, [...ids]);
    ids = new Set();
    return { found, at: { since: newest, archived }, isLast: false };
  };
  for await (const page of records.changed(type, from)) {
    for (const { id, properties } of page) {
      ids.add(id);
      const moment = properties[name] ?? newest;
      if (Date.parse(moment) > Date.parse(newest)) newest = new Date(moment).toISOString();
    }
    if (ids.size >= batchSize) yield await asked();
  }
  if (ids.size > 0) yield await asked();
}

const removableTypes = ["contacts", "deals"] as const;
type RemovableType = (typeof removableTypes)[number];

function isRemovable(type: ObjectType): type is RemovableType {
  return removableTypes.some((each) => each === type);
}

/** What was archived since the last time. Archived records cannot be searched, so all are listed. */
async function archivedSince(
  records: Records,
  type: RemovableType,
  moment: string,
  { lookBack }: ReadRequest,
): Promise<{ readonly gone: readonly GoneFact[]; readonly newest: string }> {
  const since = Date.parse(moment) - lookBack;
  const gone: GoneFact[] = [];
  const kind = type === "contacts" ? "leads" : "opportunities";
  let newest = Date.parse(moment);
  for (let after: string | null = null; ; ) {
    const page = await records.list(type, { properties: ["hs_object_id"], histories: [] }, after, true);
    for (const { id, archivedAt } of page.records) {
      const at = archivedAt === undefined ? Number.NaN : Date.parse(archivedAt);
      if (at >= since) gone.push({ kind, id });
      if (at > newest) newest = at;
    }
    if (page.after === null) return { gone, newest: new Date(newest).toISOString() };
    after = page.after;
  }
}

function wantedOf(type: ObjectType, { leads, deals }: HubSpotConfig): Wanted {
  switch (type) {
    case "contacts":
      return leadProperties(leads);
    case "deals":
      return dealProperties(deals);
    default:
      return touchProperties(type);
  }
}

interface Told {
  readonly facts: SourceBatch["facts"];
  readonly merges: readonly MergedFact[];
  readonly rejected: readonly SourceRejection[];
}

type Translating = Reading & { readonly records: Records; readonly stages: ReadonlyMap<string, DealStage> };

async function factsOf(parts: Translating, type: ObjectType, found: readonly HubSpotRecord[]): Promise<Told> {
  const { config, moments } = parts;
  if (type === "contacts") {
    const leads = readRows(
      "leads",
      found.map((contact) => leadRow(contact, config.leads)),
      moments,
    );
    const merges = found.flatMap((contact) => mergesInto(contact, "leads"));
    return { facts: { leads: leads.facts }, merges, rejected: leads.rejected };
  }
  if (type === "deals")
    return dealFacts(
      parts,
      found.filter((deal) => isRead(deal, config.deals)),
    );
  return touchFacts(parts, type, found);
}

async function dealFacts(parts: Translating, deals: readonly HubSpotRecord[]): Promise<Told> {
  const { api, config, moments, request, stages } = parts;
  const ids = deals.map(({ id }) => id);
  const contacts = await contactsOf(api, config, "deals", ids, request.signal);
  const leadOf = await chosenContacts(parts, contacts);
  const rows = deals.map((deal) =>
    dealRows(deal, { leadId: leadOf.get(deal.id) ?? null, stages, mapping: config.deals }),
  );
  const opportunities = readRows(
    "opportunities",
    rows.map(({ opportunity }) => opportunity),
    moments,
  );
  const changes = readRows(
    "stage-changes",
    rows.flatMap(({ stageChanges }) => stageChanges),
    moments,
  );
  return {
    facts: { opportunities: opportunities.facts, "stage-changes": changes.facts },
    merges: deals.flatMap((deal) => mergesInto(deal, "opportunities")),
    rejected: [...opportunities.rejected, ...changes.rejected],
  };
}

/** The contact with the label, or the only one, or the one that was created first. */
async function chosenContacts(
  { config, records }: Translating,
  contacts: ReadonlyMap<string, readonly Associated[]>,
): Promise<ReadonlyMap<string, string>> {
  const { contact_label } = config.deals;
  const labelled = (all: readonly Associated[]) => {
    const some = contact_label === null ? [] : all.filter(({ labels }) => labels.includes(contact_label));
    return some.length > 0 ? some : all;
  };
  const candidates = [...contacts].map(([deal, all]) => [deal, labelled(all)] as const);
  const doubtful = [
    ...new Set(candidates.flatMap(([, all]) => (all.length > 1 ? all.map(({ id }) => id) : []))),
  ];
  const known = await records.byId("contacts", { properties: ["createdate"], histories: [] }, doubtful);
  const createdAt = new Map(known.map(({ id, properties }) => [id, Date.parse(properties.createdate ?? "")]));
  const age = (id: string) => createdAt.get(id) ?? Number.POSITIVE_INFINITY;
  return new Map(
    candidates.flatMap(([deal, all]) => {
      const [first] = all.toSorted((a, b) => age(a.id) - age(b.id) || Number(a.id) - Number(b.id));
      return first ? [[deal, first.id] as const] : [];
    }),
  );
}

async function touchFacts(
  { api, config, moments, request }: Translating,
  type: TouchType,
  found: readonly HubSpotRecord[],
): Promise<Told> {
  const ids = found.map(({ id }) => id);
  const contacts = await contactsOf(api, config, type, ids, request.signal);
  const rows = found.flatMap((record) => touchRows(type, record, contacts.get(record.id) ?? []));
  const touches = readRows("sales-touches", rows, moments);
  return { facts: { "sales-touches": touches.facts }, merges: [], rejected: touches.rejected };
}
