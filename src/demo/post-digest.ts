import { setTimeout as pause } from "node:timers/promises";
import { type Day, formatDay, localDay } from "../funnel/calendar.ts";
import { nextRuns } from "../funnel/schedule.ts";
import { type Subscription, subscriptionsOf } from "../store/subscriptions.ts";
import type { Workspace } from "../store/workspaces.ts";
import { composeDigest, lastWholeWeek } from "../usecases/compose-digest.ts";
import { deliverComposed } from "../usecases/deliver-composed.ts";
import type { DeliveryParts } from "../usecases/deliver-digest.ts";
import { contextOn } from "../usecases/digest-context.ts";
import { runDeliveryKey } from "../usecases/run-digest.ts";
import { listOf } from "./emulated-slack/api-call.ts";
import type { SlackEmulator } from "./slack-emulator.ts";

export interface Posting {
  /** Ends when the digest's message can be read in the channel; its thread may still be on its way. */
  readonly messageIsThere: Promise<void>;
  /** Stops posting: what is missing then comes with the next start. */
  end(): Promise<void>;
}

/**
 * Posts last week's digest into the shared channel, once for each week: as the delivery of this week's due time, so
 * that its own schedule, before or after, brings no second one.
 */
export function postDigest(
  parts: Omit<DeliveryParts, "sleep"> & { readonly now: () => Date },
  company: Workspace,
  emulator: SlackEmulator,
): Posting {
  const ended = new AbortController();
  const sleep = (milliseconds: number) => pause(milliseconds, undefined, { signal: ended.signal });
  const channelId = emulator.channels.revenueTeam.id;
  const delivery = post().catch((err: unknown) => {
    if (ended.signal.aborted) return;
    throw err;
  });
  // Whoever waits for the message hears of it; once it is there, the log does.
  const messageIsThere = Promise.race([delivery, newMessage()]);
  messageIsThere.then(
    () => delivery.catch((err: unknown) => parts.log.error({ err }, "The digest's thread was not posted")),
    () => {},
  );
  return {
    messageIsThere,
    end: async () => {
      ended.abort();
      await delivery.catch(() => {});
    },
  };

  async function post(): Promise<void> {
    const { settings, workspaceId } = company;
    const now = parts.now();
    const asOf = localDay(now.getTime(), settings.timeZone);
    const week = lastWholeWeek(asOf, settings);
    const { locale } = settings;
    const context = await contextOn(parts.store, company, asOf);
    const digest = await composeDigest(parts.store, company, { ...context, asOf, locale, now });
    const [subscription] = (await subscriptionsOf(parts.store, workspaceId)).filter(
      (each) => each.channelId === channelId,
    );
    const deliveryKey = (subscription && runKeyOf(subscription, week.to)) ?? `demo:${formatDay(week.from)}`;
    await deliverComposed({ ...parts, sleep }, { workspaceId, deliveryKey, channelId, digest, locale });
  }

  async function newMessage(): Promise<void> {
    const before = await messagesOfBot();
    for (;;) {
      const change = nextChange();
      if (ended.signal.aborted || (await messagesOfBot()) > before) return;
      await change;
    }
  }

  function nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const unwatch = emulator.onChange(done);
      function done(): void {
        unwatch();
        ended.signal.removeEventListener("abort", done);
        resolve();
      }
      ended.signal.addEventListener("abort", done);
    });
  }

  async function messagesOfBot(): Promise<number> {
    const { messages } = await emulator.read("conversations.history", { channel: channelId });
    return listOf(messages).filter(({ user }) => user === emulator.botUserId).length;
  }
}

const mostDays = 8;

/** Names the delivery of a subscription's first due time on or after a day. */
function runKeyOf(subscription: Subscription, from: Day): string | null {
  const { workspaceId, subscriptionId, timeZone } = subscription;
  const before = (from - 1) * 86_400_000;
  const run = nextRuns(subscription, before, mostDays).find(({ at }) => localDay(at, timeZone) >= from);
  return run ? runDeliveryKey({ workspaceId, subscriptionId, dueAt: new Date(run.at) }) : null;
}
