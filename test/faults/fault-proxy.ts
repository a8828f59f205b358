import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

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
  | "file-not-ready"
  | "lost-channel";

/** A call of one instance, before Slack hears it or after Slack has done it. */
export interface Moment {
  readonly instance: number;
  readonly method: string;
  readonly when: "before" | "after";
}

export interface FaultProxy {
  /** For an instance's SLACK_API_URL. */
  apiUrl(instance: number): string;
  /** How many faults were made, by kind. */
  readonly made: Map<Fault, number>;
  /** When messages came by, in milliseconds, by channel. */
  readonly posts: Map<string, number[]>;
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
];
/** Longer than an instance waits for an answer. */
const slow = 1300;
/** A file is not ready for so many posts at most; Slack's are ready within seconds. */
const notReadyFor = 2;

/** Starts a proxy between instances and Slack in which calls go wrong, each in its own way, by the given chance. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { slackUrl, random, onMoment } = options;
  const made = new Map<Fault, number>();
  const posts = new Map<string, number[]>();
  const notReady = new Map<string, number>();
  let isCalm = false;
  let url = "";

  const draw = (method: string, body: string): Fault | null => {
    if (isCalm || random() >= options.rate) return null;
    const special: readonly Fault[] =
      method === "chat.postMessage"
        ? [...(body.includes("slack_file") ? (["file-not-ready"] as const) : []), "lost-channel"]
        : [];
    const choices = [...anyCall, ...special];
    const fault = choices[Math.floor(random() * choices.length)] ?? "cut-before";
    if (fault === "lost-channel" && random() > 0.3) return null;
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
    const instance = Number(prefix.slice(1));
    const path = `/${rest.join("/")}`;
    const body = await bodyOf(request);
    const method = rest[0] === "api" ? (rest[1]?.split("?")[0] ?? "") : "upload";
    if (method === "chat.postMessage") {
      const channel = new URLSearchParams(body.toString("utf8")).get("channel") ?? "";
      posts.set(channel, [...(posts.get(channel) ?? []), performance.now()]);
    }
    if (onMoment({ instance, method, when: "before" })) return void response.destroy();

    const fault = draw(method, body.toString("utf8"));
    if (fault) made.set(fault, (made.get(fault) ?? 0) + 1);
    if (fault === "limited") return end(response, 429, '{"ok":false,"error":"ratelimited"}', "1");
    if (fault === "fault-before") return end(response, 503, "upstream connect error");
    if (fault === "cut-before") return void response.destroy();
    if (fault === "slow-before") await pause(slow);
    if (fault === "file-not-ready") return end(response, 200, fileNotReady);
    if (fault === "lost-channel") {
      const errors = ["is_archived", "not_in_channel", "channel_not_found"];
      const error = errors[Math.floor(random() * errors.length)];
      return end(response, 200, JSON.stringify({ ok: false, error }));
    }

    const answer = await fetch(`${slackUrl}${path}`, {
      method: request.method ?? "POST",
      headers: headersOf(request),
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    const text = (await answer.text()).replaceAll(`${slackUrl}/upload`, `${url}/i${instance}/upload`);
    if (onMoment({ instance, method, when: "after" })) return void response.destroy();
    if (fault === "fault-after") return end(response, 500, "");
    if (fault === "cut-after") return void response.destroy();
    if (fault === "slow-after") await pause(slow);
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
    posts,
    calm: () => {
      isCalm = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const fileNotReady = JSON.stringify({
  ok: false,
  error: "invalid_blocks",
  response_metadata: { messages: ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"] },
});

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
