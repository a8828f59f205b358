import type { RowTexts } from "../row-facts.ts";
import type { Row } from "./api.ts";
import type { SalesforceConfig } from "./config.ts";

type Mapping = SalesforceConfig["leads"];

/** Gives what is asked of leads: ids, dates and stages, nothing that names a person. */
export function leadFields({ acquisition_channel, account, segment, mql_date }: Mapping): readonly string[] {
  return [
    "Id",
    "CreatedDate",
    "SystemModstamp",
    "IsDeleted",
    "MasterRecordId",
    "Status",
    ...[acquisition_channel, account, segment, mql_date].filter(
      (field): field is string => field !== null && field !== "first-campaign",
    ),
  ];
}

/** A change of a lead's status. */
export interface StatusChange {
  readonly from: string | null;
  readonly to: string | null;
  readonly at: string;
}

export interface LeadParts {
  /** The changes that Salesforce kept, the oldest first. */
  readonly history: readonly StatusChange[];
  /** The type of its first campaign, where the mapping asks for it. */
  readonly firstCampaign: string | null;
  readonly mapping: Mapping;
}

/** Gives a lead as a row: the first entry into a stage counts; what it was before its first change, it was born as. */
export function leadRow(lead: Row, { history, firstCampaign, mapping }: LeadParts): RowTexts {
  const born = history[0]?.from ?? lead.Status ?? null;
  const entries = [
    { status: born, at: lead.CreatedDate ?? "" },
    ...history.map(({ to, at }) => ({ status: to, at })),
  ];
  const first = (statuses: readonly string[]) =>
    entries.find(({ status }) => status !== null && statuses.includes(status))?.at ?? null;
  const last = entries.at(-1);
  const isOut = mapping.disqualified.includes(last?.status ?? "");
  const typed = mapping.mql_date === null ? null : (lead[mapping.mql_date] ?? null);
  const fromHistory = first(mapping.mql);
  // Without any kept change, the time of creation is but a guess at when it got the status that it has.
  const mql = history.length === 0 ? (typed ?? fromHistory) : (fromHistory ?? typed);
  return {
    lead_id: lead.Id,
    created_at: lead.CreatedDate,
    acquisition_channel:
      mapping.acquisition_channel === "first-campaign"
        ? firstCampaign
        : (lead[mapping.acquisition_channel] ?? null),
    account_id: lead[mapping.account] ?? null,
    ...(mapping.segment === null ? {} : { segment: lead[mapping.segment] ?? null }),
    mql_at: mql,
    sql_at: first(mapping.sql),
    disqualified_at: isOut ? (last?.at ?? null) : null,
    updated_at: lead.SystemModstamp,
  };
}
