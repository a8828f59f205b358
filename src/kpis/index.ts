import type { Kpi, KpiName } from "../funnel/readings.ts";
import { contentUsedKpi } from "./content-used.ts";
import { cycleTimeKpi } from "./cycle-time.ts";
import { endToEndKpi } from "./end-to-end.ts";
import { mqlToOpportunityKpi } from "./mql-to-opportunity.ts";
import { opportunityToCustomerKpi } from "./opportunity-to-customer.ts";
import { revenueMixKpi } from "./revenue-mix.ts";
import { revenuePerAccountKpi } from "./revenue-per-account.ts";

/** The seven KPIs, in the design's order. */
export const kpis = {
  "end-to-end": endToEndKpi,
  "cycle-time": cycleTimeKpi,
  "mql-to-opportunity": mqlToOpportunityKpi,
  "opportunity-to-customer": opportunityToCustomerKpi,
  "revenue-mix": revenueMixKpi,
  "content-used": contentUsedKpi,
  "revenue-per-account": revenuePerAccountKpi,
} as const satisfies Record<KpiName, Kpi>;
