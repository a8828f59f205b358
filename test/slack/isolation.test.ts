import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { App } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createRenderer } from "../../src/charts/render.ts";
import { localDay } from "../../src/funnel/calendar.ts";
import { type FactKind, factKinds } from "../../src/funnel/facts.ts";
import { createLog } from "../../src/log.ts";
import { secretBox } from "../../src/secrets.ts";
import { startInstallableApp } from "../../src/slack/start-installable.ts";
import { addAnnotation } from "../../src/store/annotations.ts";
import { insertApiToken } from "../../src/store/api-tokens.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { nameOwners } from "../../src/store/owners.ts";
import { saveRuleThreshold } from "../../src/store/rule-thresholds.ts";
import { insertSource } from "../../src/store/sources.ts";
import { setTarget } from "../../src/store/targets.ts";
import { type Workspace, workspaceOfTeam } from "../../src/store/workspaces.ts";
import { importFacts } from "../../src/usecases/import-facts.ts";
import { deliverIncidents } from "../../src/usecases/incidents/deliver-incidents.ts";
import { updateIncidents } from "../../src/usecases/incidents/evaluate-workspace.ts";
import { install } from "../../src/usecases/installations/install.ts";
import { refresh } from "../../src/usecases/refresh.ts";
import { saveSubscription } from "../../src/usecases/subscriptions.ts";
import { type Acting, actor, type Harvest, harvest, type Shown } from "../support/crawl.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fallingHistory } from "../support/falling-history.ts";
import { freePort, secretKey } from "../support/installable-app.ts";
import { type Sent, startTwoSlacks, type Team, type TwoSlacks } from "../support/two-slacks.ts";

/** What only the second team's data says; nothing of it may ever reach the first. */
const theirs = /omega/i;
const now = new Date("2026-03-02T09:00:00Z");
const [mine, other] = ["alpha", "omega"];

/** Every way into the app, found by watching it register them. */
const entrances: string[] = [];

let database: TestDatabase;
let store: Store;
let slack: TwoSlacks;
let stop: () => Promise<void>;
let boltUrl: string;
let otherWorkspace: Workspace;

beforeAll(async () => {
  watchEntrances();
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  slack = await startTwoSlacks();
  const secrets = secretBox([secretKey]);
  await furnish(slack.one, mine ?? "");
  otherWorkspace = await furnish(slack.two, other ?? "");
  const port = await freePort();
  const renderer = createRenderer({ threads: 1 });
  const app = await startInstallableApp({
    connection: {
      kind: "oauth",
      clientId: "1.1",
      clientSecret: "not used here",
      stateSecret: "not used here either, but long enough",
      signingSecret: slack.one.emulator.signingSecret,
      publicUrl: `http://127.0.0.1:${port}`,
      apiUrl: slack.apiUrl,
    },
    port,
    store,
    secrets,
    renderer,
    log: createLog({ level: "silent" }),
    now: () => now,
  });
  boltUrl = `http://127.0.0.1:${port}/slack/events`;
  stop = async () => {
    await app.stop();
    await renderer.close();
  };
});
afterAll(async () => {
  await stop();
  await slack.stop();
  await store.destroy();
  await database.drop();
});

