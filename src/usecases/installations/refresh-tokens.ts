import type { SecretBox } from "../../secrets.ts";
import type { Store } from "../../store/database.ts";
import { installationOfWorkspace, type StoredInstallation, saveTokens } from "../../store/installations.ts";
import { tokenContext } from "./installation.ts";

/** What Slack gives in exchange for a refresh token. */
export type RefreshOutcome =
  | {
      readonly kind: "ok";
      readonly botToken: string;
      readonly refreshToken: string;
      readonly expiresAt: Date;
    }
  /** Slack's own word for why not. */
  | { readonly kind: "refused"; readonly error: string }
  /** Slack could not be asked, or did not answer. */
  | { readonly kind: "doubtful"; readonly cause: unknown };

export interface RefreshParts {
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly now: () => Date;
  readonly refresh: (refreshToken: string) => Promise<RefreshOutcome>;
}

/** Slack's bot tokens live twelve hours: the last two are for renewing them. */
const early = 2 * 3_600_000;

export function isExpiring({ expiresAt }: StoredInstallation, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() - now.getTime() < early;
}

export function isExpired({ expiresAt }: StoredInstallation, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/**
 * Renews a workspace's token when it is about to expire. Of several instances one does it, while the others wait for
 * the row and then find it done: a refresh token is good for one exchange only. Gives the installation as it then is,
 * and what Slack said, when it was asked.
 */
export async function refreshTokens(
  { store, secrets, now, refresh }: RefreshParts,
  workspaceId: number,
): Promise<{ readonly installation: StoredInstallation | null; readonly outcome: RefreshOutcome | null }> {
  return store.transaction().execute(async (transaction) => {
    const installation = await installationOfWorkspace(transaction, workspaceId, { locked: true });
    if (!installation?.refreshToken || !isExpiring(installation, now()))
      return { installation, outcome: null };
    const outcome = await refresh(
      secrets.open(installation.refreshToken, tokenContext(workspaceId, "refresh")),
    );
    if (outcome.kind !== "ok") return { installation, outcome };
    const tokens = {
      botToken: secrets.seal(outcome.botToken, tokenContext(workspaceId, "bot")),
      refreshToken: secrets.seal(outcome.refreshToken, tokenContext(workspaceId, "refresh")),
      expiresAt: outcome.expiresAt,
    };
    await saveTokens(transaction, workspaceId, tokens);
    return { installation: { ...installation, ...tokens }, outcome };
  });
}
