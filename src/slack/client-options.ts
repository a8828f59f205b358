import { channel } from "node:diagnostics_channel";
import type { WebClientOptions } from "@slack/web-api";
import type { Log } from "../log.ts";
import { boltLogger } from "./bolt-logger.ts";

const callTimeout = 15_000;

/** One call of Slack's Web API and what came of it, told on the diagnostics channel `concord:slack-call`. */
export interface SlackCall {
  readonly method: string;
  /** `ok`, Slack's error, `http_503`, or `no_answer`. */
  readonly outcome: string;
}

export const slackCalls = channel("concord:slack-call");

/**
 * How Slack is called. Never twice by itself: a repeated `chat.postMessage` is a second message, and waiting out one
 * channel's rate limit inside the client would hold all others up.
 */
export function clientOptions(
  apiUrl: string | undefined,
  log: Log,
  timeout: number = callTimeout,
): WebClientOptions {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    logger: boltLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    fetch: toldFetch,
  };
}

/** Fetches, and tells what came of it to whoever counts. */
const toldFetch: NonNullable<WebClientOptions["fetch"]> = async (input, init) => {
  const response = await fetch(input, init).catch((error: unknown) => {
    tell(input, "no_answer");
    throw error;
  });
  if (!slackCalls.hasSubscribers) return response;
  if (!response.ok) {
    tell(input, response.status === 429 ? "ratelimited" : `http_${response.status}`);
    return response;
  }
  const text = await response.text();
  const refused = /"ok":\s*false/.test(text);
  tell(input, refused ? (/"error":\s*"([\w.-]+)"/.exec(text)?.[1] ?? "refused") : "ok");
  return new Response(text, { status: response.status, headers: response.headers });
};

function tell(input: string | URL | Request, outcome: string): void {
  const url = input instanceof Request ? input.url : String(input);
  const method = URL.parse(url)?.pathname.split("/").pop() ?? "unknown";
  slackCalls.publish({ method, outcome } satisfies SlackCall);
}
