import { createHash } from "node:crypto";
import type { Store } from "./database.ts";

export interface ApiToken {
  readonly name: string;
  /** Its first characters. */
  readonly hint: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Whom a token lets in. */
export interface TokenHolder {
  readonly workspaceId: number;
  readonly tokenId: number;
  readonly tokenName: string;
}

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
const hintLength = 12;

/** Keeps a token's hash under a name; gives false when a token of that name is in use. */
export async function insertApiToken(
  store: Store,
  {
    workspaceId,
    name,
    token,
  }: { readonly workspaceId: number; readonly name: string; readonly token: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await store
    .insertInto("api_tokens")
    .values({ workspace_id: workspaceId, name, hash: hashOf(token), hint: token.slice(0, hintLength) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Gives a workspace's tokens, the newest first; revoked ones too. */
export async function listApiTokens(store: Store, workspaceId: number): Promise<readonly ApiToken[]> {
  return store
    .selectFrom("api_tokens")
    .select([
      "name",
      "hint",
      "created_at as createdAt",
      "last_used_at as lastUsedAt",
      "revoked_at as revokedAt",
    ])
    .where("workspace_id", "=", workspaceId)
    .orderBy("created_at", "desc")
    .orderBy("token_id", "desc")
    .execute();
}

/** Revokes the token of a name, at once and for good; gives false when there is none. */
export async function revokeApiToken(
  store: Store,
  workspaceId: number,
  name: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("api_tokens")
    .set({ revoked_at: now })
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** How often the time of a token's last use is brought up to date: a write a request would be too many. */
const useNoted = 60_000;

/** Gives whom a token lets in, or null when it is not known or revoked. */
export async function holderOfToken(store: Store, token: string, now: Date): Promise<TokenHolder | null> {
  const found = await store
    .selectFrom("api_tokens")
    .select([
      "workspace_id as workspaceId",
      "token_id as tokenId",
      "name as tokenName",
      "last_used_at as lastUsedAt",
    ])
    .where("hash", "=", hashOf(token))
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (!found) return null;
  const { lastUsedAt, ...holder } = found;
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > useNoted) {
    await store
      .updateTable("api_tokens")
      .set({ last_used_at: now })
      .where("workspace_id", "=", holder.workspaceId)
      .where("token_id", "=", holder.tokenId)
      .execute();
  }
  return holder;
}
