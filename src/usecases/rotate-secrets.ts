import type { SecretBox } from "../secrets.ts";
import type { Store } from "../store/database.ts";
import { listInstallations, saveTokens } from "../store/installations.ts";
import { lockSecrets } from "../store/secrets.ts";
import { listStoredSources, saveSourceSecret } from "../store/sources.ts";
import { listWorkspaces } from "../store/workspaces.ts";
import { tokenContext } from "./installations/installation.ts";
import { secretContext } from "./sources/open-source.ts";

export interface Rotation {
  readonly secrets: number;
  /** How many of them a former key had encrypted. */
  readonly rotated: number;
}

/**
 * Encrypts every secret in the database anew with the current key, so that former keys can be thrown away: all, or
 * none when one cannot be opened. Throws `wrong-secret-key`.
 */
export async function rotateSecrets(store: Store, secrets: SecretBox): Promise<Rotation> {
  let [count, rotated] = [0, 0];
  const again = (sealed: string, context: string): string => {
    count += 1;
    if (secrets.isCurrent(sealed)) return sealed;
    rotated += 1;
    return secrets.seal(secrets.open(sealed, context), context);
  };
  await store.transaction().execute(async (transaction) => {
    await lockSecrets(transaction);
    for (const { workspaceId, botToken, refreshToken, expiresAt } of await listInstallations(transaction)) {
      if (!botToken) continue;
      await saveTokens(transaction, workspaceId, {
        botToken: again(botToken, tokenContext(workspaceId, "bot")),
        refreshToken: refreshToken && again(refreshToken, tokenContext(workspaceId, "refresh")),
        expiresAt,
      });
    }
    for (const { workspaceId } of await listWorkspaces(transaction)) {
      for (const source of await listStoredSources(transaction, workspaceId)) {
        for (const [name, sealed] of Object.entries(source.secrets)) {
          await saveSourceSecret(transaction, source, name, again(sealed, secretContext(source, name)));
        }
      }
    }
  });
  return { secrets: count, rotated };
}
