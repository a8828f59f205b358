import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import type { FactKind } from "../../src/funnel/facts.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { type ImportReport, type ImportRequest, importFacts } from "../../src/usecases/import-facts.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let store: Store;
let folder: string;
let workspaceId: number;
let workspaces = 0;
let notices: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "concord-import-"));
  notices = [];
  const row = await store
    .insertInto("workspaces")
    .values({ name: `w${++workspaces}`, settings: "{}" })
    .returning("workspace_id")
    .executeTakeFirstOrThrow();
  workspaceId = row.workspace_id;
});
afterEach(() => rm(folder, { recursive: true }));

function importFile(
  kind: FactKind,
  file: string,
  options: Partial<ImportRequest> = {},
): Promise<ImportReport> {
  return importFacts(
    store,
    {
      workspaceId,
      kind,
      file,
      timeZone: "Europe/Athens",
      source: "file",
      now: new Date("2026-06-01T00:00:00Z"),
      ...options,
    },
    { notice: (text) => notices.push(text) },
  );
}

async function importText(
  kind: FactKind,
  content: string | Buffer,
  options: Partial<ImportRequest> = {},
): Promise<ImportReport> {
  const file = path.join(folder, "facts.csv");
  await writeFile(file, content);
  return importFile(kind, file, options);
}

const rejects = () => readFile(path.join(folder, "facts.csv.rejected.csv"), "latin1");
const leads = () =>
  store.selectFrom("leads").selectAll().where("workspace_id", "=", workspaceId).orderBy("lead_id").execute();

describe("a CRM's export", () => {
  const fixture = path.join(import.meta.dirname, "../fixtures/crm-sales-opportunities/sales_pipeline.csv");
  const options = {
    map: [
      "created_at=engage_date",
      "closed_at=close_date",
      "amount=close_value",
      "account_id=account",
      "outcome=deal_stage",
    ],
    value: ["outcome.Engaging=open", "outcome.Prospecting=open"],
    dateFormat: "M/D/YYYY",
  };
  const pipeline = async () => {
    const file = path.join(folder, "sales_pipeline.csv");
    await copyFile(fixture, file);
    return file;
  };

  it("gives 8,300 opportunities and 500 rows without a date, and nothing more the second time", async () => {
    const file = await pipeline();
    const first = await importFile("opportunities", file, options);
    expect(first).toMatchObject({ read: 8800, inserted: 8300, updated: 0, unchanged: 0 });
    expect(first.rejected).toHaveLength(500);
    expect(new Set(first.rejected.map(({ column, reason }) => `${column}: ${reason}`))).toEqual(
      new Set(["engage_date: the date is missing: opportunities need created_at"]),
    );
    const outcomes = await store
      .selectFrom("opportunities")
      .select([
        "outcome",
        (count) => count.fn.countAll<string>().as("count"),
        (sum) => sum.fn.sum("amount").as("amount"),
      ])
      .where("workspace_id", "=", workspaceId)
      .groupBy("outcome")
      .orderBy("outcome")
      .execute();
    expect(outcomes).toEqual([
      { outcome: "lost", count: "2473", amount: "0.0000" },
      { outcome: "open", count: "1589", amount: null },
      { outcome: "won", count: "4238", amount: "10005534.0000" },
    ]);
    expect(notices).toEqual(["Columns that are not imported: sales_agent, product."]);
    expect(await importFile("opportunities", file, options)).toMatchObject({
      inserted: 0,
      updated: 0,
      unchanged: 8300,
    });
  });

  it("rejects the same rows for their missing date when their stage is not translated", async () => {
    const { rejected } = await importFile("opportunities", await pipeline(), {
      ...options,
      value: ["outcome.Engaging=open"],
    });
    expect(rejected).toHaveLength(500);
    expect(rejected.every(({ column }) => column === "engage_date")).toBe(true);
  });
});

