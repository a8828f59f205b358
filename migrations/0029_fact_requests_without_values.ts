import { type Kysely, sql } from "kysely";

/**
 * What was kept of requests quoted the values that it refused, and keys as they came: both may be personal. From here on
 * neither is kept. What is forgotten was known for two days at most, and facts that are sent again change nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`delete from fact_requests`.execute(db);
}

export async function down(): Promise<void> {}
