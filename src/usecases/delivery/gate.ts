import type { Store } from "../../store/database.ts";
import { type Allowance, heldFor, holdTurns, takeTurns } from "../../store/slack-turns.ts";
import type { Gate, Sleep } from "./slack-calls.ts";

const perMinute = (calls: number, burst: number): Allowance => ({ every: 60_000 / calls, burst });
const tier3 = perMinute(50, 10);
const tier4 = perMinute(100, 20);

/**
 * What Slack allows in a workspace (docs.slack.dev, Rate limits), with a burst that it is known to bear. Posting is
 * counted in each channel: one message a second, and a little more apart, since the way to Slack is not always as long.
 */
const allowances = {
  "chat.postMessage": { every: 1200, burst: 1 },
  "chat.update": tier3,
  "chat.delete": tier3,
  "conversations.history": tier3,
  "conversations.replies": tier3,
  "files.getUploadURLExternal": tier4,
  "files.completeUploadExternal": tier4,
  "files.info": tier4,
  "files.delete": tier3,
} as const satisfies Readonly<Record<string, Allowance>>;
export type GatedMethod = keyof typeof allowances;

/** Milliseconds. */
const leastApart = 1000;
const lateness = 50;
const mostWait = 60_000;
/** After a shorter wait nobody asks what Slack has said meanwhile: it says so again. */
const longWait = 15_000;
/** Slack's own answer is the last word: it may refuse again. */
const mostLooks = 3;
/** By whoever waits: an instance has one way of waiting. */
const lastPosts = new WeakMap<Sleep, Map<string, number>>();

function postsBy(sleep: Sleep): Map<string, number> {
  const posts = lastPosts.get(sleep) ?? new Map<string, number>();
  lastPosts.set(sleep, posts);
  return posts;
}

/**
 * A turn that was taken in time may be used late, when the database or the processor is busy, and a call may be long on
 * its way: then the next one, in time, would come too soon after it.
 */
async function apart(channel: string, least: number, sleep: Sleep): Promise<void> {
  const posts = postsBy(sleep);
  const early = least - (performance.now() - (posts.get(channel) ?? Number.NEGATIVE_INFINITY));
  if (early > 0) await sleep(Math.ceil(early));
  posts.set(channel, performance.now());
}

export interface GateParts {
  readonly store: Store;
  readonly sleep: Sleep;
  /** Milliseconds between two messages in one channel, where that is not Slack's own pace. */
  readonly timing?: { readonly postEvery?: number };
}

/** Gives the gate of a method in a workspace; for posting, of the channel. All instances share it. */
export function gateOf(
  { store, sleep, timing }: GateParts,
  workspaceId: number,
  method: GatedMethod,
  channelId = "",
): Gate {
  const ref = { workspaceId, method, channelId: method === "chat.postMessage" ? channelId : "" };
  const paced = method === "chat.postMessage";
  const every = paced ? timing?.postEvery : undefined;
  const allowance = every === undefined ? allowances[method] : { every, burst: 1 };
  return {
    enter: async (before, turns = 1) => {
      let { isTaken, wait } = await takeTurns(store, ref, allowance, turns, mostWait);
      while (!isTaken) {
        // Who works for the queue is handed back to it here, and has taken nobody's turn.
        await sleep(wait);
        ({ isTaken, wait } = await takeTurns(store, ref, allowance, turns, mostWait));
      }
      const turn = performance.now() + wait;
      for (let looks = 0; wait > 0 && looks < mostLooks; looks += 1) {
        await sleep(Math.ceil(wait));
        // Slack may have said Retry-After to somebody else meanwhile.
        wait = wait > longWait ? await heldFor(store, ref) : 0;
      }
      await before?.();
      // Whoever comes late to its turn, on a busy machine, moves the next one.
      if (paced && performance.now() - turn > lateness) await holdTurns(store, ref, allowance.every);
      if (paced) await apart(`${workspaceId} ${channelId}`, Math.min(allowance.every, leastApart), sleep);
    },
    leave: () => {
      if (paced) postsBy(sleep).set(`${workspaceId} ${channelId}`, performance.now());
    },
    hold: (retryAfter) => holdTurns(store, ref, retryAfter * 1000),
  };
}

/**
 * Gives the gate of an edit: as visible as a message, it keeps the channel's pace of one a second with the messages
 * there, and the method's own.
 */
export function editGateOf(parts: GateParts, workspaceId: number, channelId: string): Gate {
  const method = gateOf(parts, workspaceId, "chat.update");
  const channel = gateOf(parts, workspaceId, "chat.postMessage", channelId);
  return {
    enter: async (before, turns) => {
      await method.enter(undefined, turns);
      await channel.enter(before);
    },
    leave: channel.leave,
    hold: method.hold,
  };
}
