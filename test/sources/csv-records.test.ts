import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCsvFile } from "../../src/sources/csv-file.ts";
import { csvRecords } from "../../src/sources/csv-records.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "concord-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function records(text: string | Buffer) {
  const name = path.join(folder, "file.csv");
  await writeFile(name, text);
  const file = await openCsvFile(name);
  try {
    const found: (number | string)[][] = [];
    for await (const { line, cells } of csvRecords(file, ",")) found.push([line, ...cells]);
    return found;
  } finally {
    await file.handle.close();
  }
}

describe("reading a file's records", () => {
  it.each([["\n"], ["\r\n"], ["\r"]])(
    "tells the line on which each begins, also past quoted line breaks of %j",
    async (end) => {
      expect(await records(["a,b", `"1${end}${end}2",x`, "", "3,4"].join(end))).toEqual([
        [1, "a", "b"],
        [2, `1${end}${end}2`, "x"],
        [6, "3", "4"],
      ]);
    },
  );

  it("passes over a byte order mark", async () => {
    expect(await records("\ufeffa,b\n1,2")).toEqual([
      [1, "a", "b"],
      [2, "1", "2"],
    ]);
  });

  it("keeps a quotation mark within an unquoted cell", async () => {
    expect(await records('a,b\n5" pipe,2\n')).toContainEqual([2, '5" pipe', "2"]);
  });

  it("says on which line a quotation mark opens that never closes", async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => `${index},"x\ny"`);
    await expect(records(`a,b\n${rows.join("\n")}\n1,"open\n${"2,3\n".repeat(10)}`)).rejects.toThrow(
      "line 10002",
    );
  });

  it("gives up on a row that outgrows all bounds, naming its line", async () => {
    await expect(records(`a,b\n1,2\n3,"${"x".repeat(5_000_000)}`)).rejects.toThrow(
      /line 3 is longer than 4 MB/,
    );
  });
});
