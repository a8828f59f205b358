import {
  aalenJohansen,
  type Entry,
  kaplanMeier,
  medianAmount,
  medianInterval,
  nearest,
  percentileCont,
  sum,
  wilson,
} from "./arithmetic.ts";
import type { Lead, Opportunity, Rows, StageChange } from "./rows.ts";

/**
 * The seven KPIs straight from rows, as the design's section 2 says it in words: slow, and with nothing of `src/`.
 */
export interface Question {
  readonly from: number;
  readonly to: number;
  readonly asOf: number;
  readonly mode: "cohort" | "period" | "pace";
  readonly windows: Readonly<Record<Transition, number>>;
  /** Only those of one acquisition channel or segment. */
  readonly slice?: { readonly dimension: "channel" | "segment"; readonly member: string };
}

export type Transition =
  | "lead-to-mql"
  | "mql-to-opportunity"
  | "opportunity-to-customer"
  | "lead-to-customer";

const earliest = (days: readonly (number | null)[]): number | null =>
  days.reduce((first, day) => (day !== null && (first === null || day < first) ? day : first), null);

function known(rows: Rows, { asOf, slice }: Question) {
  const day = (at: number | null) => (at !== null && at < asOf ? at : null);
  const mine = (one: Lead | Opportunity) => slice === undefined || one[slice.dimension] === slice.member;
  const everyOpportunity = rows.opportunities
    .filter(({ created }) => created < asOf)
    .map((one) => ({ ...one, won: day(one.won), lost: day(one.lost) }));
  const ofLead = Map.groupBy(everyOpportunity, ({ lead }) => lead);
  const everyLead = rows.leads.map((lead) => ({
    ...lead,
    mql: day(lead.mql),
    disqualified: day(lead.disqualified),
    opportunities: ofLead.get(lead.id) ?? [],
  }));
  return {
    leads: everyLead.filter(mine),
    opportunities: everyOpportunity.filter(mine),
    leadOf: new Map(everyLead.map((lead) => [lead.id, lead])),
  };
}

function entriesOf(rows: Rows, transition: Transition, question: Question): readonly Entry[] {
  const { leads, opportunities } = known(rows, question);
  const created = leads.filter((lead) => lead.created < question.asOf);
  switch (transition) {
    case "lead-to-mql":
      return created.map(({ created: entered, mql, disqualified }) => ({
        entered,
        converted: mql,
        out: disqualified,
      }));
    case "lead-to-customer":
      return created.map((lead) => ({
        entered: lead.created,
        converted: earliest(lead.opportunities.map(({ won }) => won)),
        out: earliest([lead.disqualified, ...lead.opportunities.map(({ lost }) => lost)]),
      }));
    case "mql-to-opportunity":
      return leads.flatMap(({ mql, disqualified, opportunities: own }) =>
        mql === null
          ? []
          : {
              entered: mql,
              converted: earliest(own.map((one) => one.created)),
              out: disqualified !== null && disqualified >= mql ? disqualified : null,
            },
      );
    case "opportunity-to-customer":
      return opportunities.map((one) => ({ entered: one.created, converted: one.won, out: one.lost }));
  }
}

/** Value, cases, interval, maturity and `soFar` of a conversion, in each of the three modes. */
export function conversion(rows: Rows, transition: Transition, question: Question) {
  const { from, to, asOf, mode } = question;
  const window = question.windows[transition];
  const entries = entriesOf(rows, transition, question);
  const within = (day: number | null) => day !== null && day >= from && day < to && day < asOf;
  const cohort = entries.filter(({ entered }) => within(entered));
  if (mode === "period") {
    // Becoming an MQL enters a stage of its own, on its own day; the other two end the stage that was entered.
    const reached =
      transition === "lead-to-mql"
        ? known(rows, question).leads.map(({ mql }) => mql)
        : entries.map(({ entered, converted }) => converted && Math.max(entered, converted));
    const numerator = reached.filter(within).length;
    const denominator = cohort.length;
    const interval = numerator <= denominator ? wilson(numerator, denominator) : { low: null, high: null };
    const value = nearest(BigInt(numerator), BigInt(denominator));
    return { value, numerator, denominator, ...interval, mature: to <= asOf, soFar: null };
  }
  if (mode === "pace") {
    const life = aalenJohansen(entries, from, Math.min(to, asOf), window);
    return { ...life, mature: to <= asOf, soFar: null };
  }
  const ages = cohort.map(({ entered }) => asOf - entered - 1);
  const oldest = Math.max(...ages);
  const numerator = cohort.filter(
    ({ entered, converted }) =>
      converted !== null && Math.max(0, converted - entered) <= Math.min(window, asOf - entered - 1),
  ).length;
  const evidence = { numerator, denominator: cohort.length };
  const none = { low: null, high: null };
  if (cohort.length === 0) {
    return { value: null, ...evidence, ...none, mature: to + window <= asOf, soFar: null };
  }
  if (Math.min(...ages) >= window) {
    const value = nearest(BigInt(numerator), BigInt(cohort.length));
    return { value, ...evidence, ...wilson(numerator, cohort.length), mature: true, soFar: null };
  }
  if (oldest >= window) {
    const { share, low, high } = kaplanMeier(cohort, asOf, window);
    return { value: share, ...evidence, low, high, mature: false, soFar: null };
  }
  const baseline = entries.filter(({ entered }) => entered >= asOf - window - 91 && entered < asOf - window);
  return {
    value: null,
    ...evidence,
    ...none,
    mature: false,
    soFar: {
      age: oldest,
      value: kaplanMeier(cohort, asOf, oldest).share,
      baseline: baseline.length === 0 ? null : kaplanMeier(baseline, asOf, oldest).share,
    },
  };
}

