import type { FactKind } from "../../funnel/facts.ts";
import type { MomentOptions } from "../moments.ts";
import type { GoneFact, MergedFact, ReadRequest, SourceBatch, SourceRejection } from "../source.ts";
import { readRows } from "../told-rows.ts";
import type { Row, SalesforceApi } from "./api.ts";
import type { SalesforceConfig } from "./config.ts";
import { contentRows } from "./content-rows.ts";
import { leadFields, leadRow, type StatusChange } from "./lead-rows.ts";
import { leadsBehind } from "./leads-behind.ts";
import { opportunityFields, opportunityRows, type StageOutcome } from "./opportunity-rows.ts";
import { type Cursor, cursorSchema, type ReadObject, rowsOf } from "./places.ts";
import { currencies } from "./rate-rows.ts";
import { conditionsFor } from "./soql.ts";
import { touchRows } from "./touch-rows.ts";

export interface Reading {
  readonly api: SalesforceApi;
  readonly config: SalesforceConfig;
  readonly moments: MomentOptions;
  readonly request: ReadRequest;
}

/** What is known of the whole org before its records are read. */
interface Org {
  readonly outcomeOf: (stage: string) => StageOutcome;
  readonly hasCurrencies: boolean;
  readonly currency: string | null;
}

interface Told {
  readonly facts: SourceBatch["facts"];
  readonly merges?: readonly MergedFact[];
  readonly gone?: readonly GoneFact[];
  readonly rejected: readonly SourceRejection[];
}

/** Reads an org: leads, opportunities, sales' touches, content, then exchange rates. */
export async function* readSalesforce(reading: Reading): AsyncIterable<SourceBatch> {
  const { api, config, moments, request } = reading;
  const { corporate, rates } = await currencies(api);
  const org: Org = {
    outcomeOf: await stageOutcomes(api),
    hasCurrencies: (await api.fields("Opportunity"))?.has("CurrencyIsoCode") === true,
    currency: corporate,
  };
  let cursor: Cursor = cursorSchema.parse(request.cursor ?? {});
  let rows = 0;
  const objects: readonly ReadObject[] = [
    "Lead",
    "Opportunity",
    ...(config.touches ? (["Task", "Event"] as const) : []),
  ];
  for (const object of objects) {
    const asked = askedOf(object, config, org);
    for await (const found of rowsOf(api, { object, ...asked }, { cursor, request })) {
      rows += found.rows.length;
      cursor = { ...cursor, [object]: found.at };
      if (object === "Opportunity" && found.isLast && "since" in found.at) {
        // Whoever is named from the first load's beginning on is looked for by the next sync, however often it is cut off.
        cursor = { ...cursor, OpportunityContactRole: found.at };
      }
      const complete: readonly FactKind[] =
        object === "Lead" ? ["leads"] : object === "Opportunity" ? ["opportunities", "stage-changes"] : [];
      yield {
        ...(await told(reading, object, { found: found.rows, org })),
        cursor,
        progress: { what: object, rows, of: null },
        ...(found.isLast ? { complete } : {}),
      };
    }
    if (object === "Opportunity") {
      const relinked = await withChangedContacts(reading, asked.fields);
      if (relinked !== null) {
        cursor = { ...cursor, OpportunityContactRole: relinked.at };
        yield {
          ...(await told(reading, object, { found: relinked.rows, org })),
          cursor,
          progress: { what: "OpportunityContactRole", rows, of: null },
        };
      }
    }
  }
  if (config.content !== null) {
    const { content, uses } = await contentRows(api, config.content);
    const assets = readRows("content", content, moments);
    const used = readRows("content-uses", uses, moments);
    yield {
      facts: { content: assets.facts, "content-uses": used.facts },
      rejected: [...assets.rejected, ...used.rejected],
      complete: ["content", "content-uses"],
      cursor,
      progress: { what: "content", rows, of: null },
    };
  }
  const read = readRows("exchange-rates", rates, moments);
  if (read.facts.length > 0) {
    yield {
      facts: { "exchange-rates": read.facts },
      rejected: read.rejected,
      cursor,
      progress: { what: "rates", rows, of: null },
    };
  }
}

