import { sql } from "kysely";
import type { Store } from "./database.ts";

/**
 * Gives true to the first that asks about a request and false to all others, whichever instance they run in. Slack
 * may deliver a command more than once; what is older than an hour cannot come again and is forgotten.
 */
export async function claimRequest(store: Store, workspaceId: number, requestKey: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into slack_requests (workspace_id, request_key) values (${workspaceId}, ${requestKey})
    on conflict (workspace_id, request_key) do nothing`.execute(store);
  await sql`
    delete from slack_requests
    where workspace_id = ${workspaceId} and received_at < now() - interval '1 hour'`.execute(store);
  return numAffectedRows === 1n;
}
