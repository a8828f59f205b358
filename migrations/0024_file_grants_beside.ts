import { type Kysely, sql } from "kysely";

/**
 * The version before reads and writes this column, and may run beside the new one while that starts: it stays for one
 * more version, unused. 0023 took it away.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table deliveries add column file_grants jsonb not null default '{}';
    comment on column deliveries.file_grants is 'Unused: delivery_files has them.';
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table deliveries drop column file_grants;`.execute(db);
}
