import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readBody } from "../../http/read-body.ts";
import { type ApiAnswer, type ApiCall, fieldsOf, readApiCall } from "./api-call.ts";
import type { Page } from "./named-slack.ts";

/** What stands behind the front: each path of Slack's that an app uses. */
export interface Front {
  api(call: ApiCall): Promise<ApiAnswer | Interference>;
  scopes(token: string): readonly string[];
  upload(fileId: string, bytes: Buffer, contentType: string): Promise<boolean>;
  download(fileId: string, token: string): Promise<{ bytes: Buffer; mimetype: string } | null>;
  /** Slack's own pages; the form is what a browser posts. */
  browse(path: string, form?: string): Promise<Page>;
  respond(id: string, body: string): Promise<{ status: number; text: string }>;
}

/** What a test can make of a call instead of Slack's answer. */
export type Interference =
  | { readonly interfere: "status"; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly interfere: "hang up" };

const uploadLimit = 20 * 1024 * 1024;

/** Listens on this machine only. Port 0 takes a free one. */
export async function listen(port: number): Promise<{ server: Server; url: string }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const actual = address !== null && typeof address === "object" ? address.port : port;
  return { server, url: `http://127.0.0.1:${actual}` };
}

/** Answers Slack's paths on `server` from `front`. */
export function serveFront(server: Server, front: Front): void {
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    serve(front, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(String(error));
    });
  });
}

async function serve(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const body = await readBody(request, uploadLimit);
  if (body === null) return end(response, 413, "too large");
  const [, root = "", second = "", third = ""] = url.pathname.split("/");
  if (root === "api") return serveApi(front, readApiCall(request, url, body.toString("utf8")), response);
  if (root === "upload" && third !== "") {
    const type = request.headers["content-type"] ?? "application/octet-stream";
    const taken = await front.upload(third, body, type);
    return end(response, taken ? 200 : 404, taken ? "OK" : "file_not_found");
  }
  if (root === "files-pri") {
    const token = request.headers.authorization?.replace(/^Bearer\s+/i, "") ?? "";
    const file = await front.download(second, token);
    if (file === null) return end(response, 404, "file_not_found");
    response.writeHead(200, { "content-type": file.mimetype }).end(file.bytes);
    return;
  }
  if (root === "oauth") {
    const form = request.method === "POST" ? body.toString("utf8") : undefined;
    const { status, html, location } = await front.browse(`${url.pathname}${url.search}`, form);
    const headers = { "content-type": "text/html; charset=utf-8" };
    response.writeHead(status, location === null ? headers : { ...headers, location }).end(html);
    return;
  }
  if (root === "response") {
    const { status, text } = await front.respond(second, body.toString("utf8"));
    return end(response, status, text);
  }
  end(response, 404, "not found");
}

async function serveApi(front: Front, call: ApiCall, response: ServerResponse): Promise<void> {
  const answer = fieldsOf(await front.api(call));
  if (answer.interfere === "hang up") {
    response.destroy();
    return;
  }
  if (answer.interfere === "status") {
    const retryAfter = answer.retryAfterSeconds;
    response.writeHead(Number(answer.status), {
      "content-type": "application/json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    });
    response.end(
      JSON.stringify({ ok: false, error: retryAfter === undefined ? "fatal_error" : "ratelimited" }),
    );
    return;
  }
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "x-oauth-scopes": front.scopes(call.token).join(","),
  });
  response.end(JSON.stringify(answer));
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
}
