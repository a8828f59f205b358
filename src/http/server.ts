import { createServer, type RequestListener, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { UserError } from "../errors.ts";
import type { Log } from "../log.ts";

/** Adds its routes to the one server: `(app) => app.get("/healthz", …)`. */
export type Routes = (app: Hono) => void;

/** A path, with all that lies under it, that is served by a plain Node.js listener, such as Bolt's. */
export interface MountedListener {
  readonly path: string;
  readonly listener: RequestListener;
}

export interface HttpServerOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly log: Log;
  readonly routes?: readonly Routes[];
  readonly listeners?: readonly MountedListener[];
}

export interface HttpServer {
  readonly port: number;
  /** Without a slash at its end. */
  readonly url: string;
  /** Takes no more requests, lets the present ones end for at most `patience` milliseconds, then cuts them. */
  close(patience?: number): Promise<void>;
}

/** What a body may hold unless its route says otherwise with a `bodyLimit` of its own. */
const largestBody = 1024 * 1024;

/**
 * Starts the app's only HTTP server. An error in a route is logged once and answered with 500, without its words.
 * Throws `port-taken`.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { port, log, routes = [], listeners = [] } = options;
  const app = new Hono();
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    log.error({ err: error, path: context.req.path }, "A request failed");
    return context.json({ error: "internal-error" }, 500);
  });
  app.notFound((context) => context.json({ error: "not-found" }, 404));
  for (const add of routes) add(app);
  const serveRoutes = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    const [path = "/"] = (request.url ?? "/").split("?", 1);
    const mounted = listeners.find((each) => path === each.path || path.startsWith(`${each.path}/`));
    if (mounted) mounted.listener(request, response);
    else void serveRoutes(request, response);
  });
  await listen(server, port);
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return { port: actual, url: `http://127.0.0.1:${actual}`, close: (patience) => close(server, patience) };
}

/** Refuses bodies beyond the usual limit; for routes that read one. */
export const usualBodyLimit = bodyLimit({ maxSize: largestBody });

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(port, error) : error);
    });
    server.listen(port, resolve);
  });
}

function portTaken(port: number, cause: Error): UserError {
  return new UserError({
    code: "port-taken",
    fault: "state",
    what: `Port ${port} is taken by another program.`,
    next: "Stop that one, or choose another port with PORT.",
    cause,
  });
}

const usualPatience = 5000;
const idleCheck = 20;

async function close(server: Server, patience = usualPatience): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is kept alive after its answer would keep the server open.
  const idle = setInterval(() => server.closeIdleConnections(), idleCheck);
  const cut = setTimeout(() => server.closeAllConnections(), patience);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}