describe("rejected rows", () => {
  const header = "lead_id,created_at,note,segment";

  it("go to a file beside that completes the import once it is mended", async () => {
    const bad = '2,3/4/2026,"a ""quoted"", note",mid';
    const report = await importText("leads", `${header}\n1,2026-03-01,x,mid\n${bad}\n`);
    expect(report).toMatchObject({ read: 2, inserted: 1, rejected: [{ line: 3, column: "created_at" }] });
    const text = await rejects();
    expect(text.split("\n")[0]).toBe(`rejected_line,rejected_column,rejected_reason,${header}`);
    expect(text).toContain(bad);
    notices = [];
    const mended = report.rejectsFile ?? "";
    await writeFile(mended, text.replace("3/4/2026,", "2026-03-04,"));
    expect(await importFile("leads", mended)).toMatchObject({ read: 1, inserted: 1, rejected: [] });
    expect(notices).toEqual(["Columns that are not imported: note."]);
    expect((await leads()).map(({ lead_id }) => lead_id)).toEqual(["1", "2"]);
  });

  it("that are rejected again after mending do not gather reasons", async () => {
    const first = await importText("leads", `${header}\n2,soon,x,mid\n`);
    const again = await importFile("leads", first.rejectsFile ?? "");
    expect((await readFile(again.rejectsFile ?? "", "utf8")).split("\n")[0]).toBe(
      `rejected_line,rejected_column,rejected_reason,${header}`,
    );
  });

  it("take the place of an earlier run's, which goes when none are left", async () => {
    await importText("leads", `${header}\n2,soon,x,mid\n`);
    await importText("leads", `${header}\n3,later,x,mid\n`);
    expect(await rejects()).not.toContain("soon");
    await importText("leads", `${header}\n3,2026-03-01,x,mid\n`);
    expect(await readdir(folder)).toEqual(["facts.csv"]);
  });

  it("are named when their file cannot be written, and the good rows are stored", async () => {
    await mkdir(path.join(folder, "facts.csv.rejected.csv", "x"), { recursive: true });
    const report = await importText("leads", `${header}\n1,2026-03-01,x,mid\n2,soon,x,mid\n`);
    expect(report).toMatchObject({ inserted: 1, rejected: [{ line: 3 }], rejectsFile: null });
    expect(notices.at(-1)).toMatch(/could not be written to .*facts\.csv\.rejected\.csv/);
  });

  it.each([
    ["too few cells", "2,2026-03-01,x", null, "3 cells, the header names 4 columns"],
    ["too many cells", "2,2026-03-01,x,mid,more", null, "5 cells"],
    ["no id", ",2026-03-01,x,mid", "lead_id", "the value is missing: leads need lead_id"],
    ["nothing at all", ",,,", "lead_id", "is missing"],
    ["an e-mail address for an id", "a@b.com,2026-03-01,x,mid", "lead_id", "not an e-mail address"],
    ["a NUL", "2,2026-03-01,x,m\0d", "segment", "control character"],
    ["a huge cell", `2,2026-03-01,x,${"m".repeat(1_000_000)}`, "segment", "longer than"],
    ["a number for a date", "2,1e9,x,mid", "created_at", "ISO 8601"],
  ])("have their line and column: %s", async (_, row, column, reason) => {
    const report = await importText(
      "leads",
      `${header}\n1,2026-03-01,"x\r\ny",mid\n${row}\n3,2026-03-01,x,mid\n`,
    );
    expect(report).toMatchObject({ read: 3, inserted: 2 });
    expect(report.rejected).toEqual([{ line: 4, column, reason: expect.stringContaining(reason) }]);
  });

  it("keep bytes that are not UTF-8 as they were", async () => {
    const row = Buffer.from("2,2026-03-01,x,caf\u00e9\n", "latin1");
    const good = Buffer.from(`${header}\n1,2026-03-01,x,caf\u00e9\n`, "utf8");
    const report = await importText("leads", Buffer.concat([good, row]));
    expect(report.rejected).toEqual([
      { line: 3, column: "segment", reason: expect.stringContaining("not UTF-8") },
    ]);
    expect(await rejects()).toContain("2,2026-03-01,x,caf\u00e9");
    expect(await leads()).toMatchObject([{ segment: "caf\u00e9" }]);
  });

  it("name the line that they contradict", async () => {
    const report = await importText("leads", `${header}\n1,2026-03-01,x,mid\n1,2026-03-02,x,mid\n`);
    expect(report.rejected).toEqual([
      { line: 3, column: "lead_id", reason: expect.stringContaining("line 2 says otherwise") },
    ]);
    expect(report).toMatchObject({ read: 2, inserted: 1, unchanged: 0 });
  });

  it("are those that an unclosed quotation mark swallowed", async () => {
    const report = await importText(
      "leads",
      `${header}\n1,2026-03-01,"x,mid\n2,2026-03-01,"y",mid\n3,2026-03-01,x,mid\n`,
    );
    expect(report.rejected).toEqual([
      { line: 2, column: "note", reason: expect.stringContaining("several lines were read as one") },
    ]);
    expect((await leads()).map(({ lead_id }) => lead_id)).toEqual(["3"]);
  });

  it("tell of a won opportunity without its day, and of a day without an outcome", async () => {
    const rows =
      "1,2026-03-01,,won\n2,2026-03-01,2026-04-01,\n3,2026-03-01,2026-04-01,open\n4,2026-03-01,,\n";
    const report = await importText("opportunities", `opportunity_id,created_at,closed_at,outcome\n${rows}`);
    expect(report.rejected.map(({ line, column }) => [line, column])).toEqual([
      [2, "closed_at"],
      [3, "outcome"],
    ]);
    expect(
      await store
        .selectFrom("opportunities")
        .select(["outcome", "closed_at"])
        .where("workspace_id", "=", workspaceId)
        .execute(),
    ).toEqual([
      { outcome: "open", closed_at: null },
      { outcome: "open", closed_at: null },
    ]);
  });
});

