import { setTimeout as pause } from "node:timers/promises";
import type { AckFn, App, Receiver } from "@slack/bolt";
import { UserError } from "../../errors.ts";
import { backoff, outcomeOf } from "../../usecases/delivery/slack-calls.ts";
import {
  type Answer,
  type Connection,
  type ConnectionEars,
  openConnection,
  type SocketOptions,
} from "./connection.ts";
import type { RequestFrame } from "./frame.ts";

/** Longest pause between two tries to reach Slack, in milliseconds: an hour's outage must not cost a second one. */
const longestPause = 30_000;
/** Slack waits so long for an acknowledgement, in milliseconds. */
const patience = 3000;
/** A connection that ends sooner may end so again: the next waits. */
const steady = 10_000;

/**
 * Gives what takes in Slack's requests over a WebSocket that the app opens itself. It waits for a Slack that cannot be
 * reached, connects again after every cut and before every cut that Slack announces, lets nothing but Slack's known
 * messages near Bolt, and before it stops, takes no more of them and waits for the acknowledgements on their way; what
 * it then leaves, Slack delivers again. Its start throws `slack-app-token-refused`.
 */
export function socketReceiver(options: SocketOptions): Receiver {
  const { log } = options;
  const stopping = new AbortController();
  const unanswered = new Set<string>();
  let app: App | undefined;
  let current: { readonly connection: Connection; readonly since: number } | null = null;
  let connecting: Promise<void> | null = null;
  let hasConnected = false;
  let shortLived = 0;

  const ears: ConnectionEars = {
    onRequest: (request, connection) => {
      if (!stopping.signal.aborted) void take(request, connection);
    },
    onFarewell: (connection) => {
      if (connection === current?.connection) void connect();
    },
    onLost: (connection) => {
      if (connection !== current?.connection || stopping.signal.aborted) return;
      shortLived = performance.now() - current.since < steady ? shortLived + 1 : 0;
      current = null;
      log.warn("The connection to Slack was cut; the next one is on its way");
      void connect();
    },
  };

  /** One at a time: an announced cut may come while the next connection is being opened. */
  function connect(): Promise<void> {
    connecting ??= open().finally(() => {
      connecting = null;
    });
    return connecting;
  }

  async function open(): Promise<void> {
    for (let tries = shortLived; ; tries += 1) {
      if (tries > 0) await pauseUnlessStopping(Math.min(backoff(tries - 1), longestPause));
      if (stopping.signal.aborted) return;
      const outcome = await tried(() => openConnection(options, ears));
      if (outcome.kind === "ok") {
        const old = current;
        current = { connection: outcome.value, since: performance.now() };
        hasConnected = true;
        if (tries > shortLived) log.warn("Slack is reached again");
        await old?.connection.close();
        if (stopping.signal.aborted) await current.connection.close();
        return;
      }
      if (outcome.kind === "refused") {
        if (!hasConnected) throw refusedToken(outcome.error);
        log.error(
          { slackError: outcome.error },
          "Slack does not let the app connect again; it goes on trying",
        );
      }
      if (outcome.kind === "doubtful" && tries === shortLived) {
        log.warn(
          { err: outcome.cause },
          "Slack cannot be reached over Socket Mode; the app goes on trying, every half minute at least",
        );
      }
      if (outcome.kind === "limited") await pauseUnlessStopping(outcome.retryAfter * 1000);
    }
  }

  async function take({ id, payload, retryNum, retryReason }: RequestFrame, from: Connection): Promise<void> {
    unanswered.add(id);
    setTimeout(() => unanswered.delete(id), patience).unref();
    const ack: AckFn<unknown> = async (response) => {
      if (!unanswered.has(id)) return;
      const answer =
        typeof response === "string" ? { text: response } : { ...(response as object | undefined) };
      await acknowledge(from, id, answer);
      unanswered.delete(id);
    };
    const retried = {
      ...(retryNum === undefined ? {} : { retryNum }),
      ...(retryReason === undefined ? {} : { retryReason }),
    };
    await app?.processEvent({ body: payload, ack, ...retried }).catch((err: unknown) => {
      // Unacknowledged, Slack delivers it again; an acknowledgement from here could fail unheard.
      log.error({ err }, "A Slack request was not handled");
    });
  }

  /** Over the connection that the request came by, or, when that was cut meanwhile, over the next. */
  async function acknowledge(from: Connection, id: string, answer: Answer) {
    try {
      await from.acknowledge(id, answer);
    } catch (error) {
      for (let waited = 0; waited < patience; waited += 25) {
        if (current && current.connection !== from) return current.connection.acknowledge(id, answer);
        await pause(25);
      }
      throw error;
    }
  }

  async function pauseUnlessStopping(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: stopping.signal }).catch(() => {});
  }

  return {
    init: (bolt) => {
      app = bolt;
    },
    start: connect,
    stop: async () => {
      stopping.abort();
      for (let waited = 0; unanswered.size > 0 && waited < patience; waited += 25) await pause(25);
      await Promise.race([current?.connection.close(), pause(1000, undefined, { ref: false })]);
    },
  };
}

/** What is no error of Slack's is one of the way to it. */
function tried(open: () => Promise<Connection>): ReturnType<typeof outcomeOf<Connection>> {
  return outcomeOf(open).catch((error: unknown) => ({
    kind: "doubtful",
    cause: error instanceof Error ? error : new Error(String(error)),
    timedOut: false,
  }));
}

function refusedToken(slackError: string): UserError {
  return new UserError({
    code: "slack-app-token-refused",
    fault: "state",
    what: `Slack refuses SLACK_APP_TOKEN (${slackError}).`,
    next: "Generate an app-level token with the scope connections:write on your Slack app's page Basic Information, and copy it whole; Socket Mode must be on.",
  });
}
