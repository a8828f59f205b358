import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { factsRoutes } from "../../src/http/facts/routes.ts";
import { createHttpServer, type HttpServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { listApiTokens } from "../../src/store/api-tokens.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import type { FactsAnswer } from "../../src/usecases/http-facts/accept-facts.ts";
import { addApiToken, revokeToken } from "../../src/usecases/http-facts/tokens.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let store: Store;
let server: HttpServer;
let workspaceId: number;
let token: string;
let made = 0;
let now = new Date("2026-11-24T09:00:00Z");
const logged: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  const log = createLog({ level: "info", write: (line) => logged.push(line), isTerminal: false });
  server = await createHttpServer({ port: 0, log, routes: [factsRoutes({ store, clock: () => now })] });
});
afterAll(async () => {
  await server.close();
  await store.destroy();
  await database.drop();
});
beforeEach(async () => {
  const workspace = await addWorkspace(store, {
    name: `http ${++made}`,
    settings: { timeZone: "Europe/Athens" },
  });
  workspaceId = workspace.workspaceId;
  token = await addApiToken(store, { workspaceId, name: "website" });
});

interface Sending {
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(
  path: string,
  { body, type = "application/json", headers = {} }: Sending = {},
  method = "POST",
) {
  const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  return fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === "GET" ? {} : { "content-type": type }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text as BodyInit }),
  });
}

async function post(kind: string, sending: Sending): Promise<FactsAnswer> {
  const response = await send(`/v1/facts/${kind}`, sending);
  expect(response.status).toBe(200);
  return (await response.json()) as FactsAnswer;
}

async function refused(path: string, sending: Sending, method?: string) {
  const response = await send(path, sending, method);
  return { status: response.status, ...((await response.json()) as { error: string; what: string }) };
}

const lead = (id: string, fields: object = {}) => ({ lead_id: id, created_at: "2026-03-01", ...fields });
const leadIds = async () =>
  (
    await store
      .selectFrom("leads")
      .select("lead_id")
      .where("workspace_id", "=", workspaceId)
      .orderBy("lead_id")
      .execute()
  ).map(({ lead_id }) => lead_id);

