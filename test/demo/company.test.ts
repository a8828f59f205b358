import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type Company, generateCompany } from "../../src/demo/company/generate.ts";
import { companySettings, companyStart } from "../../src/demo/company/profile.ts";
import { companyNotes, companyStories } from "../../src/demo/company/stories.ts";
import {
  type Day,
  dayOf,
  formatDay,
  localDay,
  parseDay,
  startOfWeek,
  weekday,
} from "../../src/funnel/calendar.ts";
import { type Fact, type FactValue, factShapes } from "../../src/funnel/facts.ts";
import { settingsSchema } from "../../src/funnel/settings.ts";

const zone = "Europe/Athens";
const kinds = [
  "leads",
  "opportunities",
  "stage-changes",
  "content",
  "content-uses",
  "sales-touches",
  "visits",
] as const satisfies readonly (keyof Company)[];

/** A leap day, a new year, a Monday, a Sunday, summer holidays, a day just after Christmas. */
const views = [
  { today: dayOf(2024, 2, 29), seed: 1 },
  { today: dayOf(2027, 1, 1), seed: 2 },
  { today: dayOf(2026, 11, 23), seed: 3 },
  { today: dayOf(2026, 3, 1), seed: 5 },
  { today: dayOf(2025, 8, 31), seed: 8 },
  { today: dayOf(2026, 1, 7), seed: 13 },
].map((view) => ({ ...view, name: `${formatDay(view.today)}, seed ${view.seed}` }));

const textOf = (value: FactValue | undefined): string | null => (typeof value === "string" ? value : null);

function dayOfMoment(value: FactValue | undefined): Day | null {
  if (value === null || value === undefined || typeof value === "string") return null;
  return value.type === "local-day" ? parseDay(value.iso) : localDay(Date.parse(value.iso), zone);
}

/** A lead and what came of it, in days. */
interface Journey {
  readonly channel: string | null;
  readonly mql: Day;
  readonly opportunity: Day | null;
  readonly worked: Day | null;
}

function mqlsOf(company: Company): readonly Journey[] {
  const earliest = (facts: readonly Fact[], field: string) => {
    const days = new Map<string, Day>();
    for (const fact of facts) {
      const lead = textOf(fact.lead_id);
      const day = dayOfMoment(fact[field]);
      if (lead !== null && day !== null) days.set(lead, Math.min(days.get(lead) ?? day, day));
    }
    return days;
  };
  const touched = earliest(company["sales-touches"], "touched_at");
  const opened = earliest(company.opportunities, "created_at");
  return company.leads.flatMap((lead) => {
    const mql = dayOfMoment(lead.mql_at);
    const id = textOf(lead.lead_id) ?? "";
    if (mql === null) return [];
    const channel = textOf(lead.acquisition_channel);
    return [{ channel, mql, opportunity: opened.get(id) ?? null, worked: touched.get(id) ?? null }];
  });
}

interface Deal {
  readonly created: Day;
  readonly closed: Day | null;
  readonly outcome: string | null;
  readonly amount: number;
}

function dealsOf(company: Company): readonly Deal[] {
  return company.opportunities.map((opportunity) => ({
    created: dayOfMoment(opportunity.created_at) ?? Number.NaN,
    closed: dayOfMoment(opportunity.closed_at),
    outcome: textOf(opportunity.outcome),
    amount: Number(opportunity.amount ?? Number.NaN),
  }));
}

/** The days in a stage of those that left it in a range. */
function daysInStage(company: Company, stage: string, from: Day, to: Day): readonly number[] {
  const closed = new Map(
    company.opportunities.map((fact) => [fact.opportunity_id, dayOfMoment(fact.closed_at)]),
  );
  const changes = Map.groupBy(company["stage-changes"], (change) => change.opportunity_id);
  return [...changes].flatMap(([id, entries]) => {
    const first = entries.findIndex((entry) => entry.stage === stage);
    const entered = dayOfMoment(entries[first]?.entered_at);
    const left = dayOfMoment(entries[first + 1]?.entered_at) ?? closed.get(id) ?? null;
    return entered !== null && left !== null && left >= from && left < to ? [left - entered] : [];
  });
}