describe("a file's form", () => {
  it.each([
    ["semicolons", "lead_id;created_at\n1;2026-03-01\n"],
    ["tabs", "lead_id\tcreated_at\n1\t2026-03-01\n"],
    ["Windows line ends and a byte order mark", "\ufefflead_id,created_at\r\n1,2026-03-01\r\n"],
    ["no line end at its end", "lead_id,created_at\n1,2026-03-01"],
    ["names in another case and blanks around", " Lead_ID , Created_At\n1,2026-03-01\n"],
    ["empty lines before and between", "\n\nlead_id,created_at\n\n1,2026-03-01\n\n"],
  ])("may have %s", async (_, text) => {
    expect(await importText("leads", text)).toMatchObject({ read: 1, inserted: 1, rejected: [] });
  });

  it("may be a header alone, which is worth a word", async () => {
    expect(await importText("leads", "lead_id,created_at\n")).toMatchObject({ read: 0, rejected: [] });
    expect(notices).toEqual([expect.stringContaining("no rows")]);
  });

  it("is asked about when another kind fits its columns too", async () => {
    await importText("leads", "opportunity_id,lead_id,created_at\n1,2,2026-03-01\n");
    expect(notices).toEqual([expect.stringContaining("If these rows are opportunities")]);
  });

  it.each<[string, string, string | Buffer, string]>([
    ["is empty", "file-empty", "", "is empty"],
    ["is a byte order mark alone", "file-empty", "\ufeff\n", "is empty"],
    ["is a workbook", "file-not-csv", Buffer.from("PK\u0003\u0004rest"), "Excel"],
    ["is compressed", "file-not-csv", gzipSync("lead_id"), "gunzip"],
    ["is UTF-16", "file-not-csv", Buffer.from("\ufefflead_id,created_at\n", "utf16le"), "UTF-16"],
    ["is binary", "file-not-csv", Buffer.from([1, 0, 2, 0, 10, 65]), "NUL"],
    ["lacks required columns", "columns-missing", "lead,created_at\n1,2026-03-01\n", "no column for lead_id"],
    ["is of another kind", "columns-missing", "asset_id,used_at\n1,2026-03-01\n", "They fit content-uses"],
    [
      "has a column twice",
      "column-twice",
      "lead_id,created_at,lead_id\n1,2026-03-01,2\n",
      "more than one column named lead_id",
    ],
    [
      "never closes a quotation mark",
      "quote-not-closed",
      'lead_id,created_at\n1,2026-03-01\n2,"2026',
      "line 3",
    ],
    [
      "never closes one in its header",
      "header-unreadable",
      'lead_id,"created_at\n1,2026-03-01',
      "quotation mark",
    ],
  ])("stops the import when it %s", async (_, code, content, part) => {
    const failure = await importText("leads", content).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(part) });
    expect(await leads()).toEqual([]);
  });

  it("is told with the column that a missing one may well be", async () => {
    const next = async (header: string) =>
      (await importText("leads", `${header}\n`).catch((error: unknown) => error)) as UserError;
    expect((await next("lead_id,owner,Signup Date")).next).toContain("--map created_at=Signup Date");
    expect((await next("owner,leadid,created_at")).next).toContain("--map lead_id=leadid");
    expect((await next("lead_id")).next).toContain("--map created_at=COLUMN");
  });

  it("must be a file that is there", async () => {
    await expect(importFile("leads", path.join(folder, "none.csv"))).rejects.toMatchObject({
      code: "file-not-found",
    });
    await expect(importFile("leads", folder)).rejects.toMatchObject({ code: "file-is-a-folder" });
    await expect(importFile("leads", "/dev/null")).rejects.toMatchObject({ code: "file-not-regular" });
  });

  it("must be readable", async () => {
    const file = path.join(folder, "facts.csv");
    await writeFile(file, "lead_id,created_at\n");
    await chmod(file, 0);
    // Root may read anything, so it becomes somebody else for a moment.
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65_534);
    try {
      await expect(importFile("leads", file)).rejects.toMatchObject({ code: "file-not-readable" });
    } finally {
      if (root) process.seteuid?.(0);
    }
  });
});

describe("a mapping", () => {
  const file = "id,created_at\n1,2026-03-01\n";

  it("reads a field from another column, and gives one value to all rows", async () => {
    await importText("leads", file, { map: ["lead_id=id"], set: ["acquisition_channel=webinar"] });
    expect(await leads()).toMatchObject([{ lead_id: "1", acquisition_channel: "webinar" }]);
  });

  it.each([
    [{ map: ["lead_id=idd"] }, "unknown-column", "Did you mean id?"],
    [{ map: ["lead_id=id"], set: ["created_at=soon"] }, "bad-mapping", "ISO 8601"],
    [{ map: ["lead_id=id"], set: ["created_at="] }, "bad-mapping", "it is empty"],
    [{ map: ["lead_id=id"], value: ["segment.a=b"] }, "bad-mapping", "no column"],
  ])("%j is refused", async (mapping, code, part) => {
    await expect(importText("leads", file, mapping)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(part),
    });
  });
});

describe("facts without an id of their own", () => {
  it("are the same the second time, and the next repeat of them", async () => {
    const uses = "asset_id,used_at,used_by\na,2026-03-01,Sales\na,2026-03-01,sales\nb,2026-03-01,\n";
    expect(await importText("content-uses", uses)).toMatchObject({ inserted: 2, unchanged: 1 });
    expect(await importText("content-uses", uses)).toMatchObject({ inserted: 0, updated: 0, unchanged: 3 });
  });
});
