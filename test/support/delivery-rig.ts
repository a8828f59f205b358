import { WebClient } from "@slack/web-api";
import { createEmulator, type Emulator } from "emulate";
import { sql } from "kysely";
import { pino } from "pino";
import type { ChartRequest } from "../../src/charts/specification.ts";
import { chartSlotBlock } from "../../src/messages/chart-slots.ts";
import { boltLogger } from "../../src/slack/bolt-logger.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import type { DeliveryRef } from "../../src/store/delivery-hold.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import type { Deliverable, DeliveryParts } from "../../src/usecases/deliver-digest.ts";
import { clearFiles } from "../../src/usecases/delivery/clear-files.ts";
import { usualTiming } from "../../src/usecases/delivery/timing.ts";
import { createTestDatabase } from "./database.ts";

export const channelId = "C000000001";

/**
 * What the wire does with a call: cuts before Slack hears it, cuts after Slack acted, lets it wait for longer than
 * anybody does, lets it arrive when it is told to (`stuck`), or answers by itself.
 */
export type Fault = "cut-before" | "cut-after" | "slow-before" | "slow-after" | "stuck" | Response;

/** A real client and server with a wire that can be told to fail; every call that reached Slack is on record. */
export interface Wire {
  readonly reached: string[];
  /** Decides about the nth call (from 1) of a method, called with the count of all calls. */
  faults: (method: string, nth: number, all: number) => Fault | null;
  /** Lets the calls that are stuck arrive at Slack. */
  letGo(): Promise<void>;
}

export interface DeliveryRig {
  readonly store: Store;
  readonly workspaceId: number;
  readonly wire: Wire;
  readonly slack: WebClient;
  readonly log: string[];
  readonly slept: number[];
  parts(changes?: Partial<DeliveryParts>): DeliveryParts;
  /** What stands in the channel: the messages and, under each, its thread. */
  channel(): Promise<readonly PostedMessage[]>;
  /** The files at Slack that no message shows. */
  leftOver(): Promise<readonly string[]>;
  /** Does the queue's jobs that clear away, now; gives how many there were. A call takes so long on its way. */
  clearAway(onItsWay: number): Promise<number>;
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

export async function openRig(): Promise<DeliveryRig> {
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
  let stuck: (() => Promise<unknown>)[] = [];
  const wire: Wire = {
    reached: [],
    faults: () => null,
    letGo: async () => {
      for (const arrive of stuck.splice(0)) await arrive();
    },
  };
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
      if (fault === "stuck") {
        stuck.push(() => fetch(url, init as RequestInit));
        throw outOfTime();
      }
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
  const parts = (changes: Partial<DeliveryParts> = {}): DeliveryParts => ({
    store,
    slack,
    renderer: { render: async () => new Uint8Array([0x89, 0x50, 0x4e, 0x47]) },
    log: pino({ level: "warn" }, { write: (line: string) => log.push(line) }),
    now: () => new Date(),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    ...changes,
  });
  const channel = async () => {
    const roots = await messagesOf(slack.conversations.history({ channel: channelId }));
    return Promise.all(
      roots.toReversed().map(async (root) => ({
        ...root,
        replies: (await messagesOf(slack.conversations.replies({ channel: channelId, ts: root.ts }))).slice(
          1,
        ),
      })),
    );
  };
  return {
    store,
    workspaceId,
    wire,
    slack,
    log,
    slept,
    parts,
    channel,
    leftOver: async () => {
      const shown = JSON.stringify(await channel());
      const { files = [] } = await slack.files.list({});
      return files.flatMap(({ id }) => (id && !shown.includes(`"${id}"`) ? [id] : []));
    },
    clearAway: async (onItsWay) => {
      const jobs = await takeClearingJobs(store);
      for (const job of jobs) await clearFiles(parts(), job, { ...usualTiming, onItsWay });
      return jobs.length;
    },
    reset: async () => {
      emulator.reset();
      await forgetTurns(store);
      await takeClearingJobs(store);
      stuck = [];
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

/** Takes the jobs that clear away out of the queue, as the worker does when their time has come. */
async function takeClearingJobs(store: Store): Promise<readonly DeliveryRef[]> {
  const { rows } = await sql<{ payload: DeliveryRef }>`
    delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
    where task.id = job.task_id and task.identifier = 'clear-files' returning job.payload`.execute(store);
  return rows.map(({ payload }) => payload);
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
