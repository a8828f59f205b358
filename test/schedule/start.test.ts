import { WebClient } from "@slack/web-api";
import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { localDay } from "../../src/funnel/calendar.ts";
import { createLog } from "../../src/log.ts";
import { type Schedule, type ScheduleOptions, startSchedule } from "../../src/schedule/start.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace, saveSettings, workspaceById } from "../../src/store/workspaces.ts";
import type { Sleep } from "../../src/usecases/delivery/slack-calls.ts";
import { resumeChannel } from "../../src/usecases/resume-channel.ts";
import { type SendNow, sendNow } from "../../src/usecases/send-now.ts";
import {
  listSubscriptions,
  pauseSubscription,
  runHistory,
  type Subscription,
  type SubscriptionWish,
  saveSubscription,
} from "../../src/usecases/subscriptions.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { startTestSlack, type TestSlack } from "../support/slack.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";

const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

let database: TestDatabase;
let store: Store;
let slack: TestSlack;
let workspaceId: number;
let drawn = 0;
const started: Schedule[] = [];
const log = createLog({ level: "silent" });

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  slack = await startTestSlack();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((schedule) => schedule.stop()));
  slack.emulator.interfere(null);
  for (const { subscriptionId, workspaceId: of } of await listSubscriptions(store, workspaceId)) {
    await pauseSubscription(store, { workspaceId: of, subscriptionId }, new Date());
  }
  await deleteAll();
});
afterAll(async () => {
  await store.destroy();
  await slack.stop();
  await database.drop();
});

const timeZone = "Europe/Athens";
/** Monday, nine o'clock in Athens. */
const due = new Date("2026-11-23T07:00:00Z");
const minutesLater = (minutes: number) => new Date(due.getTime() + minutes * 60_000);

async function deleteAll(): Promise<void> {
  for (const message of await slack.messages()) {
    for (const reply of await slack.replies(textOf(message.ts))) await remove(textOf(reply.ts));
    await remove(textOf(message.ts));
  }
}
async function remove(ts: string): Promise<void> {
  await slack.call("chat.delete", { channel: slack.emulator.channels.revenueTeam.id, ts });
}

let count = 0;
/** A workspace of its own with figures, and one subscription that is due on Monday at nine. */
async function subscribed(
  wish: Partial<SubscriptionWish> = {},
  from = minutesLater(-24 * 60),
): Promise<Subscription> {
  count += 1;
  const workspace = await addWorkspace(store, { name: `workspace ${count}`, settings: { timeZone } });
  ({ workspaceId } = workspace);
  await storeSmallFunnel(store, workspaceId, localDay(due.getTime(), timeZone), due);
  return saveSubscription(store, {
    workspaceId,
    now: from,
    wish: {
      channelId: slack.emulator.channels.revenueTeam.id,
      days: ["mon"],
      minute: 540,
      timeZone,
      kpis: ["cycle-time"],
      ...wish,
    },
  });
}

async function start(now: () => Date, options: Partial<ScheduleOptions> = {}): Promise<Schedule> {
  const client = new WebClient(slack.emulator.botToken, clientOptions(slack.emulator.apiUrl, log));
  const schedule = await startSchedule({
    connectionString: database.connectionString,
    clientOf: async () => client,
    renderer: {
      render: async () => {
        drawn += 1;
        return new Uint8Array(onePixel);
      },
    },
    log: pino({ level: "silent" }),
    now,
    queueTiming: { beatEvery: 300, deadAfter: 2000, pollEvery: 100 },
    timing: { holdFor: 2000, settle: 50, settleAfterTimeout: 100, onItsWay: 300, postEvery: 50 },
    ...options,
  });
  started.push(schedule);
  return schedule;
}

