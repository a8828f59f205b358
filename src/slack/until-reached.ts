import type { Log } from "../log.ts";
import { backoff, type CallOutcome, outcomeOf, type Sleep } from "../usecases/delivery/slack-calls.ts";

export interface Waiting {
  readonly log: Log;
  readonly sleep: Sleep;
  /** Ends the wait. */
  readonly aborted: AbortSignal | undefined;
}

/** Tries between two lines that say that Slack is waited for: about five minutes. */
const triesUntold = 20;

/**
 * Asks Slack something until it says yes or no, for as long as that takes, and tells so meanwhile. Throws the signal's
 * reason when it is aborted.
 */
export async function untilReached<T>(
  ask: () => Promise<T>,
  { log, sleep, aborted, host }: Waiting & { readonly host: string },
): Promise<Extract<CallOutcome<T>, { readonly kind: "ok" | "refused" }>> {
  for (let tries = 0; ; tries += 1) {
    const outcome = await orAborted(outcomeOf(ask), aborted);
    if (outcome.kind === "ok" || outcome.kind === "refused") {
      if (tries > 0) log.warn("Slack is reached; the start goes on");
      return outcome;
    }
    if (tries % triesUntold === 0) {
      const cause = outcome.kind === "doubtful" ? { err: outcome.cause } : {};
      log.warn(
        cause,
        `Slack cannot be reached at ${host}; the start waits for it. Check this machine's way to the internet, or SLACK_API_URL.`,
      );
    }
    await orAborted(sleep(outcome.kind === "limited" ? outcome.retryAfter * 1000 : backoff(tries)), aborted);
  }
}

function orAborted<T>(work: Promise<T>, aborted: AbortSignal | undefined): Promise<T> {
  if (aborted === undefined) return work;
  aborted.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(aborted.reason);
  aborted.addEventListener("abort", end, { once: true });
  return Promise.race([work, promise]).finally(() => aborted.removeEventListener("abort", end));
}
