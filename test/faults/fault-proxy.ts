import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

import { slow, slowish } from "./timing.ts";

export type Random = () => number;

/** What can happen to a call on its way. */
export type Fault =
  | "limited"
  | "fault-before"
  | "fault-after"
  | "cut-before"
  | "cut-after"
  | "slow-before"
  | "slow-after"
  | "slow-answer"
  | "file-not-ready"
  | "invalid-blocks"
  | "message-too-long"
  | "lost-channel"
  | "lost-access";

/** A call of one instance, before Slack hears it or after Slack has done it. */
export interface Moment {
  readonly instance: number;
  /** Its method; posts in a thread are told apart. */
  readonly step: string;
  readonly when: "before" | "after";
}

/** A fault that was made. */
export interface Happening {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: Fault;
  readonly workspaceId: number;
  /** Null: the call named none. */
  readonly channel: string | null;
}

export interface FaultProxy {
  /** For an instance's SLACK_API_URL. */
  apiUrl(instance: number): string;
  /** How many faults were made, by kind. */
  readonly made: Map<Fault, number>;
  /** What happened, in its order. */
  readonly happenings: readonly Happening[];
  /** When messages and edits were sent into each channel, as they came by: epoch milliseconds. */
  readonly posts: ReadonlyMap<string, readonly number[]>;
  /** Deliveries (by the id in their metadata) of which Slack did not take a message as it was. */
  readonly mended: ReadonlySet<string>;
  /** From now on everything passes. */
  calm(): void;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** Slack's own address, without a path. */
  readonly slackUrl: string;
  readonly random: Random;
  /** The share of calls that meet a fault. */
  readonly rate: number;
  /** Told at each step boundary; true: the instance is dead, and nothing comes back to it. */
  readonly onMoment: (moment: Moment) => boolean;
}

const anyCall: readonly Fault[] = [
  "limited",
  "fault-before",
  "fault-after",
  "cut-before",
  "cut-after",
  "slow-before",
  "slow-after",
  "slow-answer",
];
const lostChannels = ["is_archived", "not_in_channel", "channel_not_found", "restricted_action"];
const lostAccess = ["account_inactive", "token_revoked", "team_access_revoked", "missing_scope"];
/** A file is not ready for so many posts at most; Slack's are ready within seconds. */
const notReadyFor = 2;

/** Starts a proxy between instances and Slack in which calls go wrong, each in its own way, by the given chance. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { slackUrl, random, onMoment } = options;
  const made = new Map<Fault, number>();
  const happenings: Happening[] = [];
  const mended = new Set<string>();
  const posts = new Map<string, number[]>();
  const notReady = new Map<string, number>();
  let isCalm = false;
  let url = "";

  const draw = (method: string, body: string): Fault | null => {
    if (isCalm || random() >= options.rate) return null;
    const special: readonly Fault[] =
      method === "chat.postMessage" || method === "chat.update"
        ? [
            ...(body.includes("slack_file") ? (["file-not-ready"] as const) : []),
            "invalid-blocks",
            "message-too-long",
            "lost-channel",
            "lost-access",
          ]
        : [];
    const choices = [...anyCall, ...special];
    const fault = choices[Math.floor(random() * choices.length)] ?? "cut-before";
    // These stop or spoil a whole digest, of which most are to be whole.
    if (special.includes(fault) && fault !== "file-not-ready" && random() > 0.7) return null;
    if (fault !== "file-not-ready") return fault;
    const times = notReady.get(body) ?? 0;
    notReady.set(body, times + 1);
    return times < notReadyFor ? fault : null;
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, prefix = "", ...rest] = (request.url ?? "").split("/");
    // The instance, and the workspace for which it calls: `i0w3`.
    const [instance = 0, workspaceId = 0] = prefix.slice(1).split("w").map(Number);
    const path = `/${rest.join("/")}`;
    const body = await bodyOf(request);
    const method = rest[0] === "api" ? (rest[1]?.split("?")[0] ?? "") : "upload";
    const params = new URLSearchParams(body.toString("utf8"));
    const channel = params.get("channel");
    const step =
      method === "chat.postMessage" && params.has("thread_ts") ? "chat.postMessage in a thread" : method;
    if (onMoment({ instance, step, when: "before" })) return void response.destroy();
    if (channel !== null && (method === "chat.postMessage" || method === "chat.update")) {
      posts.set(channel, [...(posts.get(channel) ?? []), Date.now()]);
    }

    const fault = draw(method, body.toString("utf8"));
    if (fault) {
      made.set(fault, (made.get(fault) ?? 0) + 1);
      happenings.push({ at: Date.now(), what: fault, workspaceId, channel });
    }
    const refused = (error: string, messages?: readonly string[]) =>
      end(
        response,
        200,
        JSON.stringify({ ok: false, error, ...(messages ? { response_metadata: { messages } } : {}) }),
      );
    const oneOf = (errors: readonly string[]) =>
      errors[Math.floor(random() * errors.length)] ?? "fatal_error";
    switch (fault) {
      case "limited":
        return end(response, 429, '{"ok":false,"error":"ratelimited"}', "1");
      case "fault-before":
        return end(response, 503, "upstream connect error");
      case "cut-before":
        return void response.destroy();
      case "slow-before":
        await pause(slow);
        break;
      case "file-not-ready":
        return refused("invalid_blocks", ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"]);
      case "invalid-blocks":
        mended.add(deliveryIn(params));
        return refused("invalid_blocks", ["[ERROR] unsupported type: table [json-pointer:/blocks/1/type]"]);
      case "message-too-long":
        mended.add(deliveryIn(params));
        return refused("msg_too_long");
      case "lost-channel":
        return refused(oneOf(lostChannels));
      case "lost-access":
        return refused(oneOf(lostAccess));
    }

    const answer = await fetch(`${slackUrl}${path}`, {
      method: request.method ?? "POST",
      headers: headersOf(request),
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    const text = (await answer.text()).replaceAll(`${slackUrl}/upload`, `${url}/${prefix}/upload`);
    if (onMoment({ instance, step, when: "after" })) return void response.destroy();
    if (fault === "fault-after") return end(response, 500, "");
    if (fault === "cut-after") return void response.destroy();
    if (fault === "slow-after") await pause(slow);
    if (fault === "slow-answer") await pause(slowish);
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "application/json",
    });
    response.end(text);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return {
    apiUrl: (instance) => `${url}/i${instance}/api/`,
    made,
    happenings,
    posts,
    mended,
    calm: () => {
      isCalm = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function deliveryIn(params: URLSearchParams): string {
  return /"delivery_id":"([\w-]+)"/.exec(params.get("metadata") ?? "")?.[1] ?? "";
}

function end(response: ServerResponse, status: number, text: string, retryAfter?: string): void {
  response.writeHead(status, {
    "content-type": "application/json",
    ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
  });
  response.end(text);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const { authorization, "content-type": type } = request.headers;
  return { ...(authorization ? { authorization } : {}), ...(type ? { "content-type": type } : {}) };
}

/** Gives numbers from 0 to 1 that a seed determines: mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
