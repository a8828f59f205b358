import type { Company } from "../../src/demo/company/generate.ts";
import { type Day, localDay, parseDay } from "../../src/funnel/calendar.ts";
import type { CreatedCell } from "../../src/funnel/creations.ts";
import { bulkLoadsOf } from "../../src/funnel/creations.ts";
import type { Fact, FactValue } from "../../src/funnel/facts.ts";
import { type Settings, settingsSchema } from "../../src/funnel/settings.ts";
import type { History } from "../../src/warnings/history.ts";
import { staleSourcesOf } from "../../src/warnings/silence.ts";
import { CellBook } from "../bench/warnings/cell-book.ts";

const source = "CRM";

/** Gives the history that the rules see of a company's facts, counted in memory: what a database would have counted. */
export function historyOf(company: Company, asOf: Day, given: object): History {
  const settings = settingsSchema.parse(given);
  const dayOf = (value: FactValue | undefined): Day | null => dayIn(value, settings);
  const whole = new CellBook({ dimension: "total" });
  const books = new Map<string, CellBook>();
  const bookOf = (member: string) => {
    const book = books.get(member) ?? new CellBook({ dimension: "acquisition-channel", member });
    books.set(member, book);
    return book;
  };
  const opportunities = company.opportunities.map((fact) => {
    const closed = dayOf(fact.closed_at);
    return {
      fact,
      id: text(fact.opportunity_id) ?? "",
      lead: text(fact.lead_id),
      created: dayOf(fact.created_at) ?? 0,
      won: fact.outcome === "won" ? closed : null,
      lost: fact.outcome === "lost" ? closed : null,
    };
  });
  const byLead = Map.groupBy(opportunities, ({ lead }) => lead);
  const touches = earliest(company["sales-touches"], "lead_id", (fact) => dayOf(fact.touched_at));
  const leads = new Map(company.leads.map((lead) => [lead.lead_id, lead]));
  for (const lead of company.leads) {
    const own = byLead.get(text(lead.lead_id)) ?? [];
    const created = dayOf(lead.created_at) ?? 0;
    const mql = dayOf(lead.mql_at);
    const opportunity = least(own.map((one) => one.created));
    const won = least(own.map((one) => one.won));
    const disqualified = dayOf(lead.disqualified_at);
    const out = least([disqualified, ...own.map((one) => one.lost)]);
    const worked = least([touches.get(text(lead.lead_id) ?? "") ?? null, dayOf(lead.sql_at), opportunity]);
    for (const book of [whole, bookOf(text(lead.acquisition_channel) ?? "unknown")]) {
      journey(book, "lead-to-mql", created, mql, disqualified);
      journey(book, "lead-to-customer", created, won, out);
      if (mql === null) continue;
      const gone = disqualified !== null && disqualified >= mql ? disqualified : null;
      journey(book, "mql-to-worked", mql, worked, gone);
      journey(book, "mql-to-opportunity", mql, opportunity, gone);
    }
  }
  const changes = Map.groupBy(company["stage-changes"], (change) => change.opportunity_id);
  const used = earliest(company["content-uses"], "opportunity_id", (fact) => dayOf(fact.used_at));
  const firstWins = earliest(
    company.opportunities.filter(({ outcome }) => outcome === "won"),
    "account_id",
    (fact) => dayOf(fact.closed_at),
  );
  for (const { fact, id, lead, created, won, lost } of opportunities) {
    const member = text(fact.acquisition_channel) ?? text(leads.get(lead)?.acquisition_channel) ?? "unknown";
    const closed = won ?? lost;
    for (const book of [whole, bookOf(member)]) {
      journey(book, "opportunity-to-customer", created, won, lost);
      if (closed === null) continue;
      book.exit(won === null ? "lost" : "won", closed, closed - created);
      if ((used.get(id) ?? closed + 1) <= closed)
        book.exit(won === null ? "lost-with-content" : "won-with-content", closed, closed - created);
      const account = text(fact.account_id);
      if (won !== null && fact.amount)
        book.win(won, account, account === null ? won : (firstWins.get(account) ?? won), Number(fact.amount));
    }
    const entries = (changes.get(id) ?? []).map((change) => ({
      stage: text(change.stage) ?? "",
      entered: dayOf(change.entered_at) ?? 0,
    }));
    const seen = new Set<string>();
    entries.forEach(({ stage, entered }, index) => {
      if (seen.has(stage)) return;
      seen.add(stage);
      const left = entries[index + 1]?.entered ?? closed;
      for (const book of [whole, bookOf(member)])
        journey(book, `stage-entered:${stage}`, entered, left, null);
    });
  }
  const creations: CreatedCell[] = (["leads", "opportunities"] as const).flatMap((kind) => {
    const perDay = new Map<Day, number>();
    for (const fact of company[kind]) {
      const day = dayOf(fact.created_at) ?? 0;
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
    }
    return [...perDay].map(([day, created]) => ({ source, kind, day, created }));
  });
  return {
    asOf,
    settings,
    total: { ...whole.snapshot(), ...content(company, dayOf) },
    acquisitionChannels: [...books.values()].map((book) => book.snapshot()),
    stages: settings.stages,
    bulkLoads: bulkLoadsOf(creations),
    hasTouches: company["sales-touches"].length > 0,
    targets: [],
    staleSources: staleSourcesOf(creations, asOf, settings),
  };
}