describe("facts over HTTP", () => {
  it("are one JSON object, a list of them, or one a line, packed or not", async () => {
    expect(await post("leads", { body: lead("1") })).toMatchObject({ kind: "leads", read: 1, inserted: 1 });
    expect(await post("leads", { body: [lead("1"), lead("2")] })).toMatchObject({
      read: 2,
      inserted: 1,
      unchanged: 1,
    });
    const lines = `${JSON.stringify(lead("3"))}\n\n${JSON.stringify(lead("4"))}\n`;
    expect(await post("leads", { body: lines, type: "application/x-ndjson; charset=utf-8" })).toMatchObject({
      inserted: 2,
    });
    const headers = { "content-encoding": "gzip" };
    expect(await post("leads", { body: gzipSync(JSON.stringify([lead("5")])), headers })).toMatchObject({
      inserted: 1,
    });
    expect(await leadIds()).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("are taken row by row: good ones are stored, bad ones are answered with row, column and reason", async () => {
    const answer = await post("leads", {
      body: [
        lead("1"),
        { lead_id: "2" },
        lead("3", { created_at: "3/4/2026" }),
        lead("4", { mql_at: ["2026-03-01"] }),
        "not a row",
        lead("maria@example.com"),
        lead("6", { email: "maria@example.com", Phone: "+30 210 1234567" }),
        lead("6", { segment: "other" }),
      ],
    });
    expect(answer).toMatchObject({ read: 8, inserted: 2, rejectedCount: 6, ignored: ["email", "Phone"] });
    expect(answer.rejected).toEqual([
      { row: 1, column: "created_at", reason: "is missing: leads need created_at" },
      { row: 2, column: "created_at", reason: expect.stringContaining("ISO 8601") },
      { row: 3, column: "mql_at", reason: expect.stringContaining("type") },
      { row: 4, column: null, reason: "the row is not a JSON object" },
      { row: 5, column: "lead_id", reason: expect.stringContaining("e-mail address") },
      { row: 7, column: "lead_id", reason: expect.stringContaining("row 6 says otherwise") },
    ]);
    expect(await leadIds()).toEqual(["1", "6"]);
  });

  it("keep amounts as they were written, and days as days", async () => {
    const row =
      '{"opportunity_id": 7, "created_at": "2026-03-01", "amount": 1234567890123.4567, "currency": "eur"}';
    await post("opportunities", { body: row });
    await post("opportunities", {
      body: '{"opportunity_id": "8", "created_at": "2026-03-01T00:30:00", "amount": 1.5e3}',
    });
    const { rows } = await sql`
      select opportunity_id, amount, currency, created_at, local_days from opportunities
      where workspace_id = ${workspaceId} order by 1`.execute(store);
    expect(rows).toMatchObject([
      { opportunity_id: "7", amount: "1234567890123.4567", currency: "EUR", local_days: 1 },
      {
        opportunity_id: "8",
        amount: "1500.0000",
        created_at: new Date("2026-02-28T22:30:00Z"),
        local_days: 0,
      },
    ]);
  });

  it("leave what a row does not name, and empty what it says is null", async () => {
    await post("leads", { body: lead("1", { segment: "mid", acquisition_channel: "webinar" }) });
    await post("leads", { body: lead("1", { segment: null }) });
    expect(
      await store
        .selectFrom("leads")
        .select(["segment", "acquisition_channel"])
        .where("workspace_id", "=", workspaceId)
        .execute(),
    ).toEqual([{ segment: null, acquisition_channel: "webinar" }]);
  });

  it("are recorded as the token's delivery", async () => {
    await post("leads", { body: lead("1") });
    const { rows } =
      await sql`select source, kind, rows_read from source_deliveries where workspace_id = ${workspaceId}`.execute(
        store,
      );
    expect(rows).toEqual([{ source: "website", kind: "leads", rows_read: "1" }]);
  });

  it("can be removed and merged", async () => {
    await post("leads", { body: [lead("1", { created_at: "2026-01-01" }), lead("2"), lead("3/4")] });
    expect(
      await (await send("/v1/merges", { body: { kind: "leads", from: "1", into: "2" } })).json(),
    ).toEqual({ merged: 1 });
    expect(await (await send("/v1/facts/leads/3%2F4", {}, "DELETE")).json()).toEqual({ removed: 1 });
    expect(await (await send("/v1/facts/leads/9", {}, "DELETE")).json()).toEqual({ removed: 0 });
    expect(
      await store
        .selectFrom("leads")
        .select(["lead_id", "created_at"])
        .where("workspace_id", "=", workspaceId)
        .execute(),
    ).toEqual([{ lead_id: "2", created_at: new Date("2026-01-01T00:00:00Z") }]);
    expect(await refused("/v1/merges", { body: { kind: "visits", from: "1", into: "2" } })).toMatchObject({
      status: 400,
    });
  });
});

describe("a token", () => {
  it("is stored hashed, shown once, and lets in no longer once it is revoked", async () => {
    expect(token).toMatch(/^ccd_[\w-]{43}$/);
    const { rows } = await sql<{
      row: string;
    }>`select t::text as row from api_tokens t where workspace_id = ${workspaceId}`.execute(store);
    expect(rows[0]?.row).not.toContain(token.slice(12));
    await post("leads", { body: lead("1") });
    await revokeToken(store, workspaceId, "website", now);
    expect(await refused("/v1/facts/leads", { body: lead("2") })).toMatchObject({
      status: 401,
      error: "unauthorized",
    });
    expect(await listApiTokens(store, workspaceId)).toMatchObject([
      { name: "website", lastUsedAt: now, revokedAt: now },
    ]);
    expect(await leadIds()).toEqual(["1"]);
  });

  it.each([
    ["none", {}],
    ["another scheme", { authorization: "Basic Y2Nk" }],
    ["an unknown one", { authorization: `Bearer ccd_${"x".repeat(43)}` }],
  ])("is needed: %s is refused", async (_, headers) => {
    const response = await fetch(`${server.url}/v1/facts/leads`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(lead("1")),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(await leadIds()).toEqual([]);
  });

  it("lets into its own workspace alone", async () => {
    await post("leads", { body: lead("1") });
    const other = await addWorkspace(store, { name: `other ${made}` });
    token = await addApiToken(store, { workspaceId: other.workspaceId, name: "website" });
    expect(await (await send("/v1/facts/leads/1", {}, "DELETE")).json()).toEqual({ removed: 0 });
    expect(await leadIds()).toEqual(["1"]);
  });

  it("appears in no log line", () => {
    expect(logged.join("")).not.toContain("ccd_");
  });
});

describe("an idempotency key", () => {
  const headers = { "idempotency-key": "batch-1" };

  it("gives the first answer again, and stores nothing twice", async () => {
    const first = await post("leads", { body: [lead("1"), { lead_id: "2" }], headers });
    await post("leads", { body: lead("1", { segment: "later" }) });
    const again = await send("/v1/facts/leads", { body: [lead("1"), { lead_id: "2" }], headers });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.json()).toEqual(first);
  });

  it("belongs to one body: another is refused", async () => {
    await post("leads", { body: lead("1"), headers });
    expect(await refused("/v1/facts/leads", { body: lead("2"), headers })).toMatchObject({
      status: 422,
      error: "idempotency-key-reused",
    });
    expect(await leadIds()).toEqual(["1"]);
  });

  it("that comes twice at once is answered alike", async () => {
    const body = Array.from({ length: 500 }, (_, index) => lead(String(index)));
    const answers = await Promise.all([1, 2, 3].map(() => post("leads", { body, headers })));
    expect(answers.map(({ inserted }) => inserted)).toEqual([500, 500, 500]);
  });

  it("is free again after a failure: nothing was stored, so nothing is replayed", async () => {
    await sql`alter table leads add constraint no_mars check (segment <> 'mars')`.execute(store);
    const failed = await send("/v1/facts/leads", { body: lead("1", { segment: "mars" }), headers });
    expect([failed.status, await failed.json()]).toEqual([500, { error: "internal-error" }]);
    await sql`alter table leads drop constraint no_mars`.execute(store);
    expect(await post("leads", { body: lead("1", { segment: "mars" }), headers })).toMatchObject({
      inserted: 1,
    });
  });

  it("is forgotten after two days", async () => {
    await post("leads", { body: lead("1"), headers });
    now = new Date(now.getTime() + 49 * 60 * 60_000);
    await post("leads", { body: lead("3"), headers: { "idempotency-key": "batch-2" } });
    expect(await post("leads", { body: lead("2"), headers })).toMatchObject({ inserted: 1 });
  });
});

describe("a body", () => {
  it.each<[string, number, Sending]>([
    ["of another type", 415, { body: "lead_id\n1", type: "text/csv" }],
    ["packed in another way", 415, { body: lead("1"), headers: { "content-encoding": "br" } }],
    ["that is no JSON", 400, { body: "{" }],
    ["that is not gzip though it says so", 400, { body: "{}", headers: { "content-encoding": "gzip" } }],
    ["that is not UTF-8", 400, { body: new Uint8Array([0x22, 0xff, 0x22]) }],
    ["of too many rows", 413, { body: `[${"{},".repeat(100_000)}{}]` }],
    ["of too many lines", 413, { body: "{}\n".repeat(100_001), type: "application/x-ndjson" }],
    ["that is too large", 413, { body: " ".repeat(8 * 1024 * 1024 + 1) }],
    ["that is nested without end", 400, { body: "[".repeat(200_000) }],
    [
      "that unpacks to too much",
      413,
      { body: gzipSync(Buffer.alloc(33 * 1024 * 1024, 32)), headers: { "content-encoding": "gzip" } },
    ],
    [
      "with a key that no header holds well",
      400,
      { body: lead("1"), headers: { "idempotency-key": "k".repeat(201) } },
    ],
  ])("%s is refused with %i", async (_, status, sending) => {
    expect(await refused("/v1/facts/leads", sending)).toMatchObject({ status, error: expect.any(String) });
    expect(await leadIds()).toEqual([]);
  });

  it("of a kind that there is not is refused, with those that there are", async () => {
    expect(await refused("/v1/facts/people", { body: {} })).toMatchObject({
      status: 404,
      error: "unknown-kind",
    });
    expect(await refused("/v1/facts/visits/1", {}, "DELETE")).toMatchObject({ status: 404 });
  });

  it("that comes in pieces and without a length is bounded all the same", async () => {
    const piece = new Uint8Array(1024 * 1024).fill(32);
    let pieces = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (++pieces > 20) controller.close();
        else controller.enqueue(piece);
      },
    });
    const response = await fetch(`${server.url}/v1/facts/leads`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit).catch(() => null);
    // The server may cut the line before the rest is sent.
    if (response) expect(response.status).toBe(413);
    expect(pieces).toBeLessThan(20);
  });
});

