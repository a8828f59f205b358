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
  /** Time-out, broken connection or a fault at Slack: it may have happened. */
  | { readonly kind: "doubtful"; readonly cause: Error };

export type Sleep = (milliseconds: number) => Promise<void>;

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
      return { kind: "doubtful", cause: error };
    }
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const { data } = error;
    if (data.error === "ratelimited") {
      return { kind: "limited", retryAfter: data.response_metadata?.retryAfter ?? 1 };
    }
    if (faults.has(data.error)) return { kind: "doubtful", cause: error };
    return { kind: "refused", error: data.error, messages: data.response_metadata?.messages ?? [] };
  }
}

/**
 * Makes a call that may safely be made again until Slack says yes or no, obeying `Retry-After`. Throws
 * `SlackUnreachable`.
 */
export async function untilAnswered<T>(
  call: () => Promise<T>,
  sleep: Sleep,
): Promise<Extract<CallOutcome<T>, { readonly kind: "ok" | "refused" }>> {
  let cause: unknown = null;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const outcome = await outcomeOf(call);
    if (outcome.kind === "ok" || outcome.kind === "refused") return outcome;
    if (outcome.kind === "doubtful") cause = outcome.cause;
    await sleep(outcome.kind === "limited" ? outcome.retryAfter * 1000 : backoff(attempt));
  }
  throw new SlackUnreachable("Slack did not answer", cause);
}

/** Gives the pause after the nth attempt, in milliseconds: half a second, doubling, at most 16 s. */
export function backoff(attempt: number): number {
  return 500 * 2 ** Math.min(attempt, 5);
}
