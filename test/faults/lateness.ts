import { queueTiming, timing } from "./timing.ts";

/** A wait of one digest: from its due time, or one of its messages, to its next message. Epoch milliseconds. */
export interface Wait {
  readonly workspaceId: number;
  readonly channel: string;
  readonly from: number;
  readonly to: number;
  /** Whether it began with the due time. */
  readonly isFirst: boolean;
  /** Messages of others in the channel meanwhile. */
  readonly others: number;
}

/** Something that holds deliveries up. */
export interface Harm {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: string;
  /** Null: any workspace's deliveries may have met it. */
  readonly workspaceId: number | null;
  /** Null: any of the workspace's. */
  readonly channel: string | null;
}

/** Until whoever is alive has taken over what a dead one held; both are held for so long at the same time. */
const takenOver =
  Math.max(timing.holdFor, queueTiming.deadAfter + queueTiming.beatEvery) + queueTiming.pollEvery;
/** What waited for the dead looks in Slack's history before it goes on, twice where a post is in doubt. */
const looking = 600;
/** Where no other is alive: until the next one has begun. */
const begun = 1500;
/** The second pause before a call is repeated; after each further fault, which counts anew, it is longer. */
const repeated = 1300;

/** For how long a harm may hold up what it met, in milliseconds. */
const effects: Readonly<Record<string, number>> = {
  kill: takenOver + looking + begun,
  // The server is away for a second or two, then the queue and what it held begin again, after a pause.
  restart: 2000 + 500 + 1500 + takenOver,
  limited: 1000 + repeated,
  "slow-answer": repeated,
  "lost-channel": 3000 + looking,
  "lost-access": 3000 + looking,
};
const usualEffect = timing.settleAfterTimeout + 2 * repeated + looking;

/** Due times are looked for every five seconds; the digest is composed, its first picture drawn and uploaded. */
const firstMessage = 5000 + 2500;
/** Slack's second, and a picture that has to be drawn, uploaded, completed and looked for. */
const nextMessage = 1200 + 2500;
const betweenMessages = 1200;

/**
 * Gives how much longer each wait took than a digest takes from the moment on at which the last thing that had held
 * it up was over, in milliseconds; of those alone that took longer. However much has gone wrong before, nothing is left
 * of it. `slowness`: how many times slower the machine may be than one that does nothing else.
 */
export function unexplained(
  waits: readonly Wait[],
  harms: readonly Harm[],
  slowness: number,
): readonly (Wait & { readonly excess: number })[] {
  const ended = harms.map((harm) => ({
    ...harm,
    over: harm.at + (effects[harm.what] ?? usualEffect) * slowness,
  }));
  return waits.flatMap((wait) => {
    const met = ended.filter(
      ({ at, workspaceId, channel }) =>
        at <= wait.to &&
        (workspaceId === null || workspaceId === wait.workspaceId) &&
        (channel === null || channel === wait.channel),
    );
    const free = Math.max(wait.from, ...met.map(({ over }) => over));
    const usual = (wait.isFirst ? firstMessage : nextMessage) + wait.others * betweenMessages;
    const excess = wait.to - free - usual * slowness;
    return excess > 0 ? [{ ...wait, excess }] : [];
  });
}