/** Installs the app in a team and gives its workspace facts that carry the team's word in every name. */
async function furnish(team: Team, word: string): Promise<Workspace> {
  const botToken = `xoxb-${word}-token`;
  slack.knows(botToken, team);
  const { teamId, botUserId, admin } = team;
  const { workspaceId } = await install(
    { store, secrets: secretBox([secretKey]), now },
    {
      teamId,
      enterpriseId: null,
      name: `${word} company`,
      botToken,
      refreshToken: null,
      expiresAt: null,
      botId: `B${word}`,
      botUserId,
      installerId: admin.id,
      scopes: [],
    },
  );
  const folder = await mkdtemp(path.join(tmpdir(), "concord-isolation-"));
  for (const [kind, rows] of Object.entries(factsOf(word))) {
    const file = path.join(folder, `${kind}.csv`);
    await writeFile(file, rows);
    const known = factKinds.find((each) => each === kind) satisfies FactKind | undefined;
    if (!known) throw new Error(`no facts of the kind ${kind}`);
    const report = await importFacts(store, {
      workspaceId,
      kind: known,
      file,
      timeZone: "UTC",
      source: `${word}-crm`,
      now,
    });
    if (report.rejected.length > 0) throw new Error(JSON.stringify(report.rejected[0]));
  }
  await rm(folder, { recursive: true });
  const workspace = await workspaceOfTeam(store, teamId);
  if (!workspace) throw new Error("no workspace");
  await refresh(store, workspace, now);
  await nameOwners(store, workspaceId, [team.member.id], null);
  const day = localDay(now.getTime() - 20 * 86_400_000, "UTC");
  await addAnnotation(store, workspaceId, { day, text: `${word} campaign`, notedBy: null }, now);
  for (const acquisitionChannel of [null, `${word} ads 1`]) {
    const target = { kpi: "mql-to-opportunity" as const, acquisitionChannel, low: 0.2, high: 0.3 };
    const held = { from: day - 100, to: null, setBy: team.member.id };
    await setTarget(store, workspaceId, { ...target, ...held }, now);
  }
  const changed = { changedBy: team.member.id, changedAt: now };
  await saveRuleThreshold(store, workspaceId, { rule: "content-unused", value: 7, ...changed });
  await insertSource(store, {
    workspaceId,
    name: `${word}-warehouse`,
    type: "hubspot",
    mapping: `# of the ${word} company`,
    secrets: { token: secretBox([secretKey]).seal(`${word}-secret`, `source ${workspaceId}`) },
    everyMinutes: null,
  });
  await insertApiToken(store, { workspaceId, name: `${word} token`, token: `cnc_${word}_token` });
  await saveSubscription(store, {
    workspaceId,
    wish: {
      channelId: team.channel.id,
      days: ["mon"],
      minute: 540,
      timeZone: "UTC",
      ownerId: team.member.id,
    },
    now,
  });
  return workspace;
}

function factsOf(word: string): Readonly<Record<string, string>> {
  const day = (back: number) => new Date(now.getTime() - back * 86_400_000).toISOString().slice(0, 10);
  const cases = Array.from({ length: 120 }, (_, index) => index);
  const leads = cases.map(
    (n) => `${word}-l${n},${day(n + 30)},${word} ads ${n % 3},${word} region,${day(n + 29)}`,
  );
  const won = cases.filter((n) => n % 2 === 0);
  const opportunities = won.map(
    (n) =>
      `${word}-o${n},${day(n + 20)},${word}-l${n},${word} account ${n % 7},${n}00.00,EUR,${day(n + 2)},won`,
  );
  const uses = won.map((n) => `${word}-deck,${day(n + 3)},sales,${word}-o${n}`);
  const csv = (header: string, rows: readonly string[]) => [header, ...rows, ""].join("\n");
  return {
    leads: csv("lead_id,created_at,acquisition_channel,segment,mql_at", leads),
    opportunities: csv(
      "opportunity_id,created_at,lead_id,account_id,amount,currency,closed_at,outcome",
      opportunities,
    ),
    content: csv("asset_id,title,published_at", [`${word}-deck,${word} deck,${day(300)}`]),
    "content-uses": csv("asset_id,used_at,used_by,opportunity_id", uses),
  };
}

/** Notes each listener as it is registered: `command /kpi`, `action concord_open_kpi`, `event app_mention`. */
function watchEntrances(): void {
  for (const kind of [
    "command",
    "action",
    "event",
    "view",
    "shortcut",
    "options",
    "message",
    "function",
  ] as const) {
    const original: unknown = Reflect.get(App.prototype, kind);
    if (typeof original !== "function") continue;
    vi.spyOn(App.prototype, kind).mockImplementation(function (this: App, ...given: unknown[]) {
      entrances.push(`${kind} ${nameOf(given[0])}`);
      return Reflect.apply(original, this, given);
    } as never);
  }
}

