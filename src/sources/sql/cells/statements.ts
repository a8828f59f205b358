import { type EntryMeasure, type ExitMeasure, eventKinds } from "../../../funnel/cells.ts";
import type { CellRules } from "../../../funnel/remote-cells.ts";
import type { CellDialect, Part } from "./dialect.ts";
import type { CellKinds } from "./facts.ts";
import { journeyQueries } from "./journeys.ts";

/** The statements that compute cells where the data is; their columns are those of `remote-cells.ts`, in order. */
export interface CellStatements {
  readonly cells: string;
  readonly wins: string;
  readonly assets: string;
  readonly uses: string;
}

const entryKind = -1;
const createdPrefix = "created-";

/** Gives the statements for a dialect; `store/snapshots/contributions.ts` has the same sums over imported facts. */
export function cellStatements(
  dialect: CellDialect,
  kinds: CellKinds,
  rules: CellRules & { readonly sourceZone: string },
): CellStatements {
  const queries = journeyQueries(dialect, kinds, rules);
  const within = (statement: string) =>
    `with ${queries.map(([name, query]) => `${name} as (${query})`).join(",\n")}\n${statement}`;
  const created = (what: "leads" | "opportunities"): Part => ({
    measure: dialect.text(`${createdPrefix}${what}:${rules.source}`),
    day: "created_day",
    kind: String(entryKind),
    age: "0",
    counts: "created_day is not null",
  });
  const contributions = [
    dialect.contributions("lead_journeys", [...leadParts(dialect), created("leads")]),
    dialect.contributions("deal_journeys", [...dealParts(dialect), created("opportunities")]),
    dialect.contributions("stays", stageParts(dialect)),
  ].join("\nunion all ");
  // What was created is counted in total only.
  const sums = `
    select measure, dimension, member, day, kind, age, sum(n) as n
    from ${dialect.slices(contributions)}
    where dimension = 'total' or measure not like ${dialect.text(`${createdPrefix}%`)}
    group by measure, dimension, member, day, kind, age`;
  return {
    cells: within(`
      select measure, dimension, member, ${dialect.asText("day")} as day_text,
        ${dialect.asText(dialect.sumIf("n", `kind = ${entryKind}`))} as entered,
        ${dialect.events(eventKinds.converted)} as converted,
        ${dialect.events(eventKinds.convertedAfterOut)} as converted_after_out,
        ${dialect.events(eventKinds.out)} as went_out
      from (${sums}) sums group by measure, dimension, member, day`),
    wins: within(`
      select ${dialect.asText("won_day")} as day_text, coalesce(account_id, '') as account, acquisition_channel, segment,
        currency, ${dialect.asText(dialect.count())} as wins, ${dialect.asText("coalesce(sum(amount), 0)")} as won_amount,
        ${dialect.asText(dialect.sumIf("1", "amount is null"))} as wins_without_amount
      from deal_journeys where won_day is not null
      group by won_day, coalesce(account_id, ''), acquisition_channel, segment, currency`),
    assets: within(`
      select a.asset_id, a.title, a.journey_stage, ${dialect.asText("a.published_day")} as published_text,
        ${dialect.asText("a.retired_day")} as retired_text, ${dialect.asText("u.first_day")} as first_text
      from assets a
      left join (select asset_id, min(day) as first_day from uses where used_by = 'sales' group by asset_id) u
        on u.asset_id = a.asset_id
      order by a.asset_id`),
    uses: within(`
      select ${dialect.asText("u.day")} as day_text, u.asset_id,
        ${dialect.asText(dialect.maxIf("coalesce(j.created_day <= u.day, 1 = 0)"))} as in_opportunity
      from uses u
      join assets a on a.asset_id = u.asset_id
      left join deal_journeys j on j.opportunity_id = u.opportunity_id
      where u.used_by = 'sales' group by u.day, u.asset_id`),
  };
}

