import { randomBytes } from "node:crypto";
import { type ApiAnswer, type ApiCall, fieldsOf, refusal, textOf } from "./api-call.ts";
import { botToken, oauthClient } from "./sample-workspace.ts";

/** Tokens that the app got by being installed: each acts as the bot for as long as it is good. */
export interface EmulatedOAuth {
  /** Answers `oauth.v2.access`: a code or a refresh token for a token. */
  access(call: ApiCall): Promise<ApiAnswer>;
  /** Gives the token that the emulator knows for one of ours, or Slack's refusal; other tokens as they are. */
  inner(token: string): { readonly token: string } | ApiAnswer;
  /** What Slack does when the app is removed. */
  revokeAll(): void;
}

export interface OAuthOptions {
  /** Seconds that a token lives; left out: the app did not ask for token rotation. */
  readonly tokensLiveSeconds?: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Exchanges a code at the emulator itself. */
  readonly exchange: (call: ApiCall) => Promise<ApiAnswer>;
}

interface Issued {
  readonly expiresAt: number;
  isRevoked: boolean;
}

/** Makes the part of Slack that installs apps and renews their tokens. */
export function createOAuth({ tokensLiveSeconds, clock, exchange }: OAuthOptions): EmulatedOAuth {
  const issued = new Map<string, Issued>();
  const refreshTokens = new Set<string>();

  function issue(token: string): { readonly refresh_token?: string; readonly expires_in?: number } {
    const lives = tokensLiveSeconds;
    const expiresAt = lives === undefined ? Number.POSITIVE_INFINITY : clock() + lives * 1000;
    issued.set(token, { expiresAt, isRevoked: false });
    if (lives === undefined) return {};
    const refreshToken = `xoxe-1-${randomBytes(16).toString("hex")}`;
    refreshTokens.add(refreshToken);
    return { refresh_token: refreshToken, expires_in: lives };
  }

  function renew({ params }: ApiCall): ApiAnswer {
    if (params.client_id !== oauthClient.id || params.client_secret !== oauthClient.secret) {
      return refusal("invalid_client_id");
    }
    // A refresh token is good for one exchange.
    if (!refreshTokens.delete(textOf(params.refresh_token))) return refusal("invalid_refresh_token");
    const token = `xoxe.xoxb-1-${randomBytes(20).toString("hex")}`;
    return { ok: true, access_token: token, token_type: "bot", ...issue(token) };
  }

  return {
    access: async (call) => {
      if (call.params.grant_type === "refresh_token") return renew(call);
      const answer = await exchange(call);
      const token = textOf(fieldsOf(answer).access_token);
      return answer.ok ? { ...answer, ...issue(token) } : answer;
    },
    inner: (token) => {
      const known = issued.get(token);
      if (!known) return { token };
      if (known.isRevoked) return refusal("token_revoked");
      return known.expiresAt <= clock() ? refusal("token_expired") : { token: botToken };
    },
    revokeAll: () => {
      for (const one of issued.values()) one.isRevoked = true;
      refreshTokens.clear();
    },
  };
}
