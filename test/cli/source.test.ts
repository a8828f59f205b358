import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sourceCommand } from "../../src/cli/source.ts";
import { tokenCommand } from "../../src/cli/token.ts";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { secretBox } from "../../src/secrets.ts";
import { sourceTypes } from "../../src/sources/index.ts";
import { holderOfToken } from "../../src/store/api-tokens.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createRemotePostgres, type RemotePostgres } from "../support/remote-postgres.ts";

let database: TestDatabase;
let remote: RemotePostgres;
let store: Store;
let folder: string;
let workspaceId: number;
let made = 0;
let out: string[];
let err: string[];
let status: number;
const now = new Date("2026-11-24T09:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  remote = await createRemotePostgres();
  await remote.execute(`
    create table leads (lead_id text, created_at text);
    insert into leads values ('1', '2026-03-01'), ('2', 'soon');`);
  folder = await mkdtemp(path.join(tmpdir(), "concord-source-cli-"));
  await writeFile(
    path.join(folder, "warehouse.yml"),
    "source: postgres\nfacts: { leads: { query: select * from leads } }\n",
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await remote.drop();
  await store.destroy();
  await database.drop();
});
beforeEach(async () => {
  workspaceId = (await addWorkspace(store, { name: `cli ${++made}` })).workspaceId;
  out = [];
  err = [];
  status = 0;
});

const context = () => ({
  store: async () => store,
  workspace: async () => ({ workspaceId, name: "local", settings: defaultSettings }),
  now: () => now,
  out: (text: string) => out.push(text),
  err: (text: string) => err.push(text),
  isTerminal: false,
  setExitStatus: (value: number) => {
    status = value;
  },
});

async function source(words: readonly string[], stdin = "") {
  const command = sourceCommand(context(), {
    types: sourceTypes,
    secrets: () => secretBox([new Uint8Array(32).fill(1)]),
    environment: { WAREHOUSE_URL: remote.url },
    stdin: Readable.from([stdin]),
  });
  await command.parseAsync([...words], { from: "user" });
  return out.splice(0).join("\n");
}

async function token(...words: readonly string[]) {
  await tokenCommand(context()).parseAsync([...words], { from: "user" });
  return out.splice(0).join("\n");
}

const mapping = () => path.join(folder, "warehouse.yml");
const added = () => source(["add", "warehouse", mapping(), "--secret-env", "url=WAREHOUSE_URL"]);

describe("source", () => {
  it("add reads its secret from the environment and says what the source can feed", async () => {
    const words = await added();
    expect(words).toContain("leads, 2 rows: lead_id, created_at");
    expect(words).toContain("1 of the first 2 rows would be rejected");
    expect(words).toMatch(/no {3}mql-to-opportunity: leads\.mql_at, opportunities\.lead_id are missing/);
  });

  it("add takes its secret from standard input too, and says when there is none", async () => {
    await source(["add", "warehouse", mapping(), "--secret-stdin", "url"], `${remote.url}\n`);
    await expect(source(["add", "other", mapping()])).rejects.toMatchObject({ code: "secret-missing" });
    await expect(source(["add", "other", mapping(), "--secret-env", "url=NOT_SET"])).rejects.toMatchObject({
      code: "secret-missing",
    });
  });

  it("sync tells what became of the rows, and ends with 2 when some were rejected", async () => {
    await added();
    expect(JSON.parse(await source(["sync", "warehouse", "--json"]))).toMatchObject({
      source: "warehouse",
      full: true,
      read: 2,
      inserted: 1,
      rejected: 1,
    });
    expect(status).toBe(2);
    expect(await source(["sync", "warehouse", "--full"])).toMatch(
      /Read all of warehouse .* 1 as they were, 0 gone/,
    );
  });

  it("list says how each does", async () => {
    expect(await source(["list"])).toContain("There is no source yet");
    await added();
    expect(await source(["list"])).toBe("warehouse (postgres): new; never read whole; due");
    await source(["sync", "warehouse"]);
    expect(await source(["list"])).toContain(
      "warehouse (postgres): fresh; last read just now, 2 facts; next in 1 hour",
    );
    await source(["pause", "warehouse"]);
    expect(JSON.parse(await source(["list", "--json"]))).toMatchObject({
      sources: [{ name: "warehouse", state: "paused" }],
    });
  });

  it("template prints a mapping to begin with, and types what there is", async () => {
    expect(await source(["template", "postgres"])).toContain("source: postgres");
    await expect(source(["template", "postgre"])).rejects.toMatchObject({
      next: expect.stringContaining("postgres"),
    });
    expect(await source(["types"])).toMatch(/postgres .*\n.*clickhouse/);
  });

  it("map prints the mapping, or replaces it", async () => {
    await added();
    expect(await source(["map", "warehouse"])).toContain("select * from leads");
    expect(await source(["map", "warehouse", mapping()])).toContain("warehouse answers");
    await expect(source(["map", "warehouse", "/none.yml"])).rejects.toMatchObject({ code: "file-not-found" });
  });
});

describe("token", () => {
  it("add prints the token once, and revoke lets it in no longer", async () => {
    const made = await token("add", "website");
    expect(await holderOfToken(store, made, now)).toMatchObject({ workspaceId, tokenName: "website" });
    expect(await token("list")).not.toContain(made);
    await expect(token("add", "website")).rejects.toMatchObject({ code: "token-exists" });
    await token("revoke", "website");
    expect(await holderOfToken(store, made, now)).toBeNull();
    expect(await token("list")).toContain("revoked 2026-11-24");
    await expect(token("revoke", "website")).rejects.toMatchObject({ code: "unknown-token" });
  });
});