const median = (list: readonly number[]) =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const share = <T>(list: readonly T[], holds: (item: T) => boolean) => list.filter(holds).length / list.length;
const within = (day: Day | null, from: Day, to: Day) => day !== null && day >= from && day < to;

/** Opportunities a week that came of MQLs of a channel, for each MQL a week. */
function opportunitiesForEachMql(
  mqls: readonly Journey[],
  channel: string | null,
  from: Day,
  to: Day,
): number {
  const own = mqls.filter((journey) => channel === null || journey.channel === channel);
  return (
    own.filter(({ opportunity }) => within(opportunity, from, to)).length /
    own.filter(({ mql }) => within(mql, from, to)).length
  );
}

describe("the sample company", () => {
  it("is the same for the same seed and day", () => {
    const request = { seed: 3, today: dayOf(2026, 11, 24) };
    expect(generateCompany(request)).toEqual(generateCompany(request));
  });

  it("is another one for another seed", () => {
    const today = dayOf(2026, 11, 24);
    expect(generateCompany({ seed: 4, today }).leads).not.toEqual(generateCompany({ seed: 3, today }).leads);
  });

  it("comes with settings that a workspace takes", () => {
    const settings = settingsSchema.parse(companySettings(dayOf(2026, 11, 24)));
    expect(settings).toMatchObject({ timeZone: zone, currency: "EUR" });
    expect(settings.stages).toEqual(["Discovery", "Demo", "Proposal", "Negotiation"]);
    // Easter Monday of 2026 in Greece, a week after the western one.
    expect(settings.holidays).toContain("2026-04-13");
  });

  it("notes the day on which the webinar partner changed", () => {
    const today = dayOf(2026, 11, 24);
    expect(companyNotes(today)).toEqual([{ day: dayOf(2026, 10, 19), text: "New webinar partner" }]);
    expect(companyStories(today).drop.since).toBe(dayOf(2026, 10, 19));
  });
});