function nameOf(constraint: unknown): string {
  if (typeof constraint === "string") return constraint;
  if (typeof constraint !== "object" || constraint === null) return String(constraint);
  const { action_id, callback_id } = constraint as {
    readonly action_id?: unknown;
    readonly callback_id?: unknown;
  };
  return String(action_id ?? callback_id ?? JSON.stringify(constraint));
}

const kpiTexts = [
  "",
  "help",
  "status",
  "digest",
  "subscribe",
  "targets",
  "warnings",
  "settings",
  "owners",
  "subscriptions",
];
const commandTexts = (word: string): readonly string[] => [
  ...kpiTexts,
  ...["end-to-end", "cycle-time", "mql-to-opportunity", "revenue-mix", "content-used", "revenue-per-account"],
  "mql-to-opportunity by acquisition-channel",
  "opportunity-to-customer last 90 days by segment",
  "explain revenue-mix",
  "export revenue-mix",
  `note ${word} price change`,
  `revenue-mix by ${word} ads 1`,
];

/** What a team may do to its own by number; the second team has the same numbers. */
const numbered = [
  "targets set mql 5-10% from 2025-01-01",
  ...[1, 2, 3].flatMap((number) => [`targets remove ${number}`, `note remove ${number}`]),
];

/** Everything that somebody in a team can do without a button. */
async function walk(acting: Acting, team: Team, word: string): Promise<void> {
  for (const text of commandTexts(word)) await acting.command("/kpi", text);
  const { channel, admin, botUserId } = team;
  for (const [type, event] of Object.entries(eventsOf(team, word))) {
    if (isEntrance(`event ${type}`)) await acting.event({ type, ...event });
  }
  await acting.event({
    type: "app_mention",
    user: admin.id,
    channel: channel.id,
    text: `<@${botUserId}> revenue-mix`,
    ts: "1.1",
  });
}

/** A case for every event; those that end an installation come last. */
function eventsOf({ admin, channel, botUserId }: Team, word: string): Readonly<Record<string, object>> {
  const text = `<@${botUserId}> explain revenue-mix ${word}`;
  return {
    app_home_opened: { user: admin.id, channel: "D1", tab: "home" },
    app_mention: { user: admin.id, channel: channel.id, text, ts: "1790000000.000200" },
    member_joined_channel: { user: botUserId, channel: channel.id, channel_type: "C" },
    member_left_channel: { user: botUserId, channel: channel.id, channel_type: "C" },
    channel_left: { channel: channel.id },
    channel_archive: { channel: channel.id, user: admin.id },
    channel_deleted: { channel: channel.id },
    channel_unarchive: { channel: channel.id, user: admin.id },
    channel_rename: { channel: { id: channel.id, name: "renamed", created: 1 } },
    group_left: { channel: channel.id },
    group_archive: { channel: channel.id, user: admin.id },
    group_unarchive: { channel: channel.id, user: admin.id },
    message: { user: admin.id, channel: channel.id, text, ts: "1790000000.000300", channel_type: "channel" },
  };
}
const endings: readonly string[] = ["team_access_revoked", "app_uninstalled", "tokens_revoked"];

/** What nobody listens to is not acknowledged, and Slack's patience is three seconds. */
const isEntrance = (name: string) => entrances.includes(name);

