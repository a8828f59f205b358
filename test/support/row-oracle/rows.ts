import { parse } from "csv-parse/sync";
import { Temporal } from "temporal-polyfill";
import { tenThousandths } from "./arithmetic.ts";

/** Rows of CSV texts as an oracle sees them: ids, and local days as whole days since 1970. */
export interface Lead {
  readonly id: string;
  readonly created: number;
  readonly channel: string;
  readonly segment: string;
  readonly mql: number | null;
  readonly disqualified: number | null;
}

export interface Opportunity {
  readonly id: string;
  readonly created: number;
  readonly lead: string | null;
  readonly account: string | null;
  readonly channel: string;
  readonly segment: string;
  /** Ten-thousandths of the workspace's currency. */
  readonly amount: bigint | null;
  readonly won: number | null;
  readonly lost: number | null;
  /** As the row tells it. */
  readonly closedAt: string;
}

export interface StageChange {
  readonly opportunity: string;
  readonly stage: string;
  /** An instant, as the row tells it. */
  readonly at: string;
  readonly day: number;
}

export interface Rows {
  readonly leads: readonly Lead[];
  readonly opportunities: readonly Opportunity[];
  readonly stages: readonly StageChange[];
  readonly assets: readonly {
    readonly id: string;
    readonly published: number;
    readonly retired: number | null;
    readonly journeyStage: string;
  }[];
  readonly uses: readonly {
    readonly asset: string;
    readonly day: number;
    readonly by: string;
    readonly opportunity: string;
  }[];
  readonly visits: readonly { readonly day: number; readonly visitors: number }[];
}

export interface Texts {
  readonly leads?: string;
  readonly opportunities: string;
  readonly "stage-changes"?: string;
  readonly content?: string;
  readonly "content-uses"?: string;
  readonly visits?: string;
  readonly "exchange-rates"?: string;
}

type Row = Readonly<Record<string, string>>;

export function csv(text: string | undefined): readonly Row[] {
  return text === undefined ? [] : parse(text, { columns: true, bom: true });
}

/** The local day of an ISO text: a day stays what it is, an instant falls on one. */
export function dayOf(text: string | undefined, zone: string): number | null {
  if (!text) return null;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? Temporal.PlainDate.from(text)
    : Temporal.Instant.from(text).toZonedDateTimeISO(zone).toPlainDate();
  return Temporal.PlainDate.from("1970-01-01").until(date, { largestUnit: "days" }).days;
}

export function readRows(texts: Texts, zone: string, currency: string): Rows {
  const day = (text: string | undefined) => dayOf(text, zone);
  const certain = (text: string | undefined) => day(text) ?? Number.NaN;
  const leads = csv(texts.leads).map(
    (row): Lead => ({
      id: row.lead_id ?? "",
      created: certain(row.created_at),
      channel: row.acquisition_channel || "unknown",
      segment: row.segment || "unknown",
      mql: day(row.mql_at),
      disqualified: day(row.disqualified_at),
    }),
  );
  const leadOf = new Map(leads.map((lead) => [lead.id, lead]));
  const rates = csv(texts["exchange-rates"]).map((row) => ({
    currency: row.currency ?? "",
    day: certain(row.day),
    rate: row.rate ?? "",
  }));
  const converted = (row: Row, closed: number | null): bigint | null => {
    if (!row.amount || closed === null) return null;
    if (!row.currency || row.currency === currency) return tenThousandths(row.amount);
    const rate = rates
      .filter((one) => one.currency === row.currency && one.day <= closed)
      .toSorted((a, b) => b.day - a.day)[0];
    if (rate === undefined) throw new Error(`no rate of ${row.currency}`);
    // Amounts and rates of the generated rows have two decimals each.
    return (tenThousandths(row.amount) * tenThousandths(rate.rate)) / 10_000n;
  };
  return {
    leads,
    opportunities: csv(texts.opportunities).map((row): Opportunity => {
      const lead = leadOf.get(row.lead_id ?? "");
      const closed = day(row.closed_at);
      return {
        id: row.opportunity_id ?? "",
        created: certain(row.created_at),
        lead: row.lead_id || null,
        account: row.account_id || null,
        channel: row.acquisition_channel || (lead?.channel ?? "unknown"),
        segment: row.segment || (lead?.segment ?? "unknown"),
        amount: row.outcome === "won" ? converted(row, closed) : null,
        won: row.outcome === "won" ? closed : null,
        lost: row.outcome === "lost" ? closed : null,
        closedAt: row.closed_at ?? "",
      };
    }),
    stages: csv(texts["stage-changes"])
      .map((row) => ({
        opportunity: row.opportunity_id ?? "",
        stage: row.stage ?? "",
        at: row.entered_at ?? "",
        day: certain(row.entered_at),
      }))
      .toSorted((a, b) => (a.at < b.at ? -1 : 1)),
    assets: csv(texts.content).map((row) => ({
      id: row.asset_id ?? "",
      published: certain(row.published_at),
      retired: day(row.retired_at),
      journeyStage: row.journey_stage || "unknown",
    })),
    uses: csv(texts["content-uses"]).map((row) => ({
      asset: row.asset_id ?? "",
      day: certain(row.used_at),
      by: row.used_by ?? "",
      opportunity: row.opportunity_id ?? "",
    })),
    visits: csv(texts.visits).map((row) => ({ day: certain(row.day), visitors: Number(row.visitors) })),
  };
}
