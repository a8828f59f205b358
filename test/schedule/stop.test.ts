import { WebClient } from "@slack/web-api";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fieldsOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { localDay } from "../../src/funnel/calendar.ts";
import { createLog } from "../../src/log.ts";
import { type Schedule, startSchedule } from "../../src/schedule/start.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { saveSubscription } from "../../src/usecases/subscriptions.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { onePixelPng } from "../support/one-pixel.ts";
import { startTestSlack, type TestSlack } from "../support/slack.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";

let database: TestDatabase;
let store: Store;
let slack: TestSlack;
const log = createLog({ level: "silent" });
/** Monday, nine o'clock. */
const due = new Date("2026-11-23T09:00:00Z");
const workspaces = 3;
const channelsEach = 5;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  slack = await startTestSlack();
});
afterAll(async () => {
  await store.destroy();
  await slack.stop();
  await database.drop();
});

async function channel(name: string): Promise<string> {
  const { admin } = slack.emulator.users;
  const made = await slack.emulator.call("conversations.create", { name }, admin.token);
  const id = textOf(fieldsOf(made.channel).id);
  await slack.emulator.call(
    "conversations.invite",
    { channel: id, users: slack.emulator.botUserId },
    admin.token,
  );
  return id;
}

function start(): Promise<Schedule> {
  const client = new WebClient(slack.emulator.botToken, clientOptions(slack.emulator.apiUrl, log));
  return startSchedule({
    connectionString: database.connectionString,
    clientOf: async () => client,
    renderer: { render: async () => onePixelPng },
    log,
    now: () => due,
  });
}

test("a stop amid a Monday's digests hands all of them back within ten seconds, and each comes once", {
  timeout: 120_000,
}, async () => {
  const channels: string[] = [];
  for (let index = 0; index < workspaces; index += 1) {
    const { workspaceId } = await addWorkspace(store, { name: `stop ${index}` });
    await storeSmallFunnel(store, workspaceId, localDay(due.getTime(), "UTC"), due);
    for (let number = 0; number < channelsEach; number += 1) {
      const channelId = await channel(`stop-${index}-${number}`);
      channels.push(channelId);
      const wish = {
        channelId,
        days: ["mon" as const],
        minute: 540,
        timeZone: "UTC",
        kpis: ["cycle-time" as const],
      };
      await saveSubscription(store, { workspaceId, now: new Date(due.getTime() - 60_000), wish });
    }
  }
  let sent = 0;
  slack.emulator.interfere(({ method, params }, moment) => {
    if (moment === "after" && method === "chat.postMessage" && params.thread_ts === undefined) sent += 1;
    return null;
  });
  const posted = async () =>
    (await Promise.all(channels.map((id) => slack.messages(id)))).map(({ length }) => length);

  const pending = async () => {
    const found = await sql`select from runs where state = 'pending'`.execute(store);
    return found.rows.length;
  };

  const first = await start();
  await expect.poll(() => sent, { timeout: 60_000 }).toBeGreaterThan(3);
  const begun = performance.now();
  await first.stop();
  expect(performance.now() - begun).toBeLessThan(10_000);
  const { rows } = await sql<{ held: number }>`
    select (select count(*) from graphile_worker.jobs where locked_at is not null)
      + (select count(*) from deliveries where held_until > clock_timestamp()) as held`.execute(store);
  expect(rows.map(({ held }) => Number(held))).toEqual([0]);
  expect(await pending()).toBeGreaterThan(channels.length / 2);

  const second = await start();
  await expect.poll(pending, { timeout: 90_000, interval: 500 }).toBe(0);
  await second.stop();
  expect(await posted()).toEqual(channels.map(() => 1));
  for (const id of channels) {
    const [message] = await slack.messages(id);
    expect(await slack.replies(textOf(message?.ts), id)).toHaveLength(2);
  }
});
