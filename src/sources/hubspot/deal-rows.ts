import type { RowTexts } from "../row-facts.ts";
import type { HubSpotConfig } from "./config.ts";
import { renamedValue, versionsOf } from "./lead-rows.ts";
import type { DealStage } from "./pipelines.ts";
import type { HubSpotRecord, Wanted } from "./records.ts";

type Mapping = HubSpotConfig["deals"];

/** Gives what is asked of deals. */
export function dealProperties({ acquisition_channel, segment }: Mapping): Wanted {
  return {
    properties: [
      "createdate",
      "hs_lastmodifieddate",
      "closedate",
      "amount",
      "deal_currency_code",
      "dealstage",
      "pipeline",
      "hs_primary_associated_company",
      "hs_merged_object_ids",
      acquisition_channel.property,
      ...(segment === null ? [] : [segment]),
    ],
    histories: ["dealstage"],
  };
}

export interface DealRows {
  readonly opportunity: RowTexts;
  readonly stageChanges: readonly RowTexts[];
}

/** Whether a deal's pipeline is one that is read. */
export function isRead(deal: HubSpotRecord, { pipelines }: Mapping): boolean {
  return pipelines === null || pipelines.includes(deal.properties.pipeline ?? "");
}

/**
 * Gives a deal as rows: an opportunity and its stays in open stages. It closed when its history last came to be won
 * or lost; only a deal without such a history is believed its typed close date.
 */
export function dealRows(
  deal: HubSpotRecord,
  {
    leadId,
    stages,
    mapping,
  }: {
    readonly leadId: string | null;
    readonly stages: ReadonlyMap<string, DealStage>;
    readonly mapping: Mapping;
  },
): DealRows {
  const { properties } = deal;
  const { acquisition_channel, segment } = mapping;
  const entries = versionsOf(deal, "dealstage").flatMap(({ value, timestamp }) => {
    const stage = value === null ? undefined : stages.get(value);
    return stage ? [{ ...stage, timestamp }] : [];
  });
  const outcome = stages.get(properties.dealstage ?? "")?.outcome ?? entries.at(-1)?.outcome ?? "open";
  const lastOther = entries.findLastIndex((entry) => entry.outcome !== outcome);
  const closing = outcome === "open" ? undefined : entries[lastOther + 1];
  const open = entries.filter((entry) => entry.outcome === "open");
  return {
    opportunity: {
      opportunity_id: deal.id,
      created_at: properties.createdate,
      lead_id: leadId,
      account_id: properties.hs_primary_associated_company ?? null,
      acquisition_channel: renamedValue(properties[acquisition_channel.property], acquisition_channel.values),
      ...(segment === null ? {} : { segment: properties[segment] ?? null }),
      stage: open.at(-1)?.label ?? null,
      amount: properties.amount ?? null,
      currency: properties.deal_currency_code ?? null,
      closed_at: outcome === "open" ? null : (closing?.timestamp ?? properties.closedate ?? null),
      outcome,
      updated_at: properties.hs_lastmodifieddate,
    },
    stageChanges: open.map(({ label, timestamp }) => ({
      opportunity_id: deal.id,
      stage: label,
      entered_at: timestamp,
    })),
  };
}
