import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "../../src/demo/slack-emulator.ts";
import { sendSlashCommand } from "../../src/demo/slack-interactions.ts";
import type { RunningApp } from "../../src/slack/run-app.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { installationAt, listInstallations } from "../../src/store/installations.ts";
import { listWorkspaces } from "../../src/store/workspaces.ts";
import { listSubscriptions, saveSubscription } from "../../src/usecases/subscriptions.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  allow,
  freePort,
  installAsPerson,
  keptLog,
  land,
  startInstallable,
  stateSecret,
  visitInstallPage,
} from "../support/installable-app.ts";

const hour = 3_600_000;
const twelveHours = 12 * 3600;

let database: TestDatabase;
let store: Store;
let emulator: SlackEmulator;
let app: RunningApp;
let port: number;
let publicUrl: string;
let clock = Date.now();
const logged = keptLog();

beforeAll(async () => {
  port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  emulator = await startSlackEmulator({
    redirectUrls: [`${publicUrl}/slack/oauth_redirect`],
    tokensLiveSeconds: twelveHours,
    clock: () => clock,
  });
  emulator.deliverTo(`${publicUrl}/slack/events`);
});
afterAll(() => emulator.stop());

beforeEach(async () => {
  clock = Date.now();
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  app = await start(port);
  return async () => {
    await app.stop();
    await store.destroy();
    await database.drop();
  };
});

function start(onPort: number): Promise<RunningApp> {
  const { apiUrl, oauthClient, signingSecret } = emulator;
  const now = () => new Date(clock);
  return startInstallable({
    store,
    port: onPort,
    apiUrl,
    client: oauthClient,
    signingSecret,
    log: logged.log,
    now,
  });
}

/** Types `/kpi help` as a member and gives what they then see. */
async function askForHelp(): Promise<string> {
  const side = emulator.side();
  if (side === null) throw new Error("nowhere to ask");
  const user = emulator.users.marketer;
  const channel = emulator.channels.general;
  const before = emulator.privates.of(user.id, channel.id).length;
  await sendSlashCommand(side, {
    user,
    channel,
    command: "/kpi",
    text: "help",
    triggerId: await emulator.trigger(user.id),
    responseUrl: emulator.responses.open({ user: user.id, channel: channel.id, origin: { kind: "command" } }),
  });
  await expect.poll(() => emulator.privates.of(user.id, channel.id).length).toBeGreaterThan(before);
  return emulator.privates.of(user.id, channel.id).at(-1)?.text ?? "";
}

const installation = () => installationAt(store, emulator.teamId, undefined);

describe("installing through OAuth", () => {
  test("a team gets a workspace of its own, and answers", async () => {
    const landing = await installAsPerson(publicUrl);
    expect(landing).toMatchObject({ status: 200, html: expect.stringContaining(emulator.teamName) });
    const [workspace, ...others] = await listWorkspaces(store);
    expect(workspace).toMatchObject({ name: emulator.teamName, teamId: emulator.teamId });
    expect(others).toEqual([]);
    expect(await askForHelp()).toContain("/kpi");
  });

  test("Slack is asked for exactly the manifest's scopes, and to come back here", async () => {
    const { authorize } = await visitInstallPage(publicUrl);
    expect(authorize.searchParams.get("scope")?.split(",")).toContain("chat:write");
    expect(authorize.searchParams.get("redirect_uri")).toBe(`${publicUrl}/slack/oauth_redirect`);
    expect(authorize.href.startsWith(emulator.webUrl)).toBe(true);
  });

  test("a team that installs never gets a workspace that is there already", async () => {
    await store
      .insertInto("workspaces")
      .values({ name: emulator.teamName, team_id: null, settings: "{}" })
      .execute();
    await installAsPerson(publicUrl);
    const linked = (await listWorkspaces(store)).filter(({ teamId }) => teamId !== null);
    expect(linked.map(({ name }) => name)).toEqual([`${emulator.teamName} (${emulator.teamId})`]);
  });

  test("no token stands readable in the database", async () => {
    await installAsPerson(publicUrl);
    const [stored] = await listInstallations(store);
    expect(stored?.botToken).toMatch(/^v1\.[0-9a-f]{8}\./);
    expect(stored?.refreshToken).toMatch(/^v1\.[0-9a-f]{8}\./);
    expect(JSON.stringify(stored)).not.toMatch(/xox/);
  });

  test.each<[string, (url: URL, cookie: string) => [URL, string]]>([
    ["another browser", (url) => [url, ""]],
    ["a browser with another state", (url, cookie) => [url, `${cookie}x`]],
    ["a forged state", (url) => [withState(url, "forged"), "slack-app-oauth-state=forged"]],
    ["no state", (url, cookie) => [withState(url, ""), cookie]],
  ])("an installation that ends in %s is refused", async (_, change) => {
    const { authorize, cookie } = await visitInstallPage(publicUrl);
    const landing = await land(...change(await allow(authorize), cookie));
    expect(landing).toMatchObject({ status: 400, html: expect.stringContaining("was not installed") });
    expect(await listInstallations(store)).toEqual([]);
  });

  test("a code that Slack does not know is refused", async () => {
    const { authorize, cookie } = await visitInstallPage(publicUrl);
    const redirected = await allow(authorize);
    redirected.searchParams.set("code", "guessed");
    expect((await land(redirected, cookie)).status).toBe(400);
    expect(await listInstallations(store)).toEqual([]);
  });

  test("a cancelled installation says so", async () => {
    const { cookie } = await visitInstallPage(publicUrl);
    const landing = await land(new URL(`${publicUrl}/slack/oauth_redirect?error=access_denied`), cookie);
    expect(landing.html).toContain("cancelled");
  });
});