async function stageOutcomes(api: SalesforceApi): Promise<Org["outcomeOf"]> {
  const stages = await api.rows("SELECT ApiName, MasterLabel, IsClosed, IsWon FROM OpportunityStage");
  const outcomes = new Map<string, StageOutcome>();
  for (const { ApiName, MasterLabel, IsClosed, IsWon } of stages) {
    const outcome = IsWon === "true" ? "won" : IsClosed === "true" ? "lost" : "open";
    for (const name of [ApiName, MasterLabel]) if (name) outcomes.set(name, outcome);
  }
  return (stage) => outcomes.get(stage) ?? "open";
}

function askedOf(object: ReadObject, { leads, opportunities }: SalesforceConfig, { hasCurrencies }: Org) {
  const common = ["Id", "WhoId", "CreatedDate", "SystemModstamp", "IsDeleted"];
  switch (object) {
    case "Lead":
      return { fields: leadFields(leads), where: null };
    case "Opportunity":
      return { fields: opportunityFields(opportunities, hasCurrencies), where: null };
    case "Task":
      return {
        fields: [...common, "TaskSubtype", "CompletedDateTime", "ActivityDate"],
        where: "TaskSubtype IN ('Call', 'Email') AND IsClosed = true",
      };
    case "Event":
      // An event with several people has a child for each of them; their parent is the meeting.
      return { fields: [...common, "StartDateTime"], where: "IsChild = false" };
  }
}

async function told(
  reading: Reading,
  object: ReadObject,
  { found, org }: { readonly found: readonly Row[]; readonly org: Org },
): Promise<Told> {
  const alive = found.filter(({ IsDeleted }) => IsDeleted !== "true");
  const deleted = found.filter(({ IsDeleted }) => IsDeleted === "true");
  switch (object) {
    case "Lead":
      return leadsTold(reading, alive, deleted);
    case "Opportunity":
      return opportunitiesTold(reading, org, { alive, deleted });
    default: {
      const touches = readRows("sales-touches", await touchRows(reading.api, alive), reading.moments);
      return {
        facts: { "sales-touches": touches.facts },
        gone: deleted.flatMap(({ Id }) => (Id ? [{ kind: "sales-touches" as const, id: Id }] : [])),
        rejected: touches.rejected,
      };
    }
  }
}

async function leadsTold(
  { api, config, moments }: Reading,
  alive: readonly Row[],
  deleted: readonly Row[],
): Promise<Told> {
  const ids = alive.flatMap(({ Id }) => Id ?? []);
  const history = await statusChanges(api, ids);
  const campaigns =
    config.leads.acquisition_channel === "first-campaign"
      ? await firstCampaigns(api, ids)
      : new Map<string, string>();
  const rows = alive.map((lead) =>
    leadRow(lead, {
      history: history.get(lead.Id ?? "") ?? [],
      firstCampaign: campaigns.get(lead.Id ?? "") ?? null,
      mapping: config.leads,
    }),
  );
  const leads = readRows("leads", rows, moments);
  // A lead that lost a merge is deleted, and names the one that won it.
  const merges = deleted.flatMap(({ Id, MasterRecordId }) =>
    Id && MasterRecordId ? [{ kind: "leads" as const, from: Id, into: MasterRecordId }] : [],
  );
  const gone = deleted.flatMap(({ Id, MasterRecordId }) =>
    Id && !MasterRecordId ? [{ kind: "leads" as const, id: Id }] : [],
  );
  return { facts: { leads: leads.facts }, merges, gone, rejected: leads.rejected };
}