describe("the rate of one token", () => {
  it("is bounded, and the answer says how long to wait", async () => {
    const answers: Response[] = [];
    for (let sent = 0; sent < 61; sent++) answers.push(await send("/v1/facts/leads", { body: [] }));
    expect(answers.map(({ status }) => status)).toEqual([...Array(60).fill(200), 429]);
    expect(answers.at(-1)?.headers.get("retry-after")).toBe("1");
    now = new Date(now.getTime() + 1000);
    expect((await send("/v1/facts/leads", { body: [] })).status).toBe(200);
  });
});

describe("the OpenAPI document", () => {
  it("describes every kind with the schema that its rows are checked by", async () => {
    const document = (await (await fetch(`${server.url}/v1/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, unknown>;
      components: { schemas: Record<string, { required?: string[]; properties: Record<string, unknown> }> };
    };
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toHaveLength(8 + 5 + 1);
    expect(document.components.schemas.Lead?.required).toEqual(["lead_id", "created_at"]);
    expect(Object.keys(document.components.schemas.Opportunity?.properties ?? {})).toContain("closed_at");
    // Every reference leads somewhere.
    for (const [, reference] of JSON.stringify(document).matchAll(/"#\/([^"]+)"/g)) {
      const found = reference
        ?.split("/")
        .reduce<unknown>((node, step) => (node as Record<string, unknown>)?.[step], document);
      expect(found, reference).toBeDefined();
    }
  });
});
