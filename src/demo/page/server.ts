import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { readBody } from "../../http/read-body.ts";
import type { SlackEmulator } from "../slack-emulator.ts";
import { act, perform } from "./acts.ts";
import { bundlePage, type PageBundle } from "./bundle.ts";
import { concordIcon } from "./concord-icon.ts";
import { firstHtml } from "./first-html.ts";
import { isOurs, securityHeaders } from "./guard.ts";
import { look } from "./look.ts";

export interface PageOptions {
  readonly emulator: SlackEmulator;
  /** Where the app takes Slack's requests: `http://127.0.0.1:3000/slack/events`. */
  readonly boltUrl: string;
  /** The preferred port; the next free one is taken when somebody has it. */
  readonly port: number;
  readonly log: (line: string) => void;
}

export interface Page {
  readonly url: string;
  stop(): Promise<void>;
}

const bodyLimit = 64 * 1024;
const require = createRequire(import.meta.url);
const fonts: Readonly<Record<string, string>> = {
  "/fonts/inter-400.ttf": "inter/400Regular/Inter_400Regular.ttf",
  "/fonts/inter-600.ttf": "inter/600SemiBold/Inter_600SemiBold.ttf",
  "/fonts/inter-700.ttf": "inter/700Bold/Inter_700Bold.ttf",
  "/fonts/blocks.ttf": "jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf",
};

/** Shows the emulated workspace on a local page, where people read, type commands and press buttons. */
export async function startPage({ emulator, boltUrl, port, log }: PageOptions): Promise<Page> {
  emulator.deliverTo(boltUrl);
  const bundle = await bundlePage();
  const watchers = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log(`page: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("The page met an error; the terminal says which.");
    });
  });
  const actual = await listenNear(server, port);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (!isOurs(request, actual)) return reply(response, 403, "text/plain", "This page answers only itself.");
    const at = (name: string) => url.searchParams.get(name);
    const whereabouts = () => ({
      user: at("user") ?? emulator.users.marketer.id,
      room: at("room") ?? emulator.channels.revenueTeam.id,
      thread: at("thread"),
    });
    if (request.method === "POST" && url.pathname === "/api/act") {
      const body = await readBody(request, bodyLimit);
      if (body === null) return reply(response, 413, "text/plain", "too long");
      const wanted = act.safeParse(json(body.toString("utf8")));
      if (!wanted.success) return reply(response, 400, "text/plain", wanted.error.message);
      return replyJson(response, await perform(emulator, wanted.data));
    }
    if (request.method !== "GET" && request.method !== "HEAD")
      return reply(response, 405, "text/plain", "no");
    if (url.pathname === "/") {
      return reply(response, 200, "text/html; charset=utf-8", firstHtml(await look(emulator, whereabouts())));
    }
    if (url.pathname === "/api/look") return replyJson(response, await look(emulator, whereabouts()));
    if (url.pathname === "/api/changes") return watch(response);
    if (url.pathname.startsWith("/files/")) return file(response, url.pathname.slice("/files/".length));
    return asset(response, url.pathname, bundle);
  }

  function watch(response: ServerResponse): void {
    response
      .writeHead(200, { ...securityHeaders, "content-type": "text/event-stream" })
      .write("retry: 1000\n\n");
    watchers.add(response);
    response.on("close", () => watchers.delete(response));
  }

  async function file(response: ServerResponse, id: string): Promise<void> {
    const found = /^F[A-Z0-9]+$/.test(id) ? await emulator.file(id) : null;
    const isImage = /^image\/(?:png|jpeg|gif)$/.test(found?.mimetype ?? "");
    if (found === null || !isImage) return reply(response, 404, "text/plain", "no such picture");
    reply(response, 200, found.mimetype, found.bytes, { "cache-control": "private, max-age=86400" });
  }

  let told: NodeJS.Timeout | null = null;
  const unwatch = emulator.onChange(() => {
    told ??= setTimeout(() => {
      told = null;
      for (const watcher of watchers) watcher.write("data: changed\n\n");
    }, 40);
  });

  const url = `http://127.0.0.1:${actual}`;
  log(`page: ${url}`);
  return {
    url,
    stop: async () => {
      unwatch();
      if (told !== null) clearTimeout(told);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function asset(response: ServerResponse, path: string, bundle: PageBundle): Promise<void> {
  if (path === "/page.js") return reply(response, 200, "text/javascript; charset=utf-8", bundle.script);
  if (path === "/page.css") return reply(response, 200, "text/css; charset=utf-8", bundle.style);
  if (path === "/concord.svg") return reply(response, 200, "image/svg+xml", concordIcon);
  const font = fonts[path];
  if (font === undefined) return reply(response, 404, "text/plain", "not found");
  const bytes = await readFile(require.resolve(`@expo-google-fonts/${font}`));
  reply(response, 200, "font/ttf", bytes, { "cache-control": "private, max-age=86400" });
}

function reply(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  more: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...securityHeaders, "content-type": type, ...more }).end(body);
}

const replyJson = (response: ServerResponse, value: unknown) =>
  reply(response, 200, "application/json; charset=utf-8", JSON.stringify(value));

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Listens on this machine only, on `port` or, when it is taken, on one of the next ten, at last on any. */
async function listenNear(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  const wanted = port === 0 ? [0] : [...Array.from({ length: 10 }, (_, step) => port + step), 0];
  for (const candidate of wanted) {
    const taken = await new Promise<boolean>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "EADDRINUSE" ? resolve(false) : reject(error),
      );
      server.listen(candidate, "127.0.0.1", () => resolve(true));
    });
    if (taken) break;
  }
  server.removeAllListeners("error");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The page found no free port.");
  return address.port;
}
