import { sql } from "kysely";
import type { Store } from "./database.ts";

/** Lets nobody else store a secret until the transaction ends; reading goes on. */
export async function lockSecrets(transaction: Store): Promise<void> {
  await sql`lock table installations, sources in share row exclusive mode`.execute(transaction);
}
