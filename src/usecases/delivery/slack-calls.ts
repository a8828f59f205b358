import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";

/** What became of a call to Slack. */
export type CallOutcome<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** Slack said no: nothing happened. */
  | { readonly kind: "refused"; readonly error: string; readonly messages: readonly string[] }
  /** Too many calls: nothing happened. */
  | { readonly kind: "limited"; readonly retryAfter: number }
  /** Time-out, broken connection or a fault at Slack: it may have happened, or, after a time-out, yet happen. */
  | { readonly kind: "doubtful"; readonly cause: Error; readonly timedOut: boolean };

export type Sleep = (milliseconds: number) => Promise<void>;

/** Keeps the calls of one method, or of one channel, at the pace that Slack allows. */
export interface Gate {
  /**
   * Comes back when it is this call's turn, or that of several; what has to be done right before is done in its time.
   */
  enter(before?: () => Promise<void>, turns?: number): Promise<void>;
  /** The call is over: it reached Slack, if at all, by now. */
  leave(): void;
  /** Slack wants no further call for so many seconds. */
  hold(retryAfter: number): Promise<void>;
}

/** Slack could not be reached for so long that the work is better taken up again later, from its checkpoint. */
export class SlackUnreachable extends Error {
  readonly code = "slack-unreachable";

  constructor(what: string, cause: unknown) {
    super(what, { cause });
    this.name = "SlackUnreachable";
  }
}

/** Errors that Slack answers although some of the operation may have succeeded (documented with each method). */
const faults = new Set([
  "fatal_error",
  "internal_error",
  "request_timeout",
  "service_unavailable",
  "team_added_to_org",
]);
const mostAttempts = 6;

/** Makes one call and says what became of it. Errors that are not Slack's are thrown on. */
export async function outcomeOf<T>(call: () => Promise<T>): Promise<CallOutcome<T>> {
  try {
    return { kind: "ok", value: await call() };
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) return { kind: "limited", retryAfter: error.retryAfter };
    if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
      return { kind: "doubtful", cause: error, timedOut: isTimeout(error) };
    }
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const { data } = error;
    if (data.error === "ratelimited") {
      return { kind: "limited", retryAfter: data.response_metadata?.retryAfter ?? 1 };
    }
    // Whatever answers without Slack's own word for it is not Slack: a proxy perhaps.
    if (faults.has(data.error) || typeof data.error !== "string")
      return { kind: "doubtful", cause: error, timedOut: false };
    return { kind: "refused", error: data.error, messages: data.response_metadata?.messages ?? [] };
  }
}

/** Whether nobody answered in time, in whatever words the layers below say it. */
function isTimeout(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause ?? originalOf(cause)) {
    if (
      cause.name === "TimeoutError" ||
      cause.name === "AbortError" ||
      /time(d )?-?out/i.test(cause.message)
    ) {
      return true;
    }
  }
  return false;
}

function originalOf(error: Error): unknown {
  return "original" in error ? error.original : undefined;
}

/**
 * Makes a call that may safely be made again until Slack says yes or no, obeying `Retry-After` and the gate. Throws
 * `SlackUnreachable`.
 */
export async function untilAnswered<T>(
  call: () => Promise<T>,
  sleep: Sleep,
  gate?: Gate,
): Promise<Extract<CallOutcome<T>, { readonly kind: "ok" | "refused" }>> {
  let cause: unknown = null;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    await gate?.enter();
    const outcome = await outcomeOf(call);
    gate?.leave();
    if (outcome.kind === "ok" || outcome.kind === "refused") return outcome;
    if (outcome.kind === "doubtful") cause = outcome.cause;
    if (outcome.kind === "limited") await gate?.hold(outcome.retryAfter);
    await sleep(outcome.kind === "limited" ? outcome.retryAfter * 1000 : backoff(attempt));
  }
  throw new SlackUnreachable("Slack did not answer", cause);
}

/** Gives the pause after the nth attempt, in milliseconds: about half a second, doubling, at most 16 s. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return 500 * 2 ** Math.min(attempt, 5) * (0.75 + random() / 2);
}