describe.each(views)("the sample company as of $name", (view) => {
  const { today, seed } = view;
  const stories = companyStories(today);
  const company = generateCompany({ seed, today });
  const mqls = mqlsOf(company);
  const deals = dealsOf(company);

  it("has the size of a real one", () => {
    expect(company.leads.length).toBeGreaterThan(19_000);
    expect(company.leads.length).toBeLessThan(24_000);
    expect(mqls.length / company.leads.length).toBeCloseTo(0.32, 1);
    const mqlsPerWeek = mqls.length / ((today - companyStart(today)) / 7);
    expect(mqlsPerWeek).toBeGreaterThan(75);
    expect(mqlsPerWeek).toBeLessThan(100);
    expect(company.opportunities.length).toBeGreaterThan(1700);
    expect(company.content).toHaveLength(62);
    for (const outcome of ["open", "won", "lost"]) {
      expect(deals.filter((deal) => deal.outcome === outcome).length).toBeGreaterThan(100);
    }
  });

  it("fills the fields that its kinds have, and no others", () => {
    for (const kind of kinds) {
      const fields = new Map(factShapes[kind].fields.map((field) => [field.name as string, field]));
      for (const fact of company[kind]) {
        for (const [name, value] of Object.entries(fact)) {
          const field = fields.get(name);
          if (!field || (field.required && value === null)) throw new Error(`${kind}.${name} is ${value}`);
          const choices: readonly FactValue[] | null =
            field.format.type === "choice" ? field.format.choices : null;
          if (choices && !choices.includes(value)) throw new Error(`${kind}.${name} is ${value}`);
        }
        for (const { name, required } of fields.values()) {
          if (required && !(name in fact)) throw new Error(`${kind} without ${name}`);
        }
      }
    }
  });

  it("tells nothing dated at or after the day, and begins 18 months before it", () => {
    const midnight = (day: Day) =>
      Temporal.PlainDate.from(formatDay(day)).toZonedDateTime(zone).toInstant().epochMilliseconds;
    const end = midnight(today);
    const start = midnight(companyStart(today));
    for (const kind of kinds) {
      for (const fact of company[kind]) {
        for (const value of Object.values(fact)) {
          if (value === null || typeof value === "string" || value.type === "local-day") continue;
          const instant = Date.parse(value.iso);
          if (!(instant >= start && instant < end)) throw new Error(`${kind}: ${JSON.stringify(fact)}`);
        }
      }
    }
    const days = [
      ...company.visits.map(({ day }) => parseDay(textOf(day) ?? "")),
      ...company.content.flatMap((asset) => [dayOfMoment(asset.published_at), dayOfMoment(asset.retired_at)]),
    ].filter((day) => day !== null);
    expect(Math.max(...days)).toBe(today - 1);
  });

  it("identifies every fact once", () => {
    for (const kind of kinds) {
      const shape = factShapes[kind];
      const fields = "ownId" in shape ? [shape.ownId] : shape.identity;
      const ids = company[kind].map((fact) => JSON.stringify(fields.map((field) => fact[field])));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("refers only to leads, opportunities and assets that it tells of", () => {
    const leads = new Set(company.leads.map((lead) => lead.lead_id));
    const opportunities = new Set(company.opportunities.map((opportunity) => opportunity.opportunity_id));
    const assets = new Set(company.content.map((asset) => asset.asset_id));
    const unknown = [
      ...company["sales-touches"].filter((touch) => !leads.has(touch.lead_id ?? null)),
      ...company.opportunities.filter(({ lead_id }) => lead_id !== null && !leads.has(lead_id ?? null)),
      ...company["stage-changes"].filter((change) => !opportunities.has(change.opportunity_id ?? null)),
      ...company["content-uses"].filter((use) => !assets.has(use.asset_id ?? null)),
      ...company["content-uses"].filter(
        ({ opportunity_id }) => opportunity_id !== null && !opportunities.has(opportunity_id ?? null),
      ),
    ];
    expect(unknown).toEqual([]);
  });

  it("closes exactly the opportunities that are won or lost, never before they were created", () => {
    for (const { outcome, created, closed } of deals) {
      if (outcome === "open") expect(closed).toBeNull();
      else expect(closed).toBeGreaterThanOrEqual(created);
    }
  });

  it("prices every win, in exact decimals around nine thousand euros", () => {
    const amounts = company.opportunities
      .filter(({ outcome }) => outcome === "won")
      .map(({ amount }) => amount);
    for (const amount of amounts) expect(amount).toMatch(/^\d+\.00$/);
    expect(median(amounts.map(Number))).toBeGreaterThan(7500);
    expect(median(amounts.map(Number))).toBeLessThan(11_000);
  });

  it("works in the office hours of Athens, summer and winter", () => {
    const hours = new Intl.DateTimeFormat("en", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    for (const { touched_at } of company["sales-touches"]) {
      if (touched_at === null || touched_at === undefined || typeof touched_at === "string") continue;
      const time = hours.format(Date.parse(touched_at.iso));
      if (time < "09:00" || time > "18:00") throw new Error(`${touched_at.iso} is ${time}`);
    }
    const touchDays = company["sales-touches"].map((touch) => weekday(dayOfMoment(touch.touched_at) ?? 0));
    expect(Math.max(...touchDays)).toBe(5);
  });

  it("knows repeat wins, wins without an account, and opportunities that never were an MQL", () => {
    const wins = company.opportunities.filter(({ outcome }) => outcome === "won");
    const accounts = Map.groupBy(wins, ({ account_id }) => account_id);
    expect(accounts.get(null)?.length).toBeGreaterThan(5);
    expect(
      [...accounts].filter(([account, own]) => account !== null && own.length > 1).length,
    ).toBeGreaterThan(15);
    const fromMql = mqls.filter(({ opportunity }) => opportunity !== null).length;
    expect(company.opportunities.length - fromMql).toBeGreaterThan(200);
  });

  it("turns steady shares of MQLs into opportunities within 60 days before the stories", () => {
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      const to = stories.neglect.since - 60 - (quarter - 1) * 91;
      const cohort = mqls.filter(({ mql }) => within(mql, to - 91, to));
      const converted = share(
        cohort,
        ({ mql, opportunity }) => opportunity !== null && opportunity - mql <= 60,
      );
      expect(converted).toBeGreaterThan(0.21);
      expect(converted).toBeLessThan(0.26);
    }
  });

  it("wins a steady share of those that close, also in the stories' weeks", () => {
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      const closed = deals.filter((deal) =>
        within(deal.closed, today - 91 * quarter, today - 91 * (quarter - 1)),
      );
      const won = share(closed, ({ outcome }) => outcome === "won");
      expect(won).toBeGreaterThan(0.22);
      expect(won).toBeLessThan(0.34);
    }
  });

  it("keeps its whole cycle near six weeks, a little longer lately", () => {
    const cycle = (from: Day, to: Day) =>
      median(
        deals.flatMap(({ outcome, created, closed }) =>
          outcome === "won" && closed !== null && within(closed, from, to) ? [closed - created] : [],
        ),
      );
    const before = cycle(today - 364, today - 91);
    expect(before).toBeGreaterThan(38);
    expect(before).toBeLessThan(47);
    expect(cycle(today - 91, today) / before).toBeLessThan(1.35);
  });

  it("has sales use about two fifths of its content in four weeks", () => {
    for (let month = 1; month <= 12; month += 1) {
      const [from, to] = [today - 28 * month, today - 28 * (month - 1)];
      const active = company.content.filter(
        (asset) =>
          (dayOfMoment(asset.published_at) ?? to) < to && (dayOfMoment(asset.retired_at) ?? from) >= from,
      );
      const used = new Set(
        company["content-uses"]
          .filter((use) => use.used_by === "sales" && within(dayOfMoment(use.used_at), from, to))
          .map((use) => use.asset_id),
      );
      const usedShare = share(active, (asset) => used.has(asset.asset_id ?? null));
      expect(usedShare).toBeGreaterThan(0.28);
      expect(usedShare).toBeLessThan(0.54);
    }
  });

  it("loses more than a third of the webinar's opportunities for five weeks, those in flight too", () => {
    const { since, acquisitionChannel } = stories.drop;
    const lately = opportunitiesForEachMql(mqls, acquisitionChannel, since, today);
    const before = opportunitiesForEachMql(mqls, acquisitionChannel, since - 26 * 7, since);
    expect(lately / before).toBeLessThan(0.65);
    const all = opportunitiesForEachMql(mqls, null, since, today);
    expect(all).toBeLessThan(0.85 * opportunitiesForEachMql(mqls, null, since - 26 * 7, since));
  });

  it("goes on calling the webinar's MQLs as before: it is not neglect", () => {
    const { since, acquisitionChannel } = stories.drop;
    const own = mqls.filter(
      ({ channel, mql }) => channel === acquisitionChannel && within(mql, since, today - 14),
    );
    expect(share(own, ({ mql, worked }) => worked !== null && worked - mql <= 14)).toBeGreaterThan(0.8);
  });

  it("neglects half of the partner's MQLs for thirteen weeks, though the worked convert as before", () => {
    const { since, acquisitionChannel } = stories.neglect;
    const cohort = (from: Day, to: Day) =>
      mqls.filter(({ channel, mql }) => channel === acquisitionChannel && within(mql, from, to));
    const isWorked = ({ mql, worked }: Journey) => worked !== null && worked - mql <= 14;
    const before = cohort(since - 364, since);
    const lately = cohort(since, today - 14);
    expect(share(before, isWorked)).toBeGreaterThan(0.84);
    expect(share(lately, isWorked)).toBeLessThan(0.62);
    const converted = (list: readonly Journey[]) =>
      share(list.filter(isWorked), ({ opportunity }) => opportunity !== null);
    expect(converted(cohort(since, today - 42))).toBeGreaterThan(0.7 * converted(before));
  });

  it("gets stuck in one stage of the pipeline and in no other", () => {
    const { since, stage } = stories.stuck;
    const growth = (name: string) =>
      median(daysInStage(company, name, startOfWeek(today) - 42, today)) /
      median(daysInStage(company, name, since - 182, since));
    expect(growth(stage)).toBeGreaterThan(1.4);
    for (const other of ["Discovery", "Demo", "Negotiation"]) expect(growth(other)).toBeLessThan(1.35);
  });
});