/** The contributions of one entry: itself, its conversion, its going out. */
function entry(
  dialect: CellDialect,
  name: EntryMeasure,
  day: string,
  converted: string,
  out: string | null,
): readonly Part[] {
  const measure = dialect.text(name);
  const number = (value: number) => String(value);
  const entered = { measure, day, kind: number(entryKind), age: "0", counts: `${day} is not null` };
  const age = dialect.greatest(`${converted} - ${day}`, "0");
  if (out === null) {
    const counts = `${day} is not null and ${converted} is not null`;
    return [entered, { measure, day, kind: number(eventKinds.converted), age, counts }];
  }
  return [
    entered,
    {
      measure,
      day,
      kind: `case when ${out} is null or ${converted} <= ${out} then ${eventKinds.converted} else ${eventKinds.convertedAfterOut} end`,
      age,
      counts: `${day} is not null and ${converted} is not null`,
    },
    {
      measure,
      day,
      kind: number(eventKinds.out),
      age: dialect.greatest(`${out} - ${day}`, "0"),
      counts: `${day} is not null and ${out} is not null and (${converted} is null or ${out} < ${converted})`,
    },
  ];
}

/** The contributions of one exit after a duration. */
function exit(
  dialect: CellDialect,
  name: ExitMeasure,
  day: string,
  duration: string,
  counts = `${day} is not null`,
): readonly Part[] {
  const shared = { measure: dialect.text(name), day, counts };
  return [
    { ...shared, kind: String(entryKind), age: "0" },
    { ...shared, kind: String(eventKinds.converted), age: dialect.greatest(duration, "0") },
  ];
}

function leadParts(dialect: CellDialect): readonly Part[] {
  // A lead that was disqualified and became an MQL later was taken up again: it went in, not out.
  const disqualified = "(case when disqualified_day >= mql_day then disqualified_day end)";
  return [
    ...entry(dialect, "lead-to-mql", "created_day", "mql_day", "disqualified_day"),
    ...entry(dialect, "lead-to-customer", "created_day", "customer_day", "out_day"),
    ...entry(dialect, "mql-to-worked", "mql_day", "worked_day", disqualified),
    ...entry(dialect, "mql-to-opportunity", "mql_day", "opportunity_day", disqualified),
    ...exit(
      dialect,
      "mql-converted",
      dialect.greatest("opportunity_day", "mql_day"),
      "opportunity_day - mql_day",
      "opportunity_day is not null and mql_day is not null",
    ),
    ...exit(
      dialect,
      "lead-converted",
      dialect.greatest("customer_day", "created_day"),
      "customer_day - created_day",
      "customer_day is not null",
    ),
  ];
}

function dealParts(dialect: CellDialect): readonly Part[] {
  return [
    ...entry(dialect, "opportunity-to-customer", "created_day", "won_day", "lost_day"),
    ...entry(dialect, "opportunity-to-mql", "created_day", "lead_mql_day", null),
    ...exit(dialect, "won", "won_day", "won_day - created_day"),
    ...exit(dialect, "lost", "lost_day", "lost_day - created_day"),
    ...exit(
      dialect,
      "won-from-lead",
      "won_day",
      "won_day - lead_created_day",
      "won_day is not null and lead_created_day is not null",
    ),
    ...exit(dialect, "won-with-content", "won_day", "won_day - created_day", "content_day <= won_day"),
    ...exit(dialect, "lost-with-content", "lost_day", "lost_day - created_day", "content_day <= lost_day"),
  ];
}

function stageParts(dialect: CellDialect): readonly Part[] {
  const measure = (name: "entered" | "left" | "regressed") =>
    dialect.concat(dialect.text(`stage-${name}:`), "stage");
  const itself = { kind: String(entryKind), age: "0" };
  const ended = { kind: String(eventKinds.converted), age: dialect.greatest("left_day - day", "0") };
  const left = "visit = 1 and left_day is not null";
  return [
    { ...itself, measure: measure("entered"), day: "day", counts: "visit = 1" },
    { ...ended, measure: measure("entered"), day: "day", counts: left },
    { ...itself, measure: measure("left"), day: "left_day", counts: left },
    { ...ended, measure: measure("left"), day: "left_day", counts: left },
    { ...itself, measure: measure("regressed"), day: "day", counts: "backward" },
  ];
}