const durations = (days: readonly number[]) => ({
  count: days.length,
  median: percentileCont(days, 0.5),
  p80: percentileCont(days, 0.8),
});

export function cycleTime(rows: Rows, question: Question) {
  const { from, to, asOf } = question;
  const within = (day: number | null): day is number => day !== null && day >= from && day < to && day < asOf;
  const { opportunities, leadOf } = known(rows, question);
  const won = opportunities.filter((one) => within(one.won));
  const days = won.map((one) => Math.max(0, (one.won ?? 0) - one.created));
  const fromLead = won.flatMap((one) => {
    const lead = leadOf.get(one.lead ?? "");
    return lead === undefined ? [] : [Math.max(0, (one.won ?? 0) - lead.created)];
  });
  return { days, ...durations(days), ...medianInterval(days), fromLead: durations(fromLead) };
}

/** Of every stage: the first stays that ended in a period of days, and moves back into it. */
export function stages(rows: Rows, question: Question, order: readonly string[]) {
  const { from, to, asOf } = question;
  const within = (day: number | null) => day !== null && day >= from && day < to && day < asOf;
  const stays = new Map<string, number[]>();
  const regressions = new Map<string, number>();
  const changesOf = Map.groupBy(rows.stages, ({ opportunity }) => opportunity);
  // What happened after the closing tells of the archive; the closing itself is of no account for what was known.
  for (const one of known(rows, { ...question, asOf: Infinity }).opportunities) {
    const closed = one.won ?? one.lost;
    const changes = (changesOf.get(one.id) ?? [])
      .filter((change) => closed === null || isBefore(change, one.closedAt, closed))
      .filter(({ stage }, index, all) => all[index - 1]?.stage !== stage);
    const seen = new Set<string>();
    for (const [index, { stage, day }] of changes.entries()) {
      const before = changes[index - 1];
      if (before && order.indexOf(stage) < order.indexOf(before.stage) && within(day)) {
        regressions.set(stage, (regressions.get(stage) ?? 0) + 1);
      }
      if (seen.has(stage)) continue;
      seen.add(stage);
      const left = changes[index + 1]?.day ?? closed;
      if (within(left)) stays.set(stage, [...(stays.get(stage) ?? []), Math.max(0, (left ?? 0) - day)]);
    }
  }
  return new Map(
    order.map((stage) => [
      stage,
      { ...durations(stays.get(stage) ?? []), regressions: regressions.get(stage) ?? 0 },
    ]),
  );
}

/** Within the closing's day where only that is told, else before its very moment. */
function isBefore({ at, day }: StageChange, closedAt: string, closed: number): boolean {
  return closedAt.includes("T") ? Date.parse(at) < Date.parse(closedAt) : day <= closed;
}

export function opportunitiesWithoutMql(rows: Rows, question: Question): number {
  const { opportunities, leadOf } = known(rows, question);
  return opportunities.filter(
    ({ created, lead }) =>
      created >= question.from && created < question.to && (leadOf.get(lead ?? "")?.mql ?? null) === null,
  ).length;
}

export function winRate(rows: Rows, question: Question) {
  const { won, lost } = closedIn(rows, question);
  const denominator = won.length + lost.length;
  const value = nearest(BigInt(won.length), BigInt(denominator));
  return { value, numerator: won.length, denominator, ...wilson(won.length, denominator) };
}

function closedIn(rows: Rows, question: Question) {
  const within = (day: number | null) =>
    day !== null && day >= question.from && day < question.to && day < question.asOf;
  const { opportunities } = known(rows, question);
  return {
    won: opportunities.filter(({ won }) => within(won)),
    lost: opportunities.filter(({ lost }) => within(lost)),
  };
}

