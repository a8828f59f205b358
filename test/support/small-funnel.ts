import { type Day, formatDay } from "../../src/funnel/calendar.ts";
import type { Fact, Moment } from "../../src/funnel/facts.ts";
import type { Store } from "../../src/store/database.ts";
import { storeFacts } from "../../src/store/facts.ts";

const leadsPerDay = 3;
const days = 200;

export interface SmallFunnelOptions {
  /** One of so many leads becomes an opportunity. */
  readonly opportunityEvery?: number;
}

/** Stores 200 days of a steady little funnel that ends before `until`: three leads a day, and what becomes of them. */
export async function storeSmallFunnel(
  store: Store,
  workspaceId: number,
  until: Day,
  now: Date,
  { opportunityEvery = 3 }: SmallFunnelOptions = {},
): Promise<void> {
  const leads: Fact[] = [];
  const opportunities: Fact[] = [];
  for (let day = until - days; day < until; day += 1) {
    for (let index = 0; index < leadsPerDay; index += 1) {
      const id = `${day}-${index}`;
      const channel = index === 0 ? "Webinar" : "Partner";
      leads.push({
        lead_id: `L${id}`,
        created_at: on(day),
        acquisition_channel: channel,
        mql_at: day + 3 < until ? on(day + 3) : null,
      });
      if (index % opportunityEvery > 0 || day + 10 >= until) continue;
      const closed = day + 40 < until;
      opportunities.push({
        opportunity_id: `O${id}`,
        lead_id: `L${id}`,
        created_at: on(day + 10),
        acquisition_channel: channel,
        account_id: `A${day % 40}`,
        amount: String(1000 + (day % 7) * 100),
        currency: "EUR",
        outcome: closed ? (day % 3 === 0 ? "lost" : "won") : "open",
        closed_at: closed ? on(day + 40) : null,
      });
    }
  }
  const source = "Small CRM";
  await storeFacts(store, { workspaceId, source, kind: "leads", facts: leads, now });
  await storeFacts(store, { workspaceId, source, kind: "opportunities", facts: opportunities, now });
}

function on(day: Day): Moment {
  return { type: "local-day", iso: formatDay(day) };
}
