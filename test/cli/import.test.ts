import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { importCommand } from "../../src/cli/import.ts";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let store: Store;
let folder: string;
let workspaceId: number;
let out: string[];
let err: string[];
let status: number;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  folder = await mkdtemp(path.join(tmpdir(), "concord-import-cli-"));
  const row = await store
    .insertInto("workspaces")
    .values({ name: "local", settings: "{}" })
    .returning("workspace_id")
    .executeTakeFirstOrThrow();
  workspaceId = row.workspace_id;
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await store.destroy();
  await database.drop();
});
beforeEach(() => {
  out = [];
  err = [];
  status = 0;
});

function run(...words: string[]): Promise<unknown> {
  const command = importCommand({
    store: async () => store,
    workspace: async () => ({ workspaceId, name: "local", settings: defaultSettings }),
    now: () => new Date("2026-06-01T00:00:00Z"),
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    isTerminal: false,
    setExitStatus: (value) => {
      status = value;
    },
  });
  return command.parseAsync(words, { from: "user" });
}

async function file(text: string): Promise<string> {
  const name = path.join(folder, "facts.csv");
  await writeFile(name, text);
  return name;
}

describe("import", () => {
  it("prints one JSON document, and notices on standard error", async () => {
    const name = await file("lead_id,created_at,email\n1,2026-03-01,x\n2,soon,x\n");
    await run("leads", name, "--json");
    expect(out.map((text) => JSON.parse(text))).toEqual([
      {
        kind: "leads",
        read: 2,
        inserted: 1,
        updated: 0,
        unchanged: 0,
        rejected: [{ line: 3, column: "created_at", reason: expect.any(String) }],
      },
    ]);
    expect(err).toEqual(["Columns that are not imported: email."]);
    expect(status).toBe(2);
  });

  it("says in words what became of the rows", async () => {
    const name = await file("lead_id,created_at\n10,2026-03-01\n11,2026-03-01\n");
    await run("leads", name);
    expect(out.join("\n")).toContain("Read 2 rows of leads");
    expect(out.join("\n")).toContain("2 new, 0 changed, 0 as they were, 0 rejected.");
    expect(status).toBe(0);
  });

  it("takes repeated options", async () => {
    const name = await file("id,made,state,closed\n1,3/1/2026,Closed Won,4/1/2026\n2,3/1/2026,Pipeline,\n");
    await run(
      ...["opportunities", name, "--json", "--date-format", "M/D/YYYY", "--source", "crm"],
      ...[
        "--map",
        "opportunity_id=id",
        "--map",
        "created_at=made",
        "--map",
        "outcome=state",
        "--map",
        "closed_at=closed",
      ],
      ...["--value", "outcome.Closed Won=won", "--value", "outcome.pipeline=open", "--set", "currency=usd"],
    );
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ inserted: 2, rejected: [] });
    expect(
      await store
        .selectFrom("opportunities")
        .select(["outcome", "currency", "source"])
        .orderBy("opportunity_id")
        .execute(),
    ).toEqual([
      { outcome: "won", currency: "USD", source: "crm" },
      { outcome: "open", currency: "USD", source: "crm" },
    ]);
  });

  it("suggests the kind that was meant", async () => {
    await expect(run("oportunity", "x.csv")).rejects.toThrow("Did you mean opportunities?");
  });
});
