import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import {
  listSubscriptions,
  pauseSubscription,
  removeSubscription,
  resumeSubscription,
  type SubscriptionWish,
  saveSubscription,
} from "../../src/usecases/subscriptions.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let store: Store;
let workspaceId: number;
const now = new Date("2026-03-25T12:00:00Z");
const wish: SubscriptionWish = {
  channelId: "C0REVENUE01",
  days: ["mon"],
  minute: 540,
  timeZone: "Europe/Athens",
};

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  workspaceId = (await addWorkspace(store, { name: "local" })).workspaceId;
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

describe("a subscription", () => {
  test("is due for the first time at its next due time, after the clock change", async () => {
    const { nextDueAt } = await saveSubscription(store, { workspaceId, wish, now });
    expect(nextDueAt.toISOString()).toBe("2026-03-30T06:00:00.000Z");
  });

  test("keeps all that was asked for", async () => {
    const asked = {
      ...wish,
      days: ["thu", "mon"] as const,
      kpis: ["cycle-time" as const],
      breakdown: "segment" as const,
      ownerId: "U0ALEX00001",
      holidays: ["2026-04-13"],
      skipUnchanged: true,
      locale: "el" as const,
    };
    const saved = await saveSubscription(store, {
      workspaceId,
      wish: { ...asked, days: [...asked.days] },
      now,
    });
    expect((await listSubscriptions(store, workspaceId)).at(-1)).toEqual(saved);
    expect(saved).toMatchObject({ ...asked, days: ["mon", "thu"], paused: null });
  });

  test("that is changed is due at the first time of its new schedule", async () => {
    const { subscriptionId } = await saveSubscription(store, { workspaceId, wish, now });
    const changed = await saveSubscription(store, {
      workspaceId,
      subscriptionId,
      wish: { ...wish, days: ["fri"] },
      now,
    });
    expect(changed).toMatchObject({ subscriptionId, nextDueAt: new Date("2026-03-27T07:00:00Z") });
  });

  test("can rest, go on and end", async () => {
    const { subscriptionId } = await saveSubscription(store, { workspaceId, wish, now });
    const ref = { workspaceId, subscriptionId };
    expect(await pauseSubscription(store, ref, now)).toMatchObject({ paused: { reason: "person", at: now } });
    expect(await resumeSubscription(store, ref, now)).toMatchObject({ paused: null });
    await removeSubscription(store, ref, now);
    await expect(pauseSubscription(store, ref, now)).rejects.toMatchObject({ code: "unknown-subscription" });
  });

  test("of one workspace is not another's", async () => {
    const { subscriptionId } = await saveSubscription(store, { workspaceId, wish, now });
    const other = (await addWorkspace(store, { name: "other" })).workspaceId;
    expect(await listSubscriptions(store, other)).toEqual([]);
    await expect(
      removeSubscription(store, { workspaceId: other, subscriptionId }, now),
    ).rejects.toMatchObject({ code: "unknown-subscription" });
  });

  test("is refused with all that is wrong with it", async () => {
    const bad = { ...wish, channelId: "#revenue", timeZone: "Athens" };
    await expect(saveSubscription(store, { workspaceId, wish: bad, now })).rejects.toThrow(
      /channelId must be.*timeZone is not an IANA time zone/,
    );
  });
});
