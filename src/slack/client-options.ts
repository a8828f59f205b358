import type { WebClientOptions } from "@slack/web-api";
import type { Log } from "../log.ts";
import { boltLogger } from "./bolt-logger.ts";

const callTimeout = 15_000;

/**
 * How Slack is called. Never twice by itself: a repeated `chat.postMessage` is a second message, and waiting out one
 * channel's rate limit inside the client would hold all others up.
 */
export function clientOptions(apiUrl: string | undefined, log: Log): WebClientOptions {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    logger: boltLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: callTimeout,
  };
}