/** Waits until the app is silent for a moment, and gives what it sent since then. */
async function settled(since: number): Promise<readonly Sent[]> {
  let count = -1;
  while (count !== slack.sent.length || (await isDelivering())) {
    count = slack.sent.length;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  return slack.sent.slice(since);
}

/** Gives at most two views of each kind: the first and the newest. */
function distinct(views: Harvest["views"]): Harvest["views"] {
  const kinds = Map.groupBy(views, ({ callback_id }) => callback_id);
  return [...kinds.values()].flatMap((alike) =>
    alike.length < 3 ? alike : [...alike.slice(0, 1), ...alike.slice(-1)],
  );
}

const keyOf = ({ actionId, action }: Shown) =>
  `${actionId} ${JSON.stringify(action.selected_option ?? action.value)}`;

/** Uses, in a team, everything that is shown there, and what that shows in turn: at most `most` uses of each action. */
async function crawl(acting: Acting, since: number, most: number): Promise<Harvest> {
  const used = new Map<string, number>();
  const seen = new Set<string>();
  for (let round = 0; round < 4; round += 1) {
    const { elements, views } = await shownSince(since);
    const fresh = elements.filter(
      (shown) => !seen.has(keyOf(shown)) && (used.get(shown.actionId) ?? 0) < most,
    );
    for (const shown of fresh) {
      if ((used.get(shown.actionId) ?? 0) >= most) continue;
      seen.add(keyOf(shown));
      used.set(shown.actionId, (used.get(shown.actionId) ?? 0) + 1);
      await acting.use(shown);
    }
    for (const view of views.filter(({ callback_id }) => !seen.has(callback_id))) {
      seen.add(view.callback_id);
      if (isEntrance(`view ${view.callback_id}`)) await acting.submit(view);
    }
    if (fresh.length === 0) break;
  }
  return shownSince(since);
}

/** Whether a message is on its way at Slack's pace: one a second. */
async function isDelivering(): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries where step <> 'done' and stopped_reason is null or held_until > now()
    union all select 1 from incidents where card_shown_revision < card_revision
    union all select 1 from incident_events where message = 'due'
    limit 1`.execute(store);
  return rows.length > 0;
}

/** What the second team was shown and somebody listens to; a modal's other fields come with its submission. */
async function shownSince(since: number): Promise<Harvest> {
  const { elements, views } = harvest((await settled(since)).filter(({ team }) => team === slack.two.teamId));
  return { views, elements: elements.filter(({ actionId }) => isEntrance(`action ${actionId}`)) };
}

/** Everything that a workspace has in the database, to see that nothing of it was touched. */
async function everythingOf(workspaceId: number): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id' order by 1`.execute(store);
  const parts = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(each)::text as row from ${sql.table(name)} each where workspace_id = ${workspaceId}
      order by 1`.execute(store);
    parts.push(...rows.map(({ row }) => `${name} ${row}`));
  }
  return parts;
}

async function changesOf(workspaceId: number, before: readonly string[]): Promise<readonly string[]> {
  const after = await everythingOf(workspaceId);
  const [old, present] = [new Set(before), new Set(after)];
  return [
    ...before.filter((row) => !present.has(row)).map((row) => `gone: ${row.slice(0, 300)}`),
    ...after.filter((row) => !old.has(row)).map((row) => `new: ${row.slice(0, 300)}`),
  ];
}

/** How Bolt's listeners for whatever no other listener takes are called. */
const catchAll = "/^/";

describe("two teams with one Concord", () => {
  let shownThere: Harvest;
  let mineSince = 0;
  let before: readonly string[] = [];
  const attempted = new Set<string>();
  const answers: unknown[] = [];

  beforeAll(async () => {
    const since = slack.sent.length;
    await openIncident();
    await walk(actor(slack.two, boltUrl), slack.two, other ?? "");
    shownThere = await crawl(actor(slack.two, boltUrl), since, 2);
    before = await everythingOf(otherWorkspace.workspaceId);
    mineSince = slack.sent.length;
    await attack();
    await settled(mineSince);
  }, 240_000);

  /** An incident with its thread, for the second team alone. */
  async function openIncident(): Promise<void> {
    const client = new WebClient(`xoxb-${other}-token`, { slackApiUrl: slack.apiUrl });
    const renderer = createRenderer({ threads: 1 });
    const at = { instant: now.getTime(), day: localDay(now.getTime(), "UTC") };
    await updateIncidents(store, otherWorkspace, fallingHistory(), at);
    const parts = { store, slack: client, renderer, log: createLog({ level: "silent" }), now: () => now };
    await deliverIncidents({ ...parts, sleep: (ms) => pause(ms) }, otherWorkspace, fallingHistory());
    await renderer.close();
  }

  /** As a person of the first team: everything by hand, then with everything that the second team was ever shown. */
  async function attack(): Promise<void> {
    const acting = actor(slack.one, boltUrl);
    const tried = async (entrance: string, answer: Promise<{ readonly body: unknown }>) => {
      attempted.add(entrance);
      answers.push((await answer).body);
    };
    await walk(acting, slack.one, "nobody");
    for (const text of numbered) await acting.command("/kpi", text);
    attempted.add("command /kpi");
    for (const type of Object.keys(eventsOf(slack.one, ""))) attempted.add(`event ${type}`);
    const perAction = new Map<string, number>();
    for (const shown of shownThere.elements) {
      const count = perAction.get(keyOf(shown)) ?? 0;
      const ofAction = perAction.get(shown.actionId) ?? 0;
      if (count > 0 || ofAction >= 3) continue;
      perAction.set(keyOf(shown), 1);
      perAction.set(shown.actionId, ofAction + 1);
      await tried(`action ${shown.actionId}`, acting.use(shown));
      const options = `options ${shown.actionId}`;
      if (isEntrance(options)) await tried(options, acting.options(shown.actionId, shown.view));
    }
    for (const view of distinct(shownThere.views)) {
      const entrance = `view ${view.callback_id}`;
      if (isEntrance(entrance)) await tried(entrance, acting.submit(view));
    }
    // What the second team's Home no longer offers, and what nobody listens to by name.
    for (const actionId of ["concord_preview_digest", catchAll]) {
      const action = { type: "button", action_id: actionId, block_id: "block", value: "welcome" };
      await tried(`action ${actionId}`, acting.use({ actionId, action, view: null }));
    }
    await tried(`options ${catchAll}`, acting.options("nobody's menu", null));
    await tried(
      `view ${catchAll}`,
      acting.submit({ id: "V0000000002", callback_id: "nobody's modal", blocks: [] }),
    );
    const posted = slack.sent.filter(
      ({ team, what }) => team === slack.two.teamId && what === "chat.postMessage",
    );
    for (const entrance of entrances.filter((name) => name.startsWith("shortcut "))) {
      for (const { body, answer } of posted.slice(0, 4)) {
        const message = { ts: answer.ts, text: body.text, blocks: body.blocks, metadata: body.metadata };
        await tried(entrance, acting.shortcut(entrance.slice("shortcut ".length), message));
      }
      await tried(
        entrance,
        acting.shortcut(entrance.slice("shortcut ".length), { ts: "1.2", text: "nothing" }),
      );
    }
  }

  const sentSince = () => slack.sent.slice(mineSince);

  test("the second team's words are in what it is told itself, so that a leak would be seen", () => {
    const there = slack.sent.slice(0, mineSince).filter(({ team }) => team === slack.two.teamId);
    expect(there.length).toBeGreaterThan(20);
    expect(JSON.stringify(there.map(({ body }) => body))).toMatch(theirs);
  });

  test("every entrance of the app was tried", () => {
    const untried = entrances.filter(
      (name) => !attempted.has(name) && !endings.includes(name.slice("event ".length)),
    );
    expect(entrances.length).toBeGreaterThan(10);
    expect(untried).toEqual([]);
  });

  test("nothing that the first team is told or shown says a word of the second's", () => {
    const leaks = [...sentSince().map(({ what, body }) => ({ what, body })), ...answers].filter((said) =>
      theirs.test(JSON.stringify(said)),
    );
    expect(leaks.map((said) => JSON.stringify(said).slice(0, 500))).toEqual([]);
  });

  test("nobody was called in the second team's name", () => {
    const named = sentSince().filter(({ team }) => team !== slack.one.teamId);
    expect(named.map(({ what, body }) => `${what} ${JSON.stringify(body).slice(0, 300)}`)).toEqual([]);
    expect(sentSince().length).toBeGreaterThan(20);
  });

  test("nothing of the second team's was changed", async () => {
    expect(await changesOf(otherWorkspace.workspaceId, before)).toEqual([]);
  });

  test.each(endings)("an %s of the first team ends nothing of the second", async (type) => {
    const acting = actor(slack.one, boltUrl);
    await acting.event({ type, tokens: { oauth: [], bot: [slack.one.botUserId, slack.two.botUserId] } });
    await settled(slack.sent.length);
    expect(await changesOf(otherWorkspace.workspaceId, before)).toEqual([]);
  });
});
