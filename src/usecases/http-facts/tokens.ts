import { randomBytes } from "node:crypto";
import { UserError } from "../../errors.ts";
import { insertApiToken, revokeApiToken } from "../../store/api-tokens.ts";
import type { Store } from "../../store/database.ts";

const tokenBytes = 32;

/** Every token begins so, that a leaked one is recognized. */
export const tokenPrefix = "ccd_";

/** Makes a token that lets a program send facts to the workspace. It is shown once: only its hash is kept. */
export async function addApiToken(
  store: Store,
  { workspaceId, name }: { readonly workspaceId: number; readonly name: string },
): Promise<string> {
  if (!/^[^\p{Cc}]{1,100}$/u.test(name.trim())) {
    throw new UserError({
      code: "bad-token-name",
      what: "A token needs a name of 1 to 100 characters.",
      next: "Name it after what uses it, for example: token add website",
    });
  }
  const token = `${tokenPrefix}${randomBytes(tokenBytes).toString("base64url")}`;
  if (await insertApiToken(store, { workspaceId, name: name.trim(), token })) return token;
  throw new UserError({
    code: "token-exists",
    what: `There is a token called ${name} already.`,
    next: "Take another name, or revoke that one first.",
  });
}

/** Revokes a token, at once. Throws `unknown-token`. */
export async function revokeToken(store: Store, workspaceId: number, name: string, now: Date): Promise<void> {
  if (await revokeApiToken(store, workspaceId, name, now)) return;
  throw new UserError({
    code: "unknown-token",
    what: `There is no token called ${name} that lets anybody in.`,
    next: "See them with: npm run -s concord -- token list",
  });
}