async function ended(subscription: Subscription, runs = 1) {
  for (;;) {
    const history = await runHistory(store, subscription);
    if (history.length >= runs && history.every(({ state }) => state !== "pending")) return history;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("a due time", () => {
  test("brings the digest with its chart and thread, on record as delivered", async () => {
    const subscription = await subscribed();
    await start(() => minutesLater(0));
    const [run] = await ended(subscription);
    const [message, ...others] = await slack.messages();
    expect(run).toMatchObject({ local: "2026-11-23T09:00", state: "delivered", reason: null });
    expect(run?.messageTs).toBe(message?.ts);
    expect(others).toEqual([]);
    expect(await slack.pictures(message ?? {})).toHaveLength(1);
    // All figures, and the one KPI that the subscription tells.
    expect(await slack.replies(textOf(message?.ts))).toHaveLength(2);
    expect(textOf(message?.text)).not.toContain("late");
  });

  test("becomes one digest however many instances look for it", async () => {
    const subscription = await subscribed();
    await Promise.all([
      start(() => minutesLater(0)),
      start(() => minutesLater(0)),
      start(() => minutesLater(0)),
    ]);
    await Promise.all(started.map((schedule) => schedule.tick()));
    await ended(subscription);
    expect(await slack.messages()).toHaveLength(1);
  });

  test("that was missed by an hour brings a digest that says it is late", async () => {
    const subscription = await subscribed();
    await start(() => minutesLater(60));
    expect(await ended(subscription)).toMatchObject([{ state: "late" }]);
    expect(textOf((await slack.messages())[0]?.text)).toMatch(/late/i);
  });

  test("is on record as missed when nobody was there for a day", async () => {
    const subscription = await subscribed();
    await start(() => minutesLater(24 * 60 + 1));
    expect(await ended(subscription)).toMatchObject([{ state: "missed", reason: "downtime" }]);
    expect(await slack.messages()).toEqual([]);
  });

  test("after a long outage brings one digest, and the older ones are on record as missed", async () => {
    const subscription = await subscribed(
      { days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
      minutesLater(-5 * 24 * 60),
    );
    await start(() => minutesLater(30));
    const history = await ended(subscription, 5);
    expect(history.map(({ state }) => state)).toEqual(["late", "missed", "missed", "missed", "missed"]);
    expect(await slack.messages()).toHaveLength(1);
  });

  test.each([
    ["of the subscription", { holidays: ["2026-11-23"] }, []],
    ["of the workspace", {}, ["2026-11-23"]],
  ])("on a holiday %s is skipped, on record", async (_whose, wish, holidays) => {
    const subscription = await subscribed(wish);
    await saveSettings(store, workspaceId, { timeZone, holidays });
    await start(() => minutesLater(0));
    expect(await ended(subscription)).toMatchObject([{ state: "skipped", reason: "holiday" }]);
    expect(await slack.messages()).toEqual([]);
  });

  test("while the subscription rests is skipped, on record", async () => {
    const subscription = await subscribed();
    await pauseSubscription(store, subscription, minutesLater(-60));
    await start(() => minutesLater(0));
    expect(await ended(subscription)).toMatchObject([{ state: "skipped", reason: "paused" }]);
  });

  test("whose subscription is paused while it is under way leaves no file behind", async () => {
    const subscription = await subscribed();
    const files = async () => listOf((await slack.emulator.read("files.list", { count: 100 })).files).length;
    const before = await files();
    slack.emulator.interfere(({ method }, moment) =>
      method === "files.info" && moment === "before" ? { ok: false, error: "internal_error" } : null,
    );
    const first = await start(() => minutesLater(0));
    await expect.poll(files).toBeGreaterThan(before);
    await first.stop();
    slack.emulator.interfere(null);
    await pauseSubscription(store, subscription, minutesLater(1));
    await start(() => minutesLater(2));
    expect(await ended(subscription)).toMatchObject([{ state: "skipped", reason: "paused" }]);
    await expect.poll(files).toBe(before);
    expect(await slack.messages()).toEqual([]);
  });

  test("with nothing new is skipped where that was asked for", async () => {
    const subscription = await subscribed({ skipUnchanged: true, days: ["mon", "tue"] });
    let now = minutesLater(0);
    const schedule = await start(() => now);
    await ended(subscription);
    now = minutesLater(24 * 60);
    await schedule.tick();
    expect((await ended(subscription, 2))[0]).toMatchObject({ state: "skipped", reason: "nothing-changed" });
    expect(await slack.messages()).toHaveLength(1);
  });

  test("is not used up or moved by a digest that is sent now", async () => {
    const subscription = await subscribed();
    let now = minutesLater(-60);
    const schedule = await start(() => now);
    const wish: SendNow = { to: subscription, requestKey: "trigger 1" };
    const outcomes = [await sendNowAt(now, wish), await sendNowAt(now, wish)];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["delivered", "already-delivered"]);
    now = minutesLater(0);
    await schedule.tick();
    expect(await ended(subscription)).toMatchObject([{ state: "delivered" }]);
    expect(await slack.messages()).toHaveLength(2);
  });
});

/** Sends a digest now, as whoever asks at that time in the newest workspace. */
async function sendNowAt(at: Date, wish: SendNow, sleep: Sleep = async () => {}) {
  const workspace = await workspaceById(store, workspaceId);
  if (!workspace) throw new Error("no workspace");
  const today = localDay(at.getTime(), timeZone);
  const ask = { workspaceId, settings: workspace.settings, locale: "en", now: at, today } as const;
  const client = new WebClient(slack.emulator.botToken, clientOptions(slack.emulator.apiUrl, log));
  const renderer = { render: async () => new Uint8Array(onePixel) };
  return sendNow({ store, slack: client, renderer, log, now: () => at, sleep }, ask, wish);
}

describe("a digest that is sent now", () => {
  test("tells what the channel's subscription tells", async () => {
    const { channelId } = await subscribed({ kpis: ["cycle-time"], breakdown: "acquisition-channel" });
    await sendNowAt(minutesLater(0), { to: { channelId }, requestKey: "asked in the channel" });
    const [message] = await slack.messages();
    const replies = await slack.replies(textOf(message?.ts));
    expect(replies).toHaveLength(2);
    expect(textOf(replies[1]?.text)).toMatch(/By acquisition channel[\s\S]*Webinar: 30 days/);
    expect(JSON.stringify(replies[1]?.blocks)).toContain("*By acquisition channel*");
  });

  test("and cut off on its way is carried on by the queue, once", async () => {
    const subscription = await subscribed();
    const died = new Error("died");
    const dying: Sleep = async () => {
      if ((await slack.messages()).length > 0) throw died;
    };
    const wish: SendNow = { to: subscription, requestKey: "cut off" };
    await expect(sendNowAt(minutesLater(-60), wish, dying)).rejects.toBe(died);
    const [begun] = await slack.messages();
    expect(await slack.replies(textOf(begun?.ts))).toEqual([]);
    await sql`update graphile_worker._private_jobs set run_at = now() where key like 'deliver:%'`.execute(
      store,
    );
    await start(() => minutesLater(-60));
    await expect.poll(() => slack.replies(textOf(begun?.ts))).toHaveLength(2);
    expect(await slack.messages()).toHaveLength(1);
  });
});

describe("late facts", () => {
  test("are told in the next digest as a figure that was restated", async () => {
    const subscription = await subscribed({ days: ["mon", "tue"], kpis: ["mql-to-opportunity"] });
    let now = minutesLater(0);
    const schedule = await start(() => now);
    await ended(subscription);
    await storeSmallFunnel(store, workspaceId, localDay(due.getTime(), timeZone), due, {
      opportunityEvery: 1,
    });
    now = minutesLater(24 * 60);
    await schedule.tick();
    await ended(subscription, 2);
    const [, second] = await slack.messages();
    expect(textOf(second?.text)).toMatch(/was reported as/i);
  });
});

describe("a lost channel", () => {
  const refuse = (error: string) =>
    slack.emulator.interfere((call, moment) =>
      moment === "before" && call.method === "chat.postMessage" && /^C/.test(textOf(call.params.channel))
        ? { ok: false, error }
        : null,
    );

  test.each([
    ["is_archived", "channel-archived"],
    ["not_in_channel", "not-in-channel"],
    ["channel_not_found", "channel-not-found"],
  ])("(%s) pauses its subscription, and its owner is told once", async (error, reason) => {
    const owner = slack.emulator.users.admin.id;
    const subscription = await subscribed({ ownerId: owner, days: ["mon", "tue"] });
    refuse(error);
    const before = (await direct(owner)).length;
    let now = minutesLater(0);
    const schedule = await start(() => now);
    expect(await ended(subscription)).toMatchObject([{ state: "failed", reason }]);
    now = minutesLater(24 * 60);
    await schedule.tick();
    expect((await ended(subscription, 2))[0]).toMatchObject({ state: "skipped", reason });
    const told = await direct(owner);
    expect(told).toHaveLength(before + 1);
    expect(told[0]).toMatch(/paused/);
    expect((await listSubscriptions(store, workspaceId))[0]?.paused?.reason).toBe(reason);
  });

  test("that takes messages again gets the digest that it missed, and the next ones", async () => {
    const subscription = await subscribed();
    refuse("not_in_channel");
    const now = () => minutesLater(20);
    await start(now);
    await ended(subscription);
    slack.emulator.interfere(null);
    await resumeChannel(
      {
        store,
        slack: new WebClient(slack.emulator.botToken, clientOptions(slack.emulator.apiUrl, log)),
        renderer: { render: async () => new Uint8Array(onePixel) },
        log,
        now,
        sleep: async () => {},
      },
      { workspaceId, channelId: subscription.channelId },
    );
    expect(await ended(subscription)).toMatchObject([{ state: "late", reason: null }]);
    expect(await slack.messages()).toHaveLength(1);
    expect((await listSubscriptions(store, workspaceId))[0]?.paused).toBeNull();
  });
});

/** What the bot told somebody in private, the newest first. */
async function direct(user: string): Promise<readonly string[]> {
  const { channel } = await slack.call("conversations.open", { users: user });
  const history = await slack.emulator.read("conversations.history", { channel: fieldsOf(channel).id });
  return listOf(history.messages).map((message) => textOf(message.text));
}

test("a chart that two channels show is drawn once", async () => {
  const subscription = await subscribed();
  const second = await saveSubscription(store, {
    workspaceId,
    now: minutesLater(-60),
    wish: { ...subscription, days: [...subscription.days], kpis: [...subscription.kpis], holidays: [] },
  });
  drawn = 0;
  await start(() => minutesLater(0));
  await Promise.all([ended(subscription), ended(second)]);
  expect(await slack.messages()).toHaveLength(2);
  expect(drawn).toBe(2);
});