type Entry =
  | "lead-to-mql"
  | "lead-to-customer"
  | "mql-to-worked"
  | "mql-to-opportunity"
  | "opportunity-to-customer";

function journey(
  book: CellBook,
  measure: Entry | `stage-entered:${string}`,
  entered: Day,
  converted: Day | null,
  out: Day | null,
): void {
  book.enter(measure, entered);
  if (converted !== null) {
    const before = out === null || converted <= out;
    book.event(measure, entered, before ? "converted" : "convertedAfterOut", converted);
  }
  if (out !== null && (converted === null || out < converted)) book.event(measure, entered, "out", out);
}

function content(company: Company, dayOf: (value: FactValue | undefined) => Day | null) {
  const numbers = new Map(company.content.map((asset, index) => [asset.asset_id, index + 1]));
  const days = new Map<Day, Set<number>>();
  for (const use of company["content-uses"]) {
    const day = dayOf(use.used_at);
    const asset = numbers.get(use.asset_id ?? null);
    if (use.used_by !== "sales" || day === null || asset === undefined) continue;
    days.set(day, (days.get(day) ?? new Set()).add(asset));
  }
  return {
    assets: company.content.map((asset, index) => ({
      asset: index + 1,
      id: text(asset.asset_id) ?? "",
      title: text(asset.title) ?? "",
      journeyStage: null,
      publishedDay: dayOf(asset.published_at) ?? 0,
      retiredDay: dayOf(asset.retired_at),
      firstSalesUseDay: null,
    })),
    contentDays: [...days]
      .sort(([a], [b]) => a - b)
      .map(([day, bySales]) => ({ day, bySales: [...bySales], inOpportunity: [] })),
  };
}

function earliest(
  facts: readonly Fact[],
  field: string,
  dayOf: (fact: Fact) => Day | null,
): ReadonlyMap<string, Day> {
  const days = new Map<string, Day>();
  for (const fact of facts) {
    const id = text(fact[field]);
    const day = dayOf(fact);
    if (id !== null && day !== null) days.set(id, Math.min(days.get(id) ?? day, day));
  }
  return days;
}

function least(days: readonly (Day | null)[]): Day | null {
  return days.reduce<Day | null>(
    (first, day) => (day === null ? first : first === null ? day : Math.min(first, day)),
    null,
  );
}

function text(value: FactValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function dayIn(value: FactValue | undefined, { timeZone }: Settings): Day | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return parseDay(value);
  return value.type === "local-day" ? parseDay(value.iso) : localDay(Date.parse(value.iso), timeZone);
}
