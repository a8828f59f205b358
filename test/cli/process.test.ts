import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const cli = path.resolve(import.meta.dirname, "../../src/cli.ts");
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "concord-cli-"));
  await concord("workspace", "add", "acme", "--time-zone", "Europe/Athens", "--currency", "EUR");
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as a person does, and gives its exit status and both outputs. */
function concord(...words: string[]): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DATABASE_URL: database.connectionString };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...words], { cwd: folder, env }, (error, out, err) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ status, out, err });
    });
  });
}

async function file(name: string, content: string | Buffer): Promise<string> {
  await writeFile(path.join(folder, name), content);
  return name;
}

const leads = "lead_id,created_at,segment\n";

describe("a command that cannot be done says why, changes nothing and ends with 64", () => {
  test.concurrent.each<readonly [string, string | Buffer | null, string, string]>([
    ["missing.csv", null, "leads", "There is no file missing.csv"],
    ["empty.csv", "", "leads", "is empty"],
    ["binary.csv", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, 10, 0]), "leads", "not text"],
    ["other.csv", "asset_id,used_at\na,2026-03-01\n", "leads", "They fit content-uses"],
    ["unknown.csv", "name,size\nx,2\n", "leads", "no column for lead_id"],
    ["kind.csv", leads, "leeds", "Did you mean leads?"],
  ])("import of %s", async (name, content, kind, sentence) => {
    if (content !== null) await file(name, content);
    const { status, out, err } = await concord("import", kind, name, "--json");
    expect({ status, out }).toEqual({ status: 64, out: "" });
    expect(err).toContain(sentence);
    expect(err).not.toContain("    at ");
  });

  test("a folder is no file", async () => {
    await mkdir(path.join(folder, "folder.csv"));
    const { status, err } = await concord("import", "leads", "folder.csv");
    expect({ status, err }).toEqual({ status: 64, err: expect.stringContaining("is a folder") });
  });

  test.concurrent.each([
    [["kpi", "cycel-time", "--from", "2026-01-01", "--to", "2026-02-01"], "Did you mean cycle-time?"],
    [["kpi", "all", "--from", "2026-02-30", "--to", "2026-03-01"], "not a calendar day"],
    [["kpi", "all", "--from", "2026-02-01", "--to", "2026-02-01"], "has no days"],
    [["kpi", "all", "--from", "2026-01-01"], "--to"],
    [
      ["kpi", "content-used", "--by", "segment", "--from", "2026-01-01", "--to", "2026-02-01"],
      "no breakdown",
    ],
    [["settings", "set", "timeZone", "Mars"], "is not an IANA time zone"],
    [["nonsense"], "unknown command"],
  ])("%j", async (words, sentence) => {
    const { status, out, err } = await concord(...words);
    expect({ status, out }).toEqual({ status: 64, out: "" });
    expect(err).toContain(sentence);
  });
});

test("bad rows are told by line and reason, the good ones are in, and the status is 2", async () => {
  const rows = [
    ["1", "2026-03-01", "café"],
    ["2", "1e9", "x"],
    ["3", "2026-03-01", "m".repeat(1_000_000)],
    ["4", "3/4/2026", "x"],
    ["5", "2026-03-01", "x"],
    ["5", "2026-03-02", "x"],
    ["6", "2026-02-30", "x"],
  ];
  const good = Buffer.from(`\ufeff${leads}${rows.map((row) => row.join(",")).join("\n")}\n`, "utf8");
  const notUtf8 = Buffer.from("7,2026-03-01,caf\u00e9\n", "latin1");
  await file(
    "leads.csv",
    Buffer.from(Buffer.concat([good, notUtf8]).toString("latin1").replaceAll("\n", "\r\n"), "latin1"),
  );

  const { status, out } = await concord("import", "leads", "leads.csv", "--json");

  expect(status).toBe(2);
  const { rejected, ...counts } = JSON.parse(out);
  expect(counts).toEqual({ kind: "leads", read: 8, inserted: 2, updated: 0, unchanged: 0 });
  expect(rejected.map(({ line, column }: { line: number; column: string }) => [line, column])).toEqual([
    [3, "created_at"],
    [4, "segment"],
    [5, "created_at"],
    [7, "lead_id"],
    [8, "created_at"],
    [9, "segment"],
  ]);
  expect(await readFile(path.join(folder, "leads.csv.rejected.csv"), "latin1")).toContain("caf\u00e9");
});

test("a negative amount is refused, and a header alone is nothing to import", async () => {
  await file(
    "deals.csv",
    "opportunity_id,created_at,amount,closed_at,outcome\n1,2026-03-01,-5,2026-03-09,won\n2,2026-03-01,5,2026-03-09,won\n",
  );
  const deals = await concord("import", "opportunities", "deals.csv");
  expect(deals.status).toBe(2);
  expect(deals.out).toContain("amount");
  await file("none.csv", leads);
  const none = await concord("import", "leads", "none.csv", "--json");
  expect([none.status, JSON.parse(none.out).read]).toEqual([0, 0]);
});

test("what cannot be computed as things stand ends with 1: a rate that nobody imported", async () => {
  const row = "9,2026-03-01,5,CHF,2026-03-09,won\n";
  await file("swiss.csv", `opportunity_id,created_at,amount,currency,closed_at,outcome\n${row}`);
  expect((await concord("import", "opportunities", "swiss.csv")).status).toBe(0);
  const words = ["revenue-mix", "--from", "2026-03-01", "--to", "2026-04-01", "--json"];
  const { status, out, err } = await concord("kpi", ...words);
  expect({ status, out }).toEqual({ status: 1, out: "" });
  expect(err).toContain("no exchange rate from CHF to EUR is known for that day");
  await file("rates.csv", "currency,day,rate\nCHF,2026-03-01,1.05\n");
  expect((await concord("import", "exchange-rates", "rates.csv")).status).toBe(0);
  const after = await concord("kpi", ...words);
  expect([after.status, JSON.parse(after.out).readings[0].detail.revenue]).toEqual([0, 10.25]);
});

test("a digest is written to a folder with its pictures, in either language", async () => {
  for (const locale of ["en", "el"]) {
    const out = path.join(folder, locale);
    const { status } = await concord("digest", "--as-of", "2026-04-01", "--out", out, "--locale", locale);
    expect(status).toBe(0);
    const message = JSON.parse(await readFile(path.join(out, "message.json"), "utf8"));
    expect(message.thread.length).toBeGreaterThan(0);
    const picture = await readFile(path.join(out, "scorecard.png"));
    expect(picture.subarray(1, 4).toString("latin1")).toBe("PNG");
  }
});

test("every command of the manual is there", async () => {
  const { out } = await concord("--help");
  for (const name of "import kpi workspace subscription runs digest settings rebuild migrate doctor start".split(
    " ",
  )) {
    expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
  }
});
