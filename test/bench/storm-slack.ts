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
};

const buckets = new Map<string, Bucket>();
const calls = new Map<string, number>();
const messages = new Map<string, number>();
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
  if (request.url?.startsWith("/upload")) return void response.end("OK");
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
  calls.set(method, (calls.get(method) ?? 0) + 1);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ok: true, ...answer(method, `${token} ${channel}`, body) }));
}

function answer(method: string, channel: string, body: URLSearchParams): object {
  switch (method) {
    case "files.getUploadURLExternal":
      files += 1;
      return { upload_url: `${url}/upload/F${files}`, file_id: `F${files}` };
    case "files.info":
      return { file: { id: body.get("file"), mimetype: "image/png" } };
    case "chat.postMessage":
      lastAt = Date.now();
      if (!body.get("thread_ts")) messages.set(channel, (messages.get(channel) ?? 0) + 1);
      return { ts: `${Date.now() / 1000}`, channel: body.get("channel") };
    default:
      return {};
  }
}

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
    channels: messages.size,
    doubled: [...messages.values()].filter((count) => count > 1).length,
    calls: Object.fromEntries(calls),
  });
});
