import { type Company, generateCompany } from "../../src/demo/company/generate.ts";
import type { Day } from "../../src/funnel/calendar.ts";

/** Gives every `one`-th lead of the sample company with all that belongs to it, and all that belongs to no lead. */
export function sampleSlice(today: Day, one: number): Company {
  const company = generateCompany({ seed: 42, today });
  const leads = company.leads.filter((_, index) => index % one === 0);
  const leadIds = new Set(leads.map(({ lead_id }) => lead_id));
  const opportunities = company.opportunities.filter(
    ({ lead_id }) => lead_id === null || leadIds.has(lead_id ?? null),
  );
  const opportunityIds = new Set(opportunities.map(({ opportunity_id }) => opportunity_id));
  return {
    ...company,
    leads,
    opportunities,
    "stage-changes": company["stage-changes"].filter(({ opportunity_id }) =>
      opportunityIds.has(opportunity_id),
    ),
    "sales-touches": company["sales-touches"].filter(({ lead_id }) => leadIds.has(lead_id)),
    "content-uses": company["content-uses"].filter(
      ({ opportunity_id }) => opportunity_id === null || opportunityIds.has(opportunity_id),
    ),
  };
}
