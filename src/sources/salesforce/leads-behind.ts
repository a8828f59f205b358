import type { Row, SalesforceApi } from "./api.ts";
import { conditionsFor } from "./soql.ts";

const longestWait = 180 * 86_400_000;

/**
 * Gives by opportunity the lead behind it: the one that was converted into it; else the lead of its primary contact;
 * else of the earliest of its contacts whose lead came at most 180 days before. Opportunities of nobody are left out.
 */
export async function leadsBehind(
  api: SalesforceApi,
  opportunities: readonly Row[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const ids = opportunities.flatMap(({ Id }) => Id ?? []);
  for (const where of conditionsFor("ConvertedOpportunityId", ids)) {
    const leads = await api.rows(
      `SELECT Id, ConvertedOpportunityId FROM Lead WHERE ${where} ORDER BY CreatedDate, Id`,
    );
    for (const { Id, ConvertedOpportunityId } of leads) {
      if (Id && ConvertedOpportunityId && !found.has(ConvertedOpportunityId))
        found.set(ConvertedOpportunityId, Id);
    }
  }
  const without = opportunities.filter(({ Id }) => Id && !found.has(Id));
  const roles: Row[] = [];
  for (const where of conditionsFor(
    "OpportunityId",
    without.flatMap(({ Id }) => Id ?? []),
  )) {
    roles.push(
      ...(await api.rows(
        `SELECT OpportunityId, ContactId, IsPrimary FROM OpportunityContactRole WHERE ${where} ORDER BY CreatedDate, Id`,
      )),
    );
  }
  const leadOf = await leadsOfContacts(api, [...new Set(roles.flatMap(({ ContactId }) => ContactId ?? []))]);
  const rolesOf = Map.groupBy(roles, ({ OpportunityId }) => OpportunityId);
  for (const { Id, CreatedDate } of without) {
    const own = (rolesOf.get(Id ?? null) ?? []).flatMap(({ ContactId, IsPrimary }) => {
      const lead = leadOf.get(ContactId ?? "");
      return lead ? [{ ...lead, isPrimary: IsPrimary === "true" }] : [];
    });
    const opened = Date.parse(CreatedDate ?? "");
    const near = own
      .filter(({ created }) => opened - created <= longestWait && created <= opened)
      .toSorted((a, b) => a.created - b.created);
    const chosen = own.find(({ isPrimary }) => isPrimary) ?? near[0];
    if (Id && chosen) found.set(Id, chosen.id);
  }
  return found;
}

export interface LeadOfContact {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly created: number;
}

/** Gives by contact the first lead that was converted into it. */
export async function leadsOfContacts(
  api: SalesforceApi,
  contacts: readonly string[],
): Promise<ReadonlyMap<string, LeadOfContact>> {
  const found = new Map<string, LeadOfContact>();
  for (const where of conditionsFor("ConvertedContactId", contacts)) {
    const leads = await api.rows(
      `SELECT Id, ConvertedContactId, CreatedDate FROM Lead WHERE ${where} ORDER BY CreatedDate, Id`,
    );
    for (const { Id, ConvertedContactId, CreatedDate } of leads) {
      if (!Id || !ConvertedContactId || found.has(ConvertedContactId)) continue;
      found.set(ConvertedContactId, { id: Id, created: Date.parse(CreatedDate ?? "") });
    }
  }
  return found;
}
