import type { FactKind } from "../../funnel/facts.ts";
import type { KpiName } from "../../funnel/readings.ts";

/** What a source tells: the fields of each kind. */
export type ToldFields = readonly { readonly kind: string; readonly fields: readonly string[] }[];

export interface KpiFeed {
  readonly kpi: KpiName;
  /** Whether there is enough for a reading. */
  readonly feeds: boolean;
  /** What a reading needs and is not told, as `leads.mql_at`. */
  readonly missing: readonly string[];
  /** What would make it say more, and what that is. */
  readonly better: readonly { readonly field: string; readonly gives: string }[];
}

type FieldName = `${FactKind}.${string}`;

interface Needs {
  /** Each entry is needed; of several in one entry, one is enough. */
  readonly needs: readonly (readonly FieldName[])[];
  readonly better: readonly (readonly [FieldName, string])[];
}

const closed = [["opportunities.outcome"], ["opportunities.closed_at"]] as const satisfies Needs["needs"];
const channel = ["leads.acquisition_channel", "opportunities.acquisition_channel"] as const;

/** What each KPI is computed from (design, section 2). */
const needsOf: Readonly<Record<KpiName, Needs>> = {
  "end-to-end": {
    needs: [["leads.created_at"], ["opportunities.lead_id"], ...closed],
    better: [
      ["leads.mql_at", "the same for each step"],
      ["visits.visitors", "leads and customers per visitor"],
    ],
  },
  "cycle-time": {
    needs: [["opportunities.created_at"], ...closed],
    better: [
      ["stage-changes.entered_at", "time in each stage"],
      ["opportunities.lead_id", "time since the lead was created"],
    ],
  },
  "mql-to-opportunity": {
    needs: [["leads.mql_at"], ["opportunities.lead_id"]],
    better: [
      ["leads.acquisition_channel", "each acquisition channel apart"],
      ["leads.disqualified_at", "a pace that knows who went out"],
    ],
  },
  "opportunity-to-customer": { needs: [["opportunities.created_at"], ...closed], better: [] },
  "revenue-mix": {
    needs: [["opportunities.amount"], channel, ...closed],
    better: [
      ["leads.created_at", "leads and conversions of each acquisition channel"],
      ["sales-touches.touched_at", "which channels sales neglects"],
      ["opportunities.currency", "amounts in several currencies"],
    ],
  },
  "content-used": {
    needs: [["content.published_at"], ["content-uses.used_at"], ["content-uses.used_by"]],
    better: [
      ["content-uses.opportunity_id", "use on opportunities, won and lost"],
      ["content.journey_stage", "each journey stage apart"],
    ],
  },
  "revenue-per-account": {
    needs: [["opportunities.amount"], ["opportunities.account_id"], ...closed],
    better: [],
  },
};

/** Says, for each KPI, whether what is told is enough, what is missing, and what would make it say more. */
export function kpiFeeds(told: ToldFields): readonly KpiFeed[] {
  const known = new Set(told.flatMap(({ kind, fields }) => fields.map((field) => `${kind}.${field}`)));
  return Object.entries(needsOf).map(([kpi, { needs, better }]) => {
    const missing = needs
      .filter((any) => !any.some((field) => known.has(field)))
      .map((any) => any.join(" or "));
    return {
      kpi: kpi as KpiName,
      feeds: missing.length === 0,
      missing,
      better: better.filter(([field]) => !known.has(field)).map(([field, gives]) => ({ field, gives })),
    };
  });
}
