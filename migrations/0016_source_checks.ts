import { type Kysely, sql } from "kysely";

/** What a source was found to feed when it was asked last: for which KPIs it is enough, and what is missing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sources add column checked jsonb`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sources drop column checked`.execute(db);
}
