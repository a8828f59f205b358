import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** One call and what it was answered. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** JSON where it is JSON, else text; null: there was no body. */
  readonly asked: unknown;
  readonly status: number;
  readonly headers: Headers;
  readonly answered: unknown;
}

/** What becomes of a call: it goes through, the line is cut before or after it, or somebody else answers. */
export type Meddling =
  | "pass"
  | "cut"
  | "cut-after"
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

export interface Middleman {
  /** Stands for the server's own address. */
  readonly url: string;
  close(): Promise<void>;
}

/** Stands between a client and a server: listens, and may meddle. */
export async function startMiddleman(
  target: string,
  {
    heard,
    meddle = () => "pass",
  }: {
    readonly heard?: (exchange: Exchange) => void;
    readonly meddle?: (call: { readonly method: string; readonly path: string }) => Meddling;
  },
): Promise<Middleman> {
  let own = "";
  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const { pathname: path, searchParams: query } = new URL(url, target);
    const asked = await bodyOf(request);
    const meddling = meddle({ method, path });
    if (meddling === "cut") return void request.socket.destroy();
    if (typeof meddling === "object") {
      response.writeHead(meddling.status, { "content-type": "application/json", ...meddling.headers });
      return void response.end(meddling.body);
    }
    const passed = ["authorization", "content-type", "accept"].flatMap((name) => {
      const value = request.headers[name];
      return typeof value === "string" ? [[name, value] as const] : [];
    });
    const answer = await fetch(new URL(url, target), {
      method,
      headers: Object.fromEntries(passed),
      ...(asked === "" ? {} : { body: asked }),
    });
    // An answer may name the server's address, which callers then go to past us.
    const answered = (await answer.text()).replaceAll(target, own);
    if (meddling === "cut-after") return void request.socket.destroy();
    const { status, headers } = answer;
    heard?.({ method, path, query, asked: read(asked), status, headers, answered: read(answered) });
    const kept = [...headers].filter(
      ([name]) => !["content-length", "content-encoding", "connection"].includes(name),
    );
    response.writeHead(status, Object.fromEntries(kept));
    response.end(answered);
  }
  const server = createServer((request, response) => {
    forward(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  own = `http://localhost:${address.port}`;
  return {
    url: own,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function read(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
