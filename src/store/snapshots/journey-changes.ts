import { type RawBuilder, sql } from "kysely";
import type { Store } from "../database.ts";
import {
  contentUseJourneys,
  type JourneyRules,
  leadJourneys,
  opportunityJourneys,
  type Scope,
  stageStays,
} from "./journeys.ts";

/** One kind of journeys, and how those are made anew that facts touched. */
interface JourneyTable {
  readonly table: string;
  /** Its primary key, after the workspace. */
  readonly key: readonly [string, ...string[]];
  /** The other columns, in the table's order. */
  readonly values: readonly string[];
  /** The temporary tables of ids that are touched, and of what came of it. */
  readonly touched: string;
  readonly changed: string;
  readonly made: (rules: JourneyRules, scope: Scope) => RawBuilder<unknown>;
  /** Whether the journey `t` is sealed: then it stays as it is. */
  readonly isSealed: (rules: JourneyRules) => RawBuilder<boolean>;
}

const isSealed = () => sql<boolean>`t.sealed`;

/** In the order in which they are made: later ones look at earlier ones. */
const journeys = {
  leads: {
    table: "lead_journeys",
    key: ["lead_id"],
    values: [
      "acquisition_channel",
      "segment",
      "source",
      "created_day",
      "mql_day",
      "worked_day",
      "opportunity_day",
      "customer_day",
      "disqualified_day",
      "out_day",
    ],
    touched: "touched_leads",
    changed: "changed_leads",
    made: leadJourneys,
    isSealed,
  },
  opportunities: {
    table: "opportunity_journeys",
    key: ["opportunity_id"],
    values: [
      "lead_id",
      "account_id",
      "acquisition_channel",
      "segment",
      "source",
      "created_day",
      "lead_created_day",
      "lead_mql_day",
      "won_day",
      "lost_day",
      "content_day",
      "currency",
      "amount",
    ],
    touched: "touched_opportunities",
    changed: "changed_opportunities",
    made: opportunityJourneys,
    isSealed,
  },
  stays: {
    table: "stage_stays",
    key: ["opportunity_id", "stage"],
    values: ["acquisition_channel", "segment", "entered_day", "left_day", "regressed_days"],
    touched: "touched_opportunities",
    changed: "changed_stays",
    made: stageStays,
    isSealed: ({ workspaceId }) => sql`coalesce((
      select o.sealed from opportunity_journeys o
      where o.workspace_id = ${sql.lit(workspaceId)} and o.opportunity_id = t.opportunity_id), false)`,
  },
  uses: {
    table: "content_use_journeys",
    key: ["use_id"],
    values: ["opportunity_id", "asset_number", "day", "by_sales", "in_opportunity"],
    touched: "touched_uses",
    changed: "changed_uses",
    made: contentUseJourneys,
    isSealed,
  },
} satisfies Record<string, JourneyTable>;

/** How many journeys of a kind were written, and the temporary table of what changed. */
export interface JourneyChanges {
  readonly written: number;
  /** Journeys as they were, with the `sign` −1, and as they are, with 1; those that stayed alike are not in it. */
  readonly changed: string;
}

/** Makes the touched journeys anew and writes those that are not as they were. */
export async function changeJourneys(
  store: Store,
  rules: JourneyRules,
): Promise<Readonly<Record<keyof typeof journeys, JourneyChanges>>> {
  return {
    leads: await change(store, rules, journeys.leads),
    opportunities: await change(store, rules, journeys.opportunities),
    stays: await change(store, rules, journeys.stays),
    uses: await change(store, rules, journeys.uses),
  };
}

async function change(
  store: Store,
  rules: JourneyRules,
  { table, key, values, touched, changed, made, isSealed }: JourneyTable,
): Promise<JourneyChanges> {
  const { workspaceId } = rules;
  const names = ["workspace_id", ...key, ...values];
  const columns = sql.join(names.map((name) => sql.ref(name)));
  const sameKey = (alias: string) =>
    sql.join(
      key.map((name) => sql`${sql.ref(`${alias}.${name}`)} = ${sql.ref(`c.${name}`)}`),
      sql` and `,
    );
  await sql`
    create temporary table ${sql.table(changed)} on commit drop as
    with there as materialized (
      select ${columns}, ${isSealed(rules)} as is_sealed from ${sql.table(table)} t
      where t.workspace_id = ${sql.lit(workspaceId)} and ${sql.ref(`t.${key[0]}`)} in (select id from ${sql.table(touched)})
    ), held as (select ${columns} from there where not is_sealed),
    open_ids as materialized (
      select id from ${sql.table(touched)} o where not exists (
        select from there t where t.is_sealed and ${sql.ref(`t.${key[0]}`)} = o.id)
    ), made (${columns}) as (${made(rules, { table: "open_ids" })})
    select -1 as sign, * from (table held except table made) gone
    union all
    select 1, * from (table made except table held) come`.execute(store);
  const { numAffectedRows } = await sql`
    with gone as (
      delete from ${sql.table(table)} t using ${sql.table(changed)} c
      where t.workspace_id = ${sql.lit(workspaceId)} and ${sameKey("t")} and c.sign = -1
        and not exists (select from ${sql.table(changed)} n where n.sign = 1 and ${sameKey("n")})
    )
    insert into ${sql.table(table)} (${columns}) select ${columns} from ${sql.table(changed)} where sign = 1
    on conflict (${sql.join(["workspace_id", ...key].map((name) => sql.ref(name)))}) do update set
      ${sql.join(values.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))}`.execute(
    store,
  );
  return { written: Number(numAffectedRows ?? 0n), changed };
}
