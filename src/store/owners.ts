import { sql } from "kysely";
import type { Store } from "./database.ts";

/** Gives the Slack user ids of those whom admins named to look after Concord, the earliest first. */
export async function listOwners(store: Store, workspaceId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ user_id: string }>`
    select user_id from workspace_owners where workspace_id = ${workspaceId}
    order by named_at, user_id`.execute(store);
  return rows.map((row) => row.user_id);
}

export async function isOwner(store: Store, workspaceId: number, userId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from workspace_owners where workspace_id = ${workspaceId} and user_id = ${userId}`.execute(
    store,
  );
  return rows.length > 0;
}

/** Makes exactly these the owners. Who was one already keeps the record of who named them. */
export async function nameOwners(
  store: Store,
  workspaceId: number,
  userIds: readonly string[],
  namedBy: string | null,
): Promise<void> {
  await store.transaction().execute(async (transaction) => {
    await sql`
      delete from workspace_owners
      where workspace_id = ${workspaceId} and user_id <> all(${[...userIds]}::text[])`.execute(transaction);
    await sql`
      insert into workspace_owners (workspace_id, user_id, named_by)
      select ${workspaceId}, user_id, ${namedBy} from unnest(${[...userIds]}::text[]) user_id
      on conflict (workspace_id, user_id) do nothing`.execute(transaction);
  });
}