/** By acquisition channel, and the effective number of them. */
export function revenueMix(rows: Rows, question: Question) {
  const { won } = closedIn(rows, question);
  const created = known(rows, question).leads.filter(
    (lead) => lead.created >= question.from && lead.created < question.to && lead.created < question.asOf,
  );
  const names = new Set([...won, ...created].map(({ channel }) => channel));
  const whole = sum(won.map(({ amount }) => amount ?? 0n));
  const channels = [...names].map((channel) => {
    const wins = won.filter((one) => one.channel === channel);
    const leads = created.filter((one) => one.channel === channel).length;
    const revenue = sum(wins.map(({ amount }) => amount ?? 0n));
    return {
      acquisitionChannel: channel,
      revenue: nearest(revenue, 10_000n),
      share: nearest(revenue, whole),
      wins: wins.length,
      leads,
      leadShare: nearest(BigInt(leads), BigInt(created.length)),
      revenuePerLead: nearest(revenue, 10_000n * BigInt(leads)),
      square: revenue * revenue,
    };
  });
  return {
    value: nearest(whole * whole, sum(channels.map(({ square }) => square))),
    denominator: won.length,
    revenue: nearest(whole, 10_000n),
    winsWithoutAmount: won.filter(({ amount }) => amount === null).length,
    channels: new Map(channels.map(({ square: _, ...channel }) => [channel.acquisitionChannel, channel])),
  };
}

const share = (numerator: number, denominator: number) => ({
  value: nearest(BigInt(numerator), BigInt(denominator)),
  numerator,
  denominator,
  ...wilson(numerator, denominator),
});

export function contentUsed(rows: Rows, question: Question) {
  const { from, to, asOf } = question;
  const within = (day: number) => day >= from && day < to && day < asOf;
  const created = new Map(rows.opportunities.map((one) => [one.id, one.created]));
  const active = rows.assets.filter(
    ({ published, retired }) =>
      published < to && published < asOf && !(retired !== null && retired < asOf && retired < from),
  );
  const sales = rows.uses.filter(({ by }) => by === "sales");
  const used = new Set(sales.filter(({ day }) => within(day)).map(({ asset }) => asset));
  const inTouch = new Set(
    sales
      .filter(({ day, opportunity }) => within(day) && day >= (created.get(opportunity) ?? Infinity))
      .map(({ asset }) => asset),
  );
  const usedBefore = new Set(sales.filter(({ day }) => day < Math.min(to, asOf)).map(({ asset }) => asset));
  const byStage = Map.groupBy(active, ({ journeyStage }) => journeyStage);
  const { won, lost } = closedIn(rows, question);
  const saw = (one: Opportunity, closed: number | null) =>
    rows.uses.some((use) => use.opportunity === one.id && closed !== null && use.day <= closed);
  return {
    ...share(active.filter(({ id }) => used.has(id)).length, active.length),
    inOpportunity: share(active.filter(({ id }) => inTouch.has(id)).length, active.length),
    byJourneyStage: [...byStage]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([journeyStage, assets]) => ({
        journeyStage,
        ...share(assets.filter(({ id }) => used.has(id)).length, assets.length),
      })),
    neverUsed: active
      .filter(({ id }) => !usedBefore.has(id))
      .map(({ id }) => id)
      .toSorted(),
    wonWithContent: share(won.filter((one) => saw(one, one.won)).length, won.length),
    lostWithContent: share(lost.filter((one) => saw(one, one.lost)).length, lost.length),
  };
}

export function revenuePerAccount(rows: Rows, question: Question) {
  const { won } = closedIn(rows, question);
  const firstWin = new Map<string, number>();
  for (const { account, won: day } of rows.opportunities) {
    if (account !== null && day !== null) firstWin.set(account, Math.min(firstWin.get(account) ?? day, day));
  }
  const accounts = [
    ...Map.groupBy(
      won.filter(({ account }) => account !== null),
      ({ account }) => account ?? "",
    ),
  ].map(([account, wins]) => ({
    revenue: sum(wins.map(({ amount }) => amount ?? 0n)),
    isNew: (firstWin.get(account) ?? 0) >= question.from,
  }));
  const told = (some: typeof accounts) => {
    const revenue = sum(some.map((one) => one.revenue));
    return {
      accounts: some.length,
      revenue: nearest(revenue, 10_000n),
      value: nearest(revenue, 10_000n * BigInt(some.length)),
      median: medianAmount(some.map((one) => one.revenue)),
    };
  };
  const amounts = accounts.map(({ revenue }) => nearest(revenue, 10_000n) ?? 0);
  return {
    ...told(accounts),
    medianInterval: medianInterval(amounts),
    new: told(accounts.filter(({ isNew }) => isNew)),
    existing: told(accounts.filter(({ isNew }) => !isNew)),
    winsWithoutAccount: won.filter(({ account }) => account === null).length,
  };
}

export function visits(rows: Rows, question: Question) {
  const { from, to, asOf } = question;
  const within = (day: number) => day >= from && day < to && day < asOf;
  const days = rows.visits.filter(({ day }) => within(day));
  if (days.length === 0) return null;
  const visitors = days.reduce((all, one) => all + one.visitors, 0);
  const leads = rows.leads.filter(({ created }) => within(created)).length;
  const customers = closedIn(rows, question).won.length;
  const per = (count: number) => nearest(BigInt(count), BigInt(visitors));
  return { visitors, leadsPerVisitor: per(leads), customersPerVisitor: per(customers) };
}
