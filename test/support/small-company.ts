import { type Day, formatDay, startOfWeek } from "../../src/funnel/calendar.ts";
import type { Fact, FactKind, Moment } from "../../src/funnel/facts.ts";

export interface SmallCompany {
  readonly today: Day;
  readonly acquisitionChannels: readonly string[];
  readonly segments?: readonly string[];
  readonly stages?: readonly string[];
  readonly assets?: readonly string[];
  /** How many weeks back it begins. */
  readonly weeks: number;
  /** Leads of each acquisition channel in each week. */
  readonly leadsAWeek: number;
}

const on = (day: Day): Moment => ({ type: "local-day", iso: formatDay(day) });

/**
 * Gives the facts of a company that does the same every week: in turn, a lead is an MQL after 2 days (four of five),
 * has an opportunity after 9 (half of those), goes through the stages, and is won (two of five) or lost after 40.
 */
export function smallCompany(company: SmallCompany): ReadonlyMap<FactKind, readonly Fact[]> {
  const { today, acquisitionChannels, segments = ["north"], stages = ["Discovery", "Proposal"] } = company;
  const [leads, opportunities, stageChanges, uses]: [Fact[], Fact[], Fact[], Fact[]] = [[], [], [], []];
  const first = startOfWeek(today) - company.weeks * 7;
  const assets = company.assets ?? ["Security overview", "Never opened"];
  let number = 0;
  for (let day = first; day < today; day += 1) {
    if ((day - first) % 7 >= company.leadsAWeek) continue;
    for (const channel of acquisitionChannels) {
      number += 1;
      const id = `lead-${number}`;
      const isMql = number % 5 !== 0 && day + 2 < today;
      leads.push({
        lead_id: id,
        created_at: on(day),
        acquisition_channel: channel,
        segment: segments[number % segments.length] ?? null,
        account_id: `account-${number % 40}`,
        mql_at: isMql ? on(day + 2) : null,
      });
      const created = day + 11;
      if (!isMql || number % 2 !== 0 || created >= today) continue;
      const closed = created + 40 < today ? created + 40 : null;
      const won = number % 5 < 2;
      opportunities.push({
        opportunity_id: `opportunity-${number}`,
        created_at: on(created),
        lead_id: id,
        account_id: `account-${number % 40}`,
        amount: String(1000 + (number % 7) * 500),
        currency: "EUR",
        closed_at: closed === null ? null : on(closed),
        outcome: closed === null ? "open" : won ? "won" : "lost",
      });
      stages.forEach((stage, index) => {
        const entered = created + index * 10 + (number % 4);
        if (entered < today) {
          stageChanges.push({ opportunity_id: `opportunity-${number}`, stage, entered_at: on(entered) });
        }
      });
      if (number % 4 === 0) {
        uses.push({
          use_id: `use-${number}`,
          asset_id: "asset-0",
          used_at: on(created + 5 < today ? created + 5 : created),
          used_by: "sales",
          opportunity_id: `opportunity-${number}`,
        });
      }
    }
  }
  const content = assets.map((title, index) => ({
    asset_id: `asset-${index}`,
    title,
    published_at: on(first),
    journey_stage: stages[index % stages.length] ?? null,
  }));
  return new Map<FactKind, readonly Fact[]>([
    ["leads", leads],
    ["opportunities", opportunities],
    ["stage-changes", stageChanges],
    ["content", content],
    ["content-uses", uses],
  ]);
}
