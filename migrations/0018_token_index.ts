import { type Kysely, sql } from "kysely";

/**
 * Unique indexes begin with the workspace, so that they hold on one server alone. Tokens are 256 random bits: their
 * hashes need no index to keep them apart, only one to find them by.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table api_tokens drop constraint api_tokens_hash_key;
    create index api_tokens_by_hash on api_tokens (hash);
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop index api_tokens_by_hash;
    alter table api_tokens add constraint api_tokens_hash_key unique (hash);
  `.execute(db);
}
