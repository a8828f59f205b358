import { sql } from "kysely";
import { type Day, formatDay } from "../../src/funnel/calendar.ts";
import type { Store } from "../../src/store/database.ts";
import { snapshotTables } from "../../src/store/snapshots/tables.ts";

/** Plain facts of a small funnel, in local days; what a property test makes up and an oracle reads. */
export interface Lead {
  readonly id: string;
  readonly created: Day;
  readonly channel: string | null;
  readonly segment: string | null;
  readonly mql: Day | null;
  readonly sql: Day | null;
  readonly disqualified: Day | null;
}

export interface Opportunity {
  readonly id: string;
  readonly created: Day;
  readonly lead: string | null;
  readonly account: string | null;
  readonly channel: string | null;
  readonly amount: string | null;
  readonly closed: Day | null;
  readonly outcome: "open" | "won" | "lost";
}

export interface StageChange {
  readonly opportunity: string;
  readonly stage: string;
  readonly entered: Day;
}

export interface Touch {
  readonly id: string;
  readonly lead: string;
  readonly day: Day;
}

export interface Asset {
  readonly id: string;
  readonly published: Day;
  readonly retired: Day | null;
  readonly journeyStage: string | null;
}

export interface Use {
  readonly id: string;
  readonly asset: string;
  readonly day: Day;
  readonly by: "sales" | "marketing" | null;
  readonly opportunity: string | null;
}

export type Change =
  | { readonly put: "lead"; readonly fact: Lead }
  | { readonly put: "opportunity"; readonly fact: Opportunity }
  | { readonly put: "stage-change"; readonly fact: StageChange }
  | { readonly put: "touch"; readonly fact: Touch }
  | { readonly put: "asset"; readonly fact: Asset }
  | { readonly put: "use"; readonly fact: Use };

/** The facts that stand after changes, the last one of each id. */
export interface Facts {
  readonly leads: ReadonlyMap<string, Lead>;
  readonly opportunities: ReadonlyMap<string, Opportunity>;
  readonly stageChanges: ReadonlyMap<string, StageChange>;
  readonly touches: ReadonlyMap<string, Touch>;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly uses: ReadonlyMap<string, Use>;
}

export function factsAfter(changes: readonly Change[]): Facts {
  const facts = {
    leads: new Map<string, Lead>(),
    opportunities: new Map<string, Opportunity>(),
    stageChanges: new Map<string, StageChange>(),
    touches: new Map<string, Touch>(),
    assets: new Map<string, Asset>(),
    uses: new Map<string, Use>(),
  };
  for (const change of changes) {
    switch (change.put) {
      case "lead":
        facts.leads.set(change.fact.id, change.fact);
        break;
      case "opportunity":
        facts.opportunities.set(change.fact.id, change.fact);
        break;
      case "stage-change":
        facts.stageChanges.set(JSON.stringify(change.fact), change.fact);
        break;
      case "touch":
        facts.touches.set(change.fact.id, change.fact);
        break;
      case "asset":
        facts.assets.set(change.fact.id, change.fact);
        break;
      case "use":
        facts.uses.set(change.fact.id, change.fact);
        break;
    }
  }
  return facts;
}

const at = (day: Day | null) => (day === null ? null : `${formatDay(day)}T00:00:00Z`);
const allLocalDays = 31;

/** Stores one changed fact as an import does: the fact, and the mark that it changed. */
export async function putFact(store: Store, workspaceId: number, change: Change): Promise<void> {
  const mark = (entity: "lead" | "opportunity" | "asset" | "content-use", id: string) =>
    store.insertInto("fact_changes").values({ workspace_id: workspaceId, entity, entity_id: id }).execute();
  const common = { workspace_id: workspaceId, local_days: allLocalDays, source: "test" };
  switch (change.put) {
    case "lead": {
      const { fact } = change;
      const values = {
        created_at: at(fact.created) ?? "",
        acquisition_channel: fact.channel,
        segment: fact.segment,
        account_id: null,
        mql_at: at(fact.mql),
        sql_at: at(fact.sql),
        disqualified_at: at(fact.disqualified),
      };
      await store
        .insertInto("leads")
        .values({ ...common, lead_id: fact.id, ...values })
        .onConflict((conflict) => conflict.columns(["workspace_id", "lead_id"]).doUpdateSet(values))
        .execute();
      await mark("lead", fact.id);
      break;
    }
    case "opportunity": {
      const { fact } = change;
      const values = {
        created_at: at(fact.created) ?? "",
        lead_id: fact.lead,
        account_id: fact.account,
        acquisition_channel: fact.channel,
        segment: null,
        stage: null,
        amount: fact.amount,
        currency: null,
        closed_at: at(fact.closed),
        outcome: fact.outcome,
      };
      await store
        .insertInto("opportunities")
        .values({ ...common, opportunity_id: fact.id, ...values })
        .onConflict((conflict) => conflict.columns(["workspace_id", "opportunity_id"]).doUpdateSet(values))
        .execute();
      await mark("opportunity", fact.id);
      break;
    }
    case "stage-change": {
      const { fact } = change;
      await store
        .insertInto("stage_changes")
        .values({
          ...common,
          opportunity_id: fact.opportunity,
          stage: fact.stage,
          entered_at: at(fact.entered) ?? "",
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await mark("opportunity", fact.opportunity);
      break;
    }
    case "touch": {
      const { fact } = change;
      const values = { lead_id: fact.lead, touched_at: at(fact.day) ?? "", kind: null };
      const before = await store
        .selectFrom("sales_touches")
        .select("lead_id")
        .where("workspace_id", "=", workspaceId)
        .where("touch_id", "=", fact.id)
        .executeTakeFirst();
      await store
        .insertInto("sales_touches")
        .values({ ...common, touch_id: fact.id, ...values })
        .onConflict((conflict) => conflict.columns(["workspace_id", "touch_id"]).doUpdateSet(values))
        .execute();
      if (before) await mark("lead", before.lead_id);
      await mark("lead", fact.lead);
      break;
    }
    case "asset": {
      const { fact } = change;
      const values = {
        title: fact.id,
        published_at: at(fact.published) ?? "",
        retired_at: at(fact.retired),
        journey_stage: fact.journeyStage,
      };
      await store
        .insertInto("content")
        .values({ ...common, asset_id: fact.id, ...values })
        .onConflict((conflict) => conflict.columns(["workspace_id", "asset_id"]).doUpdateSet(values))
        .execute();
      await mark("asset", fact.id);
      break;
    }
    case "use": {
      const { fact } = change;
      const values = {
        asset_id: fact.asset,
        used_at: at(fact.day) ?? "",
        used_by: fact.by,
        opportunity_id: fact.opportunity,
      };
      await store
        .insertInto("content_uses")
        .values({ ...common, use_id: fact.id, ...values })
        .onConflict((conflict) => conflict.columns(["workspace_id", "use_id"]).doUpdateSet(values))
        .execute();
      await mark("content-use", fact.id);
      break;
    }
  }
}

/** Everything that the snapshots of a workspace hold, as text that can be compared byte for byte. */
export async function dumpSnapshots(store: Store, workspaceId: number): Promise<string> {
  const dumps: string[] = [];
  for (const table of snapshotTables) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(table)} t where workspace_id = ${workspaceId} order by 1`.execute(
      store,
    );
    dumps.push(`${table}\n${rows.map(({ row }) => row).join("\n")}`);
  }
  return dumps.join("\n\n");
}
