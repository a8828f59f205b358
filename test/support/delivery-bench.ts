import { WebClient } from "@slack/web-api";
import { createEmulator, type Emulator } from "emulate";
import { sql } from "kysely";
import { pino } from "pino";
import type { ChartRequest } from "../../src/charts/specification.ts";
import { chartSlotBlock } from "../../src/messages/chart-slots.ts";
import { boltLogger } from "../../src/slack/bolt-logger.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import type { Deliverable, DeliveryParts } from "../../src/usecases/deliver-digest.ts";
import { createTestDatabase } from "./database.ts";

export const channelId = "C000000001";

/**
 * What the wire does with a call: cuts before Slack hears it, cuts after Slack acted, lets it wait for longer than
 * anybody does, or answers by itself.
 */
export type Fault = "cut-before" | "cut-after" | "slow-before" | "slow-after" | Response;

/** A real client and server with a wire that can be told to fail; every call that reached Slack is on record. */
export interface Wire {
  readonly reached: string[];
  /** Decides about the nth call (from 1) of a method, called with the count of all calls. */
  faults: (method: string, nth: number, all: number) => Fault | null;
}

export interface Bench {
  readonly store: Store;
  readonly workspaceId: number;
  readonly wire: Wire;
  readonly slack: WebClient;
  readonly log: string[];
  readonly slept: number[];
  parts(changes?: Partial<DeliveryParts>): DeliveryParts;
  /** What stands in the channel: the messages and, under each, its thread. */
  channel(): Promise<readonly PostedMessage[]>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface PostedMessage {
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly { readonly type: string; readonly [field: string]: unknown }[];
  readonly replies: readonly Omit<PostedMessage, "replies">[];
}

const token = "xoxb-delivery-test-token";

export async function openBench(): Promise<Bench> {
  const database = await createTestDatabase();
  const store = openStore(database);
  const { workspaceId } = await addWorkspace(store, { name: "local" });
  const emulator: Emulator = await createEmulator({
    service: "slack",
    port: 0,
    seed: {
      slack: {
        strict_scopes: true,
        tokens: [
          {
            token,
            user: "admin",
            scopes: ["chat:write", "files:write", "files:read", "channels:history"],
          },
        ],
      },
    },
  });
  const wire: Wire = { reached: [], faults: () => null };
  let counts = new Map<string, number>();
  let all = 0;
  const log: string[] = [];
  const slept: number[] = [];
  const slack = new WebClient(token, {
    slackApiUrl: `${emulator.url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(pino({ level: "silent" })),
    fetch: async (url, init) => {
      const method = String(url).split("/").pop() ?? "";
      const nth = (counts.get(method) ?? 0) + 1;
      counts.set(method, nth);
      all += 1;
      const fault = wire.faults(method, nth, all);
      if (fault instanceof Response) return fault.clone();
      if (fault === "slow-before") throw outOfTime();
      if (fault === "cut-before") throw new TypeError("connection refused");
      const response = await fetch(url, init as RequestInit);
      wire.reached.push(method);
      if (fault === "cut-after") throw new TypeError("connection reset");
      if (fault === "slow-after") throw outOfTime();
      return response;
    },
  });
  const messagesOf = async (answer: Promise<{ messages?: unknown }>) =>
    ((await answer).messages ?? []) as Omit<PostedMessage, "replies">[];
  return {
    store,
    workspaceId,
    wire,
    slack,
    log,
    slept,
    parts: (changes = {}) => ({
      store,
      slack,
      renderer: { render: async () => new Uint8Array([0x89, 0x50, 0x4e, 0x47]) },
      log: pino({ level: "warn" }, { write: (line: string) => log.push(line) }),
      now: () => new Date(),
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
      },
      ...changes,
    }),
    channel: async () => {
      const roots = await messagesOf(slack.conversations.history({ channel: channelId }));
      return Promise.all(
        roots.toReversed().map(async (root) => ({
          ...root,
          replies: (await messagesOf(slack.conversations.replies({ channel: channelId, ts: root.ts }))).slice(
            1,
          ),
        })),
      );
    },
    reset: async () => {
      emulator.reset();
      await forgetTurns(store);
      wire.reached.length = 0;
      wire.faults = () => null;
      counts = new Map();
      all = 0;
      log.length = 0;
      slept.length = 0;
    },
    close: async () => {
      await store.destroy();
      await emulator.close();
      await database.drop();
    },
  };
}

async function forgetTurns(store: Store): Promise<void> {
  await sql`delete from slack_turns`.execute(store);
}

/** What a call that was given up ends with. */
function outOfTime(): DOMException {
  return new DOMException("The operation was aborted due to timeout", "TimeoutError");
}

/** A digest of one message with a picture, a reply with one, and a reply of words. */
export function sampleDigest(headline = "Week 47"): Deliverable {
  const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } }) as const;
  const request = { kind: "scorecard", model: {} } as unknown as ChartRequest;
  return {
    message: {
      text: headline,
      blocks: [section(headline), chartSlotBlock({ name: "scorecard", altText: "All seven" })],
    },
    replies: [
      { text: "Cycle time", blocks: [chartSlotBlock({ name: "cycle-time", altText: "Cycle time" })] },
      { text: "Notes", blocks: [section("Notes")] },
    ],
    charts: [
      { name: "scorecard", request },
      { name: "cycle-time", request },
    ],
    chartMissing: "The picture is missing; the words say it all.",
  };
}

/** What Slack answers when it refuses. */
export function refusal(error: string, messages?: readonly string[]): Response {
  return Response.json({ ok: false, error, ...(messages ? { response_metadata: { messages } } : {}) });
}
