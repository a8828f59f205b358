import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A Slack that does nothing but count and refuse: fast enough to be no part of what is measured. */

interface Bucket {
  tokens: number;
  at: number;
}
interface Limit {
  readonly perSecond: number;
  readonly burst: number;
}

const tier3: Limit = { perSecond: 50 / 60, burst: 10 };
const tier4: Limit = { perSecond: 100 / 60, burst: 20 };
const limits: Readonly<Record<string, Limit>> = {
  "chat.postMessage": { perSecond: 1, burst: 1 },
  "files.getUploadURLExternal": tier4,
  "files.completeUploadExternal": tier4,
  "files.info": tier4,
  "conversations.history": tier3,
  "conversations.replies": tier3,
};
/** Milliseconds from an upload's completion until its file can be shown. */
const readyAfter = 300;

const buckets = new Map<string, Bucket>();
/** By token, then method. */
const calls = new Map<string, Map<string, number>>();
const roots = new Map<string, number>();
const messages = new Map<string, number>();
const completed = new Map<string, number>();
let limited = 0;
let files = 0;
let lastAt = 0;
/** Slack counts with a little patience: what comes a breath too early is let through. */
const patience = 0.05;

function waitFor(key: string, { perSecond, burst }: Limit): number {
  const now = performance.now() / 1000;
  const bucket = buckets.get(key) ?? { tokens: burst, at: now };
  bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) * perSecond);
  bucket.at = now;
  buckets.set(key, bucket);
  if (bucket.tokens < 1 - patience) return (1 - bucket.tokens) / perSecond;
  bucket.tokens -= 1;
  return 0;
}

const server = createServer((request, response) => void serve(request, response));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  const method = (request.url ?? "").split("/").pop() ?? "";
  if (request.url?.startsWith("/upload") || method === "response") return void response.end("OK");
  const token = request.headers.authorization ?? "";
  const body = new URLSearchParams(Buffer.concat(parts).toString("utf8"));
  const channel = body.get("channel") ?? "";
  const limit = limits[method];
  const wait = limit
    ? waitFor(`${token} ${method} ${method === "chat.postMessage" ? channel : ""}`, limit)
    : 0;
  if (wait > 0) {
    limited += 1;
    response.writeHead(429, { "retry-after": String(Math.ceil(wait)) });
    return void response.end('{"ok":false,"error":"ratelimited"}');
  }
  const own = calls.get(token) ?? new Map<string, number>();
  calls.set(token, own);
  own.set(method, (own.get(method) ?? 0) + 1);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ok: true, ...answer(method, `${token} ${channel}`, body) }));
}

function answer(method: string, channel: string, body: URLSearchParams): object {
  switch (method) {
    case "auth.test":
      return { team_id: "TSTORM", team: "storm", bot_id: "B1", user_id: "UBOT" };
    case "users.info":
      return { user: { id: body.get("user"), team_id: "TSTORM", locale: "en-US" } };
    case "files.getUploadURLExternal":
      files += 1;
      return { upload_url: `${url}/upload/F${files}`, file_id: `F${files}` };
    case "files.completeUploadExternal":
      for (const [id] of (body.get("files") ?? "").matchAll(/F\d+/g)) completed.set(id, performance.now());
      return {};
    case "files.info": {
      const id = body.get("file") ?? "";
      const isReady = performance.now() - (completed.get(id) ?? Number.POSITIVE_INFINITY) >= readyAfter;
      return { file: { id, mimetype: isReady ? "image/png" : "" } };
    }
    case "chat.postMessage":
      lastAt = Date.now();
      messages.set(channel, (messages.get(channel) ?? 0) + 1);
      if (!body.get("thread_ts")) roots.set(channel, (roots.get(channel) ?? 0) + 1);
      return { ts: `${Date.now() / 1000}`, channel: body.get("channel") };
    default:
      return {};
  }
}

const upTo = (counts: Iterable<number>) => Math.max(0, ...counts);
const countsOf = (method: string) => [...calls.values()].map((own) => own.get(method) ?? 0);

let url = "";
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  process.send?.({ url });
});
process.on("message", () => {
  process.send?.({
    limited,
    lastAt,
    files,
    looks: countsOf("files.info").reduce((sum, count) => sum + count, 0),
    channels: roots.size,
    doubled: [...roots.values()].filter((count) => count > 1).length,
    /** Of the workspace that needs the most, and of the channel that gets the most. */
    mostFiles: upTo(countsOf("files.getUploadURLExternal")),
    mostMessages: upTo(messages.values()),
  });
});