async function statusChanges(
  api: SalesforceApi,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly StatusChange[]>> {
  const found = new Map<string, StatusChange[]>();
  for (const where of conditionsFor("LeadId", ids)) {
    const soql = `SELECT LeadId, OldValue, NewValue, CreatedDate FROM LeadHistory WHERE Field = 'Status' AND ${where} ORDER BY CreatedDate, Id`;
    for (const { LeadId, OldValue, NewValue, CreatedDate } of await api.rows(soql)) {
      const change = { from: OldValue ?? null, to: NewValue ?? null, at: CreatedDate ?? "" };
      found.set(LeadId ?? "", [...(found.get(LeadId ?? "") ?? []), change]);
    }
  }
  return found;
}

async function firstCampaigns(
  api: SalesforceApi,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const where of conditionsFor("LeadId", ids)) {
    const soql = `SELECT LeadId, Campaign.Type FROM CampaignMember WHERE ${where} ORDER BY CreatedDate, Id`;
    for (const row of await api.rows(soql)) {
      const type = row["Campaign.Type"];
      if (row.LeadId && type && !found.has(row.LeadId)) found.set(row.LeadId, type);
    }
  }
  return found;
}

async function opportunitiesTold(
  { api, config, moments }: Reading,
  org: Org,
  { alive, deleted }: { readonly alive: readonly Row[]; readonly deleted: readonly Row[] },
): Promise<Told> {
  const leadOf = await leadsBehind(api, alive);
  const entries = new Map<string, { stage: string; at: string }[]>();
  for (const where of conditionsFor(
    "OpportunityId",
    alive.flatMap(({ Id }) => Id ?? []),
  )) {
    const soql = `SELECT OpportunityId, StageName, CreatedDate FROM OpportunityHistory WHERE ${where} ORDER BY CreatedDate, Id`;
    for (const { OpportunityId, StageName, CreatedDate } of await api.rows(soql)) {
      const entry = { stage: StageName ?? "", at: CreatedDate ?? "" };
      entries.set(OpportunityId ?? "", [...(entries.get(OpportunityId ?? "") ?? []), entry]);
    }
  }
  const rows = alive.map((opportunity) =>
    opportunityRows(opportunity, {
      leadId: leadOf.get(opportunity.Id ?? "") ?? null,
      entries: entries.get(opportunity.Id ?? "") ?? [],
      outcomeOf: org.outcomeOf,
      mapping: config.opportunities,
      currency: org.currency,
    }),
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
    gone: deleted.flatMap(({ Id }) => (Id ? [{ kind: "opportunities" as const, id: Id }] : [])),
    rejected: [...opportunities.rejected, ...changes.rejected],
  };
}

/**
 * Naming another contact changes who is behind an opportunity, but not the opportunity's own time of change. Null: what
 * was before this sync is the first load, or nothing.
 */
async function withChangedContacts(
  { api, request }: Reading,
  fields: readonly string[],
): Promise<{ readonly rows: readonly Row[]; readonly at: { readonly since: string } } | null> {
  const { Opportunity: known, OpportunityContactRole: looked } = cursorSchema.parse(request.cursor ?? {});
  if (known === undefined || !("since" in known)) return null;
  const { since } = looked ?? known;
  const from = new Date(Date.parse(since) - request.lookBack).toISOString();
  const roles = await api.rows(
    `SELECT OpportunityId, SystemModstamp FROM OpportunityContactRole WHERE SystemModstamp >= ${from}`,
  );
  const rows: Row[] = [];
  const ids = [...new Set(roles.flatMap(({ OpportunityId }) => OpportunityId ?? []))];
  for (const where of conditionsFor("Id", ids)) {
    rows.push(...(await api.rows(`SELECT ${fields.join(", ")} FROM Opportunity WHERE ${where}`)));
  }
  const changes = roles.map(({ SystemModstamp }) => Date.parse(SystemModstamp ?? since));
  return { rows, at: { since: new Date(Math.max(Date.parse(since), ...changes)).toISOString() } };
}
