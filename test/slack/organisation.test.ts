import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sendSigned } from "../../src/demo/signed-request.ts";
import type { RunningApp } from "../../src/slack/run-app.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { installationAt, listInstallations } from "../../src/store/installations.ts";
import { listWorkspaces } from "../../src/store/workspaces.ts";
import { listSubscriptions, saveSubscription } from "../../src/usecases/subscriptions.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { freePort, keptLog, land, startInstallable, visitInstallPage } from "../support/installable-app.ts";
import { type OtherSlack, startOtherSlack } from "../support/other-slack/server.ts";
import { bot, people, team } from "../support/other-slack/team.ts";

const organisation = { id: "E07STRANGER", name: "Stranger Group" } as const;
const secondTeam = { id: "T07SECOND00", name: "Stranger France" } as const;
const signingSecret = "what this Slack signs with";

let database: TestDatabase;
let store: Store;
let slack: OtherSlack;
let app: RunningApp;
let publicUrl: string;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  slack = await startOtherSlack();
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  app = await startInstallable({
    store,
    port,
    apiUrl: slack.apiUrl,
    client: { id: "7.7", secret: "kept" },
    signingSecret,
    log: keptLog().log,
  });
});
afterAll(async () => {
  await app.stop();
  await slack.stop();
  await store.destroy();
  await database.drop();
});

/** Goes through the install page and back from Slack, which then answers the code so. */
async function installed(answer: Readonly<Record<string, unknown>>) {
  slack.answers.set("oauth.v2.access", () => ({
    ok: true,
    app_id: bot.appId,
    authed_user: { id: people.ada.id },
    scope: slack.state.scopes.join(","),
    token_type: "bot",
    access_token: slack.state.botToken,
    bot_user_id: bot.userId,
    ...answer,
  }));
  const { authorize, cookie } = await visitInstallPage(publicUrl);
  const back = new URL(`${publicUrl}/slack/oauth_redirect`);
  back.searchParams.set("code", "given");
  back.searchParams.set("state", authorize.searchParams.get("state") ?? "");
  return land(back, cookie);
}

const forOrganisation = { team: null, enterprise: organisation, is_enterprise_install: true };
const forTeam = {
  team: { id: team.id, name: team.name },
  enterprise: organisation,
  is_enterprise_install: false,
};

/** Types `/kpi help` in a team of the organisation and gives what came. */
async function askIn(teamId: string): Promise<string> {
  const before = slack.responses.length;
  const command = new URLSearchParams({
    team_id: teamId,
    enterprise_id: organisation.id,
    is_enterprise_install: "true",
    channel_id: slack.state.rooms.shared.id,
    channel_name: "revenue",
    user_id: people.ada.id,
    user_name: people.ada.name,
    command: "/kpi",
    text: "help",
    response_url: slack.responseUrl(people.ada, slack.state.rooms.shared),
    trigger_id: slack.trigger(people.ada),
  });
  expect((await sendSigned(`${publicUrl}/slack/events`, signingSecret, command.toString())).status).toBe(200);
  await expect.poll(() => slack.responses.length).toBe(before + 1);
  return String(slack.responses.at(-1)?.text);
}

async function hear(event: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) {
  const body = {
    type: "event_callback",
    team_id: team.id,
    enterprise_id: organisation.id,
    api_app_id: bot.appId,
    event_id: `Ev${Math.round(performance.now() * 1000)}`,
    event_time: Math.floor(Date.now() / 1000) + 60,
    event,
    ...more,
  };
  const answer = await sendSigned(
    `${publicUrl}/slack/events`,
    signingSecret,
    JSON.stringify(body),
    "application/json",
  );
  expect(answer.status).toBe(200);
}

const wholeOrganisation = {
  authorizations: [
    {
      enterprise_id: organisation.id,
      team_id: null,
      user_id: bot.userId,
      is_bot: true,
      is_enterprise_install: true,
    },
  ],
};
const isInstalled = async (teamId: string | undefined) =>
  (await installationAt(store, teamId, teamId === undefined ? organisation.id : undefined))?.botToken != null;

async function subscribeIn(workspaceId: number): Promise<void> {
  await saveSubscription(store, {
    workspaceId,
    wish: { channelId: slack.state.rooms.shared.id, days: ["mon"], minute: 540, timeZone: "UTC" },
    now: new Date(),
  });
}

beforeEach(async () => {
  await store.deleteFrom("workspaces").execute();
  // People of all its teams belong to the organisation.
  slack.answers.set("users.info", () => ({
    ok: true,
    user: {
      id: people.ada.id,
      team_id: team.id,
      locale: "en-GB",
      enterprise_user: { enterprise_id: organisation.id },
    },
  }));
});

describe("an installation in a whole organisation", () => {
  test("comes through Slack's pages and answers in each of its teams, from one workspace", async () => {
    const landing = await installed(forOrganisation);
    expect(landing).toMatchObject({ status: 200, html: expect.stringContaining(organisation.name) });
    const [workspace, ...others] = await listWorkspaces(store);
    expect(workspace).toMatchObject({ name: organisation.name, teamId: null });
    expect(others).toEqual([]);
    const [stored] = await listInstallations(store);
    expect(stored).toMatchObject({ teamId: null, enterpriseId: organisation.id, botUserId: bot.userId });
    expect(await askIn(team.id)).toContain("/kpi");
    expect(await askIn(secondTeam.id)).toContain("/kpi");
  });

  test("installed again keeps its workspace", async () => {
    await installed(forOrganisation);
    const [first] = await listWorkspaces(store);
    await installed(forOrganisation);
    expect(await listWorkspaces(store)).toEqual([first]);
  });

  test("rests when the organisation removes the app", async () => {
    await installed(forOrganisation);
    const [workspace] = await listWorkspaces(store);
    await subscribeIn(workspace?.workspaceId ?? 0);
    await hear({ type: "app_uninstalled" }, wholeOrganisation);
    await expect.poll(() => isInstalled(undefined)).toBe(false);
    const [subscription] = await listSubscriptions(store, workspace?.workspaceId ?? 0);
    expect(subscription?.paused?.reason).toBe("app-removed");
    expect(await askIn(team.id)).toContain("not connected");
  });

  test("stays when only one of its teams loses the app, whose own installation goes", async () => {
    await installed(forOrganisation);
    await installed(forTeam);
    expect(await listWorkspaces(store)).toHaveLength(2);
    await hear({ type: "team_access_revoked", team_ids: [team.id, secondTeam.id] }, wholeOrganisation);
    await expect.poll(() => isInstalled(team.id)).toBe(false);
    expect(await isInstalled(undefined)).toBe(true);
  });
});

describe("tokens that Slack revokes", () => {
  test("end the installation when the bot's is among them", async () => {
    await installed(forTeam);
    await hear({ type: "tokens_revoked", tokens: { oauth: [people.ada.id], bot: [bot.userId] } });
    await expect.poll(() => isInstalled(team.id)).toBe(false);
  });

  test("leave it when they are a person's", async () => {
    await installed(forTeam);
    await hear({ type: "tokens_revoked", tokens: { oauth: [people.ada.id] } });
    expect(await askIn(team.id)).toContain("/kpi");
    expect(await isInstalled(team.id)).toBe(true);
  });
});
