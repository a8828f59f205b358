import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { postDigest } from "../../src/demo/post-digest.ts";
import { localDay } from "../../src/funnel/calendar.ts";
import { createLog } from "../../src/log.ts";
import { startSchedule } from "../../src/schedule/start.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace, type Workspace } from "../../src/store/workspaces.ts";
import { rebuild } from "../../src/usecases/refresh.ts";
import { runHistory, type Subscription, subscribeFirstChannel } from "../../src/usecases/subscriptions.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { onePixelPng } from "../support/one-pixel.ts";
import { startTestSlack, type TestSlack } from "../support/slack.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";

/** Monday, nine o'clock in Athens. */
const due = new Date("2026-11-23T07:00:00Z");
const hoursLater = (hours: number) => new Date(due.getTime() + hours * 3_600_000);
const timeZone = "Europe/Athens";
const log = createLog({ level: "silent" });
const renderer = { render: async () => onePixelPng };

let database: TestDatabase;
let store: Store;
let slack: TestSlack;
let client: WebClient;
let company: Workspace;
let subscription: Subscription;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  slack = await startTestSlack();
  client = new WebClient(slack.emulator.botToken, clientOptions(slack.emulator.apiUrl, log));
  company = await addWorkspace(store, { name: "company", settings: { timeZone } });
  await storeSmallFunnel(store, company.workspaceId, localDay(due.getTime(), timeZone), due);
  await rebuild(store, company, due);
  const first = await subscribeFirstChannel(
    store,
    company,
    slack.emulator.channels.revenueTeam.id,
    hoursLater(-72),
  );
  if (!first) throw new Error("no subscription");
  subscription = first;
});
afterAll(async () => {
  await store.destroy();
  await slack.stop();
  await database.drop();
});

async function digests(): Promise<readonly string[]> {
  const texts = (await slack.messages()).map(({ text }) => textOf(text));
  return texts.filter((text) => text.startsWith("Marketing and sales, week"));
}

/** What a start of the demo posts. */
async function startAt(now: Date): Promise<void> {
  const posting = postDigest(
    { store, slack: client, renderer, log, now: () => now },
    company,
    slack.emulator,
  );
  await posting.messageIsThere;
  await expect.poll(digests).not.toHaveLength(0);
  await posting.end();
}

/** What its schedule posts. */
async function scheduleAt(now: Date, runs: number): Promise<void> {
  const schedule = await startSchedule({
    connectionString: database.connectionString,
    clientOf: async () => client,
    renderer,
    log,
    now: () => now,
    queueTiming: { beatEvery: 300, deadAfter: 2000, pollEvery: 100 },
    timing: { holdFor: 2000, settle: 50, settleAfterTimeout: 100, onItsWay: 300, postEvery: 50 },
  });
  await expect
    .poll(async () => (await runHistory(store, subscription)).map(({ state }) => state))
    .toEqual(Array.from({ length: runs }, () => expect.stringMatching(/delivered|late/)));
  await schedule.stop();
}

test("starts of the demo around its own due time bring one digest a week", async () => {
  await startAt(hoursLater(-1));
  await scheduleAt(hoursLater(0), 1);
  await startAt(hoursLater(1));
  await startAt(hoursLater(30));
  expect(await digests()).toHaveLength(1);

  await scheduleAt(hoursLater(7 * 24), 2);
  await startAt(hoursLater(7 * 24 + 1));
  expect(await digests()).toHaveLength(2);
}, 60_000);
