import type { IncomingMessage, ServerResponse } from "node:http";
import { type CallbackOptions, type Installation, InstallProvider } from "@slack/oauth";

import { WebClient } from "@slack/web-api";
import type { Log } from "../log.ts";
import { outcomeOf } from "../usecases/delivery/slack-calls.ts";
import type { NewInstallation } from "../usecases/installations/install.ts";
import type { RefreshOutcome } from "../usecases/installations/refresh-tokens.ts";
import type { OAuthConnection } from "./app.ts";
import { boltLogger } from "./bolt-logger.ts";
import { clientOptions } from "./client-options.ts";
import { failedPage, installedPage, installPage, sendPage } from "./oauth-pages.ts";

export const installPath = "/slack/install";
export const redirectPath = "/slack/oauth_redirect";

/** Long enough to read what the app asks for, short enough that a link left open is worth nothing. */
const stateSeconds = 600;

export interface OAuthParts {
  readonly log: Log;
  readonly now: () => Date;
  readonly scopes: readonly string[];
  readonly store: (made: NewInstallation) => Promise<void>;
}

/** A path that people's browsers visit. */
export interface BrowserPath {
  readonly path: string;
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
}

/**
 * Gives the page that begins an installation and the one that Slack sends the browser back to. An installation ends in
 * the browser in which it began: the state is signed, lives ten minutes and has to be in that browser's cookie too.
 */
export function oauthPaths(connection: OAuthConnection, parts: OAuthParts): readonly BrowserPath[] {
  const { log, now, scopes, store } = parts;
  const { clientId, clientSecret, stateSecret, publicUrl, apiUrl } = connection;
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    stateSecret,
    stateCookieExpirationSeconds: stateSeconds,
    authorizationUrl: authorizationUrl(apiUrl),
    clientOptions: clientOptions(apiUrl, log),
    logger: boltLogger(log),
    renderHtmlForInstallPath: installPage,
    installationStore: {
      storeInstallation: (made) => store(newInstallation(made, now())),
      fetchInstallation: async () => {
        throw new Error("Installations are looked up by the app's own authorize");
      },
    },
  });
  const begin = { scopes: [...scopes], redirectUri: `${publicUrl}${redirectPath}` };
  const end: CallbackOptions = {
    success: ({ team, enterprise, appId }, _options, _request, response) => {
      sendPage(response, 200, installedPage(team?.name ?? enterprise?.name ?? "", team?.id, appId));
    },
    failure: (error, _options, _request, response) => sendPage(response, 400, failedPage(error.code)),
  };
  const serve = (answered: Promise<void>, response: ServerResponse) => {
    answered.catch((err: unknown) => {
      log.error({ err }, "A page of the installation failed");
      if (!response.headersSent) sendPage(response, 500, failedPage(""));
    });
  };
  return [
    {
      path: installPath,
      listener: (request, response) =>
        serve(provider.handleInstallPath(request, response, {}, begin), response),
    },
    {
      path: redirectPath,
      listener: (request, response) => serve(provider.handleCallback(request, response, end), response),
    },
  ];
}

/** Gives the page on which people allow an installation: beside Slack's API, wherever that is. */
function authorizationUrl(apiUrl: string | undefined): string {
  return new URL("/oauth/v2/authorize", apiUrl ?? "https://slack.com/").href;
}

function newInstallation(made: Installation, now: Date): NewInstallation {
  const { bot, team, enterprise, user } = made;
  if (!bot) throw new Error("Slack installed the app without a bot");
  const { refreshToken = null, expiresAt } = bot;
  return {
    teamId: made.isEnterpriseInstall === true ? null : (team?.id ?? null),
    enterpriseId: enterprise?.id ?? null,
    name:
      (made.isEnterpriseInstall === true ? enterprise?.name : team?.name) ??
      team?.id ??
      enterprise?.id ??
      "Slack",
    botToken: bot.token,
    refreshToken,
    expiresAt: refreshToken === null ? null : expiresAt === undefined ? now : new Date(expiresAt * 1000),
    botId: bot.id,
    botUserId: bot.userId,
    installerId: user.id,
    scopes: bot.scopes,
  };
}

/** Gives the exchange of a refresh token for a new token. Made once: Slack may have done what it does not answer. */
export function tokenRefresher(
  { clientId, clientSecret, apiUrl }: OAuthConnection,
  log: Log,
  now: () => Date,
): (refreshToken: string) => Promise<RefreshOutcome> {
  const client = new WebClient(undefined, clientOptions(apiUrl, log));
  return async (refreshToken) => {
    const outcome = await outcomeOf(() =>
      client.oauth.v2.access({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: "refresh_token",
        refresh_token: refreshToken,
      }),
    );
    switch (outcome.kind) {
      case "refused":
        return { kind: "refused", error: outcome.error };
      case "limited":
        return { kind: "doubtful", cause: new Error(`Slack asks to wait ${outcome.retryAfter} s`) };
      case "doubtful":
        return { kind: "doubtful", cause: outcome.cause };
      case "ok": {
        const { access_token: botToken, refresh_token: renewed, expires_in: seconds } = outcome.value;
        if (!botToken || !renewed || !seconds) {
          return { kind: "doubtful", cause: new Error("Slack renewed a token and did not give it whole") };
        }
        return {
          kind: "ok",
          botToken,
          refreshToken: renewed,
          expiresAt: new Date(now().getTime() + seconds * 1000),
        };
      }
    }
  };
}
