import { setTimeout as pause } from "node:timers/promises";
import type { Sleep } from "../usecases/delivery/slack-calls.ts";

/** The work is handed back to the queue, from where it goes on later. */
export class HandedBack extends Error {
  readonly code = "handed-back";
  /** Milliseconds. */
  readonly delay: number;

  constructor(why: string, delay: number) {
    super(why);
    this.name = "HandedBack";
    this.delay = delay;
  }
}

/** Longer waits are done by the queue, so that a channel which Slack holds back holds nobody up. */
const longestWait = 60_000;

/** Gives a sleep for work that can be handed back: at a stop at once, and before long waits. */
export function patientSleep(stopping: AbortSignal): Sleep {
  return async (milliseconds) => {
    if (stopping.aborted) throw new HandedBack("the app stops", 0);
    if (milliseconds > longestWait) {
      // Back a little early: the rest is waited for here, in its turn.
      throw new HandedBack("Slack wants to wait", milliseconds - longestWait / 2);
    }
    if (milliseconds <= 0) return;
    try {
      await pause(milliseconds, undefined, { signal: stopping });
    } catch {
      throw new HandedBack("the app stops", 0);
    }
  };
}
