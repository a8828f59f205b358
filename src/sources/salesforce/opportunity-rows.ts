import type { RowTexts } from "../row-facts.ts";
import type { Row } from "./api.ts";
import type { SalesforceConfig } from "./config.ts";

type Mapping = SalesforceConfig["opportunities"];

/** Gives what is asked of opportunities. */
export function opportunityFields(
  { acquisition_channel, segment }: Mapping,
  hasCurrencies: boolean,
): readonly string[] {
  return [
    "Id",
    "CreatedDate",
    "SystemModstamp",
    "IsDeleted",
    "AccountId",
    "StageName",
    "Amount",
    "CloseDate",
    acquisition_channel,
    ...(segment === null ? [] : [segment]),
    ...(hasCurrencies ? ["CurrencyIsoCode"] : []),
  ];
}

/** What a stage means. */
export type StageOutcome = "open" | "won" | "lost";

export interface OpportunityParts {
  readonly leadId: string | null;
  /** Stages entered, the oldest first; none when Salesforce kept none. */
  readonly entries: readonly { readonly stage: string; readonly at: string }[];
  readonly outcomeOf: (stage: string) => StageOutcome;
  readonly mapping: Mapping;
  /** The org's currency, where it has only one. */
  readonly currency: string | null;
}

/**
 * Gives an opportunity as rows: itself and its stays in open stages. It closed when its history came to the stage
 * that ended it; only without such a history is its typed close date, a local day, believed.
 */
export function opportunityRows(
  opportunity: Row,
  { leadId, entries: kept, outcomeOf, mapping, currency }: OpportunityParts,
): { readonly opportunity: RowTexts; readonly stageChanges: readonly RowTexts[] } {
  const current = opportunity.StageName ?? "";
  const told = kept.length > 0 ? kept : [{ stage: current, at: opportunity.CreatedDate ?? "" }];
  // A row is also kept when only the amount or the close date changed.
  const entries = told.filter(({ stage }, index) => index === 0 || told[index - 1]?.stage !== stage);
  const outcome = outcomeOf(current);
  const lastOther = entries.findLastIndex(({ stage }) => outcomeOf(stage) !== outcome);
  const closing = kept.length === 0 || outcome === "open" ? undefined : entries[lastOther + 1];
  const open = entries.filter(({ stage }) => outcomeOf(stage) === "open");
  return {
    opportunity: {
      opportunity_id: opportunity.Id,
      created_at: opportunity.CreatedDate,
      lead_id: leadId,
      account_id: opportunity.AccountId ?? null,
      acquisition_channel: opportunity[mapping.acquisition_channel] ?? null,
      ...(mapping.segment === null ? {} : { segment: opportunity[mapping.segment] ?? null }),
      stage: open.at(-1)?.stage ?? null,
      amount: opportunity.Amount ?? null,
      currency: opportunity.CurrencyIsoCode ?? (opportunity.Amount ? currency : null),
      closed_at: outcome === "open" ? null : (closing?.at ?? opportunity.CloseDate ?? null),
      outcome,
      updated_at: opportunity.SystemModstamp,
    },
    stageChanges: open.map(({ stage, at }) => ({ opportunity_id: opportunity.Id, stage, entered_at: at })),
  };
}
