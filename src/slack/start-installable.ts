import { setTimeout as pause } from "node:timers/promises";
import { HTTPReceiver } from "@slack/bolt";
import type { Renderer } from "../charts/render.ts";
import type { Routes } from "../http/server.ts";
import type { Log } from "../log.ts";
import type { SecretBox } from "../secrets.ts";
import type { Store } from "../store/database.ts";
import type { Sleep } from "../usecases/delivery/slack-calls.ts";
import { install } from "../usecases/installations/install.ts";
import { storedInstallations } from "../usecases/installations/stored-installations.ts";
import { manifestScopes } from "../usecases/manifest-scopes.ts";
import { httpOptions, type OAuthConnection } from "./app.ts";
import type { BotParts } from "./bot.ts";
import { createClients } from "./installation.ts";
import { oauthPaths, tokenRefresher } from "./oauth.ts";
import { type RunningApp, runApp } from "./run-app.ts";

export interface InstallableOptions {
  readonly connection: OAuthConnection;
  /** Where Slack's requests and people's browsers come in; 0 takes any free port. */
  readonly port: number;
  /** What else is served there. */
  readonly routes?: readonly Routes[];
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly renderer: Pick<Renderer, "render">;
  readonly log: Log;
  readonly now?: () => Date;
  readonly sleep?: Sleep;
}

/** Starts the Slack app for every team that installs it, each with a workspace of its own. Throws `port-taken`. */
export async function startInstallableApp(options: InstallableOptions): Promise<RunningApp> {
  const { connection, store, secrets, renderer, log, port } = options;
  const now = options.now ?? (() => new Date());
  const sleep: Sleep = options.sleep ?? ((milliseconds) => pause(milliseconds));
  const refresh = tokenRefresher(connection, log, now);
  const installations = storedInstallations({ store, secrets, now, refresh, log });
  const clientOf = createClients(installations, connection.apiUrl, log);
  const parts: BotParts = { store, renderer, log, installations, clientOf, now, sleep, inFlight: new Set() };
  const paths = oauthPaths(connection, {
    log,
    now,
    scopes: await manifestScopes(),
    store: async (made) => {
      const { workspaceId, isNewWorkspace } = await install({ store, secrets, now: now() }, made);
      log.info({ workspaceId, name: made.name, isNewWorkspace }, "The app was installed");
    },
  });
  const receiver = new HTTPReceiver({
    ...httpOptions(connection, log),
    customRoutes: paths.map(({ path, listener }) => ({ path, method: "GET", handler: listener })),
  });
  return runApp({ receiver, apiUrl: connection.apiUrl, parts, port, routes: options.routes ?? [] });
}
