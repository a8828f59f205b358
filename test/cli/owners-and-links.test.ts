import { Command } from "commander";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CliContext } from "../../src/cli/context.ts";
import { ownersCommand } from "../../src/cli/owners.ts";
import { workspaceCommand } from "../../src/cli/workspace.ts";
import { addAnnotation } from "../../src/store/annotations.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace, findWorkspace, listWorkspaces } from "../../src/store/workspaces.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let store: Store;
let out: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  await addWorkspace(store, { name: "acme" });
  await addWorkspace(store, { name: "globex" });
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

async function run(...words: readonly string[]): Promise<string> {
  out = [];
  const context: CliContext = {
    store: async () => store,
    workspace: (name) => findWorkspace(store, name),
    now: () => new Date("2026-03-02T09:00:00Z"),
    out: (text) => out.push(text),
    err: () => {},
    isTerminal: false,
    setExitStatus: () => {},
  };
  const program = new Command().addCommand(ownersCommand(context)).addCommand(workspaceCommand(context));
  await program.parseAsync(words, { from: "user" });
  return out.join("\n");
}

test("owners are named and unnamed by user id, for each workspace apart", async () => {
  await run("owners", "add", "U0MAYA00001", "--workspace", "acme");
  await run("owners", "add", "U0NIKOS0001", "--workspace", "acme");
  await run("owners", "add", "U0NIKOS0001", "--workspace", "acme");
  const listed = await run("owners", "list", "--workspace", "acme", "--json");
  expect(JSON.parse(listed)).toEqual({ owners: ["U0MAYA00001", "U0NIKOS0001"] });
  await run("owners", "remove", "U0MAYA00001", "--workspace", "acme");
  expect(await run("owners", "list", "--workspace", "acme")).toBe("U0NIKOS0001");
  expect(await run("owners", "list", "--workspace", "globex")).toContain("Nobody is named");
  await expect(run("owners", "add", "maya", "--workspace", "acme")).rejects.toMatchObject({
    code: "bad-user",
  });
});

test("a team sees one workspace", async () => {
  await run("workspace", "link", "acme", "T0123456789");
  await expect(run("workspace", "link", "globex", "T0123456789")).rejects.toMatchObject({
    code: "team-linked",
  });
  await expect(run("workspace", "link", "globex", "acme.slack.com")).rejects.toMatchObject({
    code: "bad-team",
  });
});

test("a workspace is removed with every row of its, and only when that is confirmed", async () => {
  const [acme, globex] = await listWorkspaces(store);
  for (const each of [acme, globex]) {
    await addAnnotation(
      store,
      each?.workspaceId ?? 0,
      { day: 20_000, text: "price change", notedBy: null },
      new Date(),
    );
  }
  await expect(run("workspace", "remove", "acme")).rejects.toMatchObject({ code: "not-confirmed" });
  await run("workspace", "remove", "acme", "--yes");
  expect((await listWorkspaces(store)).map(({ name }) => name)).toEqual(["globex"]);
  const { rows } = await sql<{ workspace_id: number }>`
    select workspace_id from annotations union all select workspace_id from workspace_owners`.execute(store);
  expect(rows).toEqual([{ workspace_id: globex?.workspaceId }]);
});
