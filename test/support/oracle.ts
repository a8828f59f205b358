import type { Day } from "../../src/funnel/calendar.ts";
import type { Period } from "../../src/funnel/period.ts";
import type { Facts, Lead, Opportunity } from "./funnel-facts.ts";

/**
 * The design's definitions written down a second time, slowly and straight over facts, to hold the readings against.
 * Nothing here is shared with `src/`.
 */

interface Entry {
  readonly entered: Day;
  readonly converted: Day | null;
  readonly out: Day | null;
}

const earliest = (days: readonly (Day | null)[]): Day | null => {
  const known = days.filter((day): day is Day => day !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/**
 * Forgets every fact dated at or after the as-of day. Becoming an MQL is a fact of its own: sources date it before
 * the lead's creation at times, and then it is known before.
 */
function asKnown(facts: Facts, asOf: Day) {
  const known = (day: Day | null) => (day !== null && day < asOf ? day : null);
  return {
    leads: [...facts.leads.values()].map((lead) => ({
      ...lead,
      mql: known(lead.mql),
      sql: known(lead.sql),
      disqualified: known(lead.disqualified),
    })),
    opportunities: [...facts.opportunities.values()]
      .filter((opportunity) => opportunity.created < asOf)
      .map((opportunity) =>
        known(opportunity.closed) === null
          ? { ...opportunity, closed: null, outcome: "open" as const }
          : opportunity,
      ),
  };
}

const wonDay = (opportunity: Opportunity) => (opportunity.outcome === "won" ? opportunity.closed : null);
const lostDay = (opportunity: Opportunity) => (opportunity.outcome === "lost" ? opportunity.closed : null);

type Transition = "lead-to-mql" | "mql-to-opportunity" | "opportunity-to-customer" | "lead-to-customer";

function entriesOf(facts: Facts, transition: Transition, asOf: Day): readonly Entry[] {
  const { leads, opportunities } = asKnown(facts, asOf);
  const ofLead = (lead: Lead) => opportunities.filter((opportunity) => opportunity.lead === lead.id);
  switch (transition) {
    case "lead-to-mql":
      return leads
        .filter(({ created }) => created < asOf)
        .map((lead) => ({ entered: lead.created, converted: lead.mql, out: lead.disqualified }));
    case "lead-to-customer":
      return leads
        .filter(({ created }) => created < asOf)
        .map((lead) => ({
          entered: lead.created,
          converted: earliest(ofLead(lead).map(wonDay)),
          out: earliest([lead.disqualified, ...ofLead(lead).map(lostDay)]),
        }));
    case "mql-to-opportunity":
      return leads.flatMap((lead) =>
        lead.mql === null
          ? []
          : [
              {
                entered: lead.mql,
                converted: earliest(ofLead(lead).map(({ created }) => created)),
                out: lead.disqualified !== null && lead.disqualified >= lead.mql ? lead.disqualified : null,
              },
            ],
      );
    case "opportunity-to-customer":
      return opportunities.map((opportunity) => ({
        entered: opportunity.created,
        converted: wonDay(opportunity),
        out: lostDay(opportunity),
      }));
  }
}

const ageAt = (entry: Entry, day: Day) => Math.max(0, day - entry.entered);

/** Kaplan–Meier, entry by entry; null when nobody was observed through the window. */
export function cohort(facts: Facts, transition: Transition, period: Period, asOf: Day, window: number) {
  const entries = entriesOf(facts, transition, asOf).filter(
    ({ entered }) => entered >= period.from && entered < period.to,
  );
  if (entries.length === 0) return null;
  if (entries.every(({ entered }) => asOf - entered - 1 < window)) return null;
  let survival = 1;
  for (let age = 0; age <= window; age++) {
    const atRisk = entries.filter(
      (entry) =>
        asOf - entry.entered - 1 >= age && (entry.converted === null || ageAt(entry, entry.converted) >= age),
    );
    const converted = atRisk.filter(
      (entry) => entry.converted !== null && ageAt(entry, entry.converted) === age,
    );
    if (atRisk.length > 0) survival *= 1 - converted.length / atRisk.length;
  }
  return 1 - survival;
}

/** Aalen–Johansen over the days of the period, day by day. */
export function pace(facts: Facts, transition: Transition, period: Period, asOf: Day, window: number) {
  const entries = entriesOf(facts, transition, asOf);
  const end = Math.min(period.to, asOf);
  let survival = 1;
  let value = 0;
  let empty = 0;
  for (let age = 0; age <= window; age++) {
    const present = entries.filter((entry) => {
      const day = entry.entered + age;
      const convertedBefore = entry.converted !== null && ageAt(entry, entry.converted) < age;
      const outBefore = entry.out !== null && ageAt(entry, entry.out) < age;
      return day >= period.from && day < end && !convertedBefore && !outBefore;
    });
    const converted = present.filter(
      (entry) =>
        entry.converted !== null &&
        ageAt(entry, entry.converted) === age &&
        (entry.out === null || entry.converted <= entry.out),
    ).length;
    const out = present.filter(
      (entry) =>
        entry.out !== null &&
        ageAt(entry, entry.out) === age &&
        (entry.converted === null || entry.out < entry.converted),
    ).length;
    if (present.length === 0) {
      empty++;
      continue;
    }
    value += (survival * converted) / present.length;
    survival *= 1 - (converted + out) / present.length;
  }
  return empty > (window + 1) / 10 ? null : value;
}

const within = (day: Day | null, { from, to }: Period, asOf: Day) =>
  day !== null && day >= from && day < to && day < asOf;

function percentileCont(values: readonly number[], fraction: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const place = fraction * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? 0;
  return low + (high - low) * (place - Math.floor(place));
}

export function cycleTime(facts: Facts, period: Period, asOf: Day) {
  const won = [...facts.opportunities.values()].filter(
    (opportunity) => opportunity.created < asOf && within(wonDay(opportunity), period, asOf),
  );
  const days = won.map((opportunity) => Math.max(0, (opportunity.closed ?? 0) - opportunity.created));
  return { median: percentileCont(days, 0.5), p80: percentileCont(days, 0.8), count: days.length };
}

/** Stays in a stage that ended in the period: the first stay of each opportunity, until its next change or closing. */
export function stage(facts: Facts, name: string, period: Period, asOf: Day) {
  const days: number[] = [];
  for (const opportunity of facts.opportunities.values()) {
    const closed = opportunity.outcome === "open" ? null : opportunity.closed;
    const changes = [...facts.stageChanges.values()]
      .filter(
        (change) => change.opportunity === opportunity.id && (closed === null || change.entered <= closed),
      )
      .sort((a, b) => a.entered - b.entered || (a.stage < b.stage ? -1 : 1))
      .filter((change, index, all) => all[index - 1]?.stage !== change.stage);
    const first = changes.findIndex((change) => change.stage === name);
    const change = changes[first];
    if (!change) continue;
    const left = changes[first + 1]?.entered ?? closed;
    if (within(left, period, asOf)) days.push(Math.max(0, (left ?? 0) - change.entered));
  }
  return { median: percentileCont(days, 0.5), count: days.length };
}

function channelOf(facts: Facts, opportunity: Opportunity): string {
  const lead = opportunity.lead === null ? undefined : facts.leads.get(opportunity.lead);
  return opportunity.channel ?? lead?.channel ?? "unknown";
}

const cents = (amount: string | null) => Math.round(Number(amount ?? "0") * 10_000);

export function revenueByChannel(facts: Facts, period: Period, asOf: Day): ReadonlyMap<string, number> {
  const revenue = new Map<string, number>();
  for (const opportunity of facts.opportunities.values()) {
    if (opportunity.created >= asOf || !within(wonDay(opportunity), period, asOf)) continue;
    const channel = channelOf(facts, opportunity);
    revenue.set(channel, (revenue.get(channel) ?? 0) + cents(opportunity.amount));
  }
  return revenue;
}

export function effectiveChannels(facts: Facts, period: Period, asOf: Day): number | null {
  const revenue = [...revenueByChannel(facts, period, asOf).values()];
  const whole = revenue.reduce((sum, amount) => sum + amount, 0);
  return whole === 0 ? null : 1 / revenue.reduce((sum, amount) => sum + (amount / whole) ** 2, 0);
}

export function revenuePerAccount(facts: Facts, period: Period, asOf: Day) {
  const won = [...facts.opportunities.values()].filter(
    (opportunity) => opportunity.created < asOf && within(wonDay(opportunity), period, asOf),
  );
  const accounts = Map.groupBy(
    won.filter(({ account }) => account !== null),
    ({ account }) => account,
  );
  const revenues = [...accounts.values()].map(
    (wins) => wins.reduce((sum, { amount }) => sum + cents(amount), 0) / 10_000,
  );
  return {
    value:
      revenues.length === 0 ? null : revenues.reduce((sum, revenue) => sum + revenue, 0) / revenues.length,
    median: percentileCont(revenues, 0.5),
    accounts: revenues.length,
    withoutAccount: won.filter(({ account }) => account === null).length,
  };
}

export function contentUsed(facts: Facts, period: Period, asOf: Day) {
  const active = [...facts.assets.values()].filter(
    ({ published, retired }) =>
      published < period.to &&
      published < asOf &&
      !(retired !== null && retired < asOf && retired < period.from),
  );
  const used = (asset: string, inOpportunity: boolean) =>
    [...facts.uses.values()].some((use) => {
      const opportunity = use.opportunity === null ? undefined : facts.opportunities.get(use.opportunity);
      const counts = !inOpportunity || (opportunity !== undefined && use.day >= opportunity.created);
      return use.asset === asset && use.by === "sales" && within(use.day, period, asOf) && counts;
    });
  return {
    active: active.length,
    used: active.filter(({ id }) => used(id, false)).length,
    inOpportunity: active.filter(({ id }) => used(id, true)).length,
  };
}