describe("removing the app", () => {
  beforeEach(async () => {
    await installAsPerson(publicUrl);
  });

  async function subscribe() {
    const [workspace] = await listWorkspaces(store);
    const { workspaceId } = workspace ?? { workspaceId: 0 };
    await saveSubscription(store, {
      workspaceId,
      wish: { channelId: emulator.channels.revenueTeam.id, days: ["mon"], minute: 540, timeZone: "UTC" },
      now: new Date(clock),
    });
    return async () =>
      (await listSubscriptions(store, workspaceId)).map(({ paused }) => paused?.reason ?? null);
  }

  test("erases the tokens and pauses the subscriptions, and keeps the data", async () => {
    const pauses = await subscribe();
    clock += hour;
    await emulator.uninstall();
    await expect.poll(async () => (await installation())?.botToken).toBeNull();
    expect(await installation()).toMatchObject({ refreshToken: null, uninstalledAt: expect.any(Date) });
    expect(await pauses()).toEqual(["app-removed"]);
    expect(await listWorkspaces(store)).toHaveLength(1);
    const [workspace] = await listWorkspaces(store);
    expect(await app.clientOf(workspace?.workspaceId ?? 0)).toBeNull();
    expect(await askForHelp()).toContain("not connected");
  });

  test("and installing it again finds the workspace, and lets the subscriptions go on", async () => {
    const pauses = await subscribe();
    clock += hour;
    await emulator.uninstall();
    await expect.poll(async () => (await installation())?.botToken).toBeNull();
    await installAsPerson(publicUrl);
    expect(await listWorkspaces(store)).toHaveLength(1);
    expect(await pauses()).toEqual([null]);
    expect(await askForHelp()).toContain("/kpi");
  });
});

describe("tokens that expire", () => {
  let renewals = 0;
  beforeEach(async () => {
    await installAsPerson(publicUrl);
    renewals = 0;
    emulator.interfere((call, moment) => {
      if (moment === "before" && call.params.grant_type === "refresh_token") renewals += 1;
      return null;
    });
    return () => emulator.interfere(null);
  });

  const workspaceId = async () => (await listWorkspaces(store))[0]?.workspaceId ?? 0;
  const tokenOf = async (running: RunningApp) => (await running.clientOf(await workspaceId()))?.token;

  test("are renewed beside the work while they are still good", async () => {
    const before = await tokenOf(app);
    clock += 11 * hour;
    expect(await tokenOf(app)).toBe(before);
    await expect.poll(() => tokenOf(app)).not.toBe(before);
    expect(renewals).toBe(1);
    expect(await askForHelp()).toContain("/kpi");
  });

  test("are renewed first when they are good no more, and the new one works", async () => {
    const before = await tokenOf(app);
    clock += 13 * hour;
    const after = await tokenOf(app);
    expect(after).not.toBe(before);
    expect(renewals).toBe(1);
    clock += 13 * hour;
    expect(await askForHelp()).toContain("/kpi");
    expect(renewals).toBe(2);
  });

  test("are renewed once by several instances at the same time", async () => {
    const other = await start(0);
    clock += 13 * hour;
    const tokens = await Promise.all([app, other, app, other, other, app].map(tokenOf));
    await other.stop();
    expect(renewals).toBe(1);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^xoxe/);
  });

  test("stay in use while Slack cannot renew them, and are given up when they are worth nothing", async () => {
    const before = await tokenOf(app);
    emulator.interfere((call) =>
      call.params.grant_type === "refresh_token" ? { interfere: "status", status: 500 } : null,
    );
    clock += 11 * hour;
    expect(await tokenOf(app)).toBe(before);
    clock += 2 * hour;
    expect(await tokenOf(app)).toBeUndefined();
    emulator.interfere(null);
    expect(await tokenOf(app)).toMatch(/^xoxe/);
  });
});

test("nothing of all that put a secret into the log", () => {
  const lines = logged.text().split("\n");
  expect(lines.length).toBeGreaterThan(100);
  const secrets = [/xox[a-z]-/, /xoxe[.-]/, emulator.oauthClient.secret, emulator.signingSecret, stateSecret];
  for (const secret of secrets) {
    const telling = lines.filter((line) => line.search(secret) >= 0);
    expect(telling).toEqual([]);
  }
  expect(lines.filter((line) => /code[\\"]+:[\\"]+[0-9a-f]{40}/.test(line))).toEqual([]);
});

function withState(url: URL, state: string): URL {
  const changed = new URL(url);
  changed.searchParams.set("state", state);
  return changed;
}
