import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
  usualBodyLimit,
} from "../../src/http/server.ts";

const lines: string[] = [];
const log = pino({ level: "info" }, { write: (line: string) => lines.push(line) });
let server: HttpServer | undefined;
const start = async (options: Omit<HttpServerOptions, "port" | "log">) => {
  server = await createHttpServer({ port: 0, log, ...options });
  return server;
};
afterEach(async () => {
  await server?.close();
  lines.length = 0;
});

describe("the HTTP server", () => {
  test("serves routes, plain listeners and nothing else", async () => {
    const { url } = await start({
      routes: [(app) => app.get("/v1/ping", (context) => context.json({ pong: true }))],
      listeners: [{ path: "/slack/events", listener: (_request, response) => response.end("bolt") }],
    });
    expect(await (await fetch(`${url}/v1/ping`)).json()).toEqual({ pong: true });
    expect(await (await fetch(`${url}/slack/events?x=1`, { method: "POST", body: "{}" })).text()).toBe(
      "bolt",
    );
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  });

  test("answers an error with 500, without its words, and logs it once", async () => {
    const { url } = await start({
      routes: [
        (app) =>
          app.get("/broken", () => {
            throw new Error("the secret cause");
          }),
      ],
    });
    const response = await fetch(`${url}/broken`);
    expect([response.status, await response.text()]).toEqual([500, '{"error":"internal-error"}']);
    expect(lines.filter((line) => line.includes("the secret cause"))).toHaveLength(1);
  });

  test("refuses a body beyond the limit", async () => {
    const { url } = await start({
      routes: [(app) => app.post("/v1/facts", usualBodyLimit, (context) => context.text("taken"))],
    });
    const post = (bytes: number) => fetch(`${url}/v1/facts`, { method: "POST", body: "x".repeat(bytes) });
    expect([(await post(1000)).status, (await post(2_000_000)).status]).toEqual([200, 413]);
  });

  test("says which port is taken", async () => {
    const { port } = await start({});
    await expect(createHttpServer({ port, log })).rejects.toMatchObject({ code: "port-taken" });
  });

  test("lets a present request end before it closes", async () => {
    const { url, close } = await start({
      routes: [
        (app) =>
          app.get("/slow", async (context) => {
            await new Promise((resolve) => setTimeout(resolve, 150));
            return context.text("done");
          }),
      ],
    });
    const answer = fetch(`${url}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await close();
    expect(await (await answer).text()).toBe("done");
    await expect(fetch(`${url}/slow`)).rejects.toThrow();
  });
});
