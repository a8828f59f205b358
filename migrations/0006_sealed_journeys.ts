import { type Kysely, sql } from "kysely";

/**
 * Old facts can be dropped while what was counted of them stays. A journey whose facts are gone is sealed: no refresh
 * and no rebuild computes it anew.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table lead_journeys add column sealed boolean not null default false;
    alter table opportunity_journeys add column sealed boolean not null default false;
    alter table content_use_journeys add column sealed boolean not null default false;
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table content_use_journeys drop column sealed;
    alter table opportunity_journeys drop column sealed;
    alter table lead_journeys drop column sealed;
    delete from snapshot_states;
  `.execute(db);
}
