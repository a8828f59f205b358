/** A wait of one channel: from the due time, or a message, to the next message. */
export interface Wait {
  readonly channel: string;
  readonly from: number;
  readonly to: number;
  /** Whether it began with the due time. */
  readonly isFirst: boolean;
}

/** Something that holds deliveries up. */
export interface Harm {
  readonly at: number;
  readonly what: string;
  /** Null: any delivery may have met it. */
  readonly channel: string | null;
}

/**
 * What each harm may cost, in milliseconds: how long its victim's hold and its jobs outlive it, what Slack asks to
 * wait, how long is waited before and after a look into the channel's history, and the queue's pause before another
 * attempt, which grows.
 */
const costs: Readonly<Record<string, number>> = {
  kill: 8000,
  restart: 8000,
  limited: 2500,
  "slow-answer": 1000,
  "lost-channel": 4000,
  "lost-access": 4000,
};
const usualCost = 4000;
/** A message a second, and what it takes to draw and to upload a chart on a busy machine. */
const undisturbed = 4500;
/** A harm may be felt so long after it. */
const felt = 6000;

/** Gives how much longer than all harm explains each wait took, in milliseconds; of those alone that did. */
export function unexplained(
  waits: readonly Wait[],
  harms: readonly Harm[],
): readonly (Wait & { readonly excess: number })[] {
  return waits.flatMap((wait) => {
    const met = harms.filter(
      ({ at, channel }) =>
        at >= wait.from - felt && at <= wait.to && (channel === null || channel === wait.channel),
    );
    const allowed = undisturbed + met.reduce((sum, { what }) => sum + (costs[what] ?? usualCost), 0);
    const excess = wait.to - wait.from - allowed;
    return excess > 0 ? [{ ...wait, excess }] : [];
  });
}
