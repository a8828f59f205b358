import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCsvFile } from "../../src/sources/csv-file.ts";
import { csvOptions, csvRecords } from "../../src/sources/csv-records.ts";

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

describe("lines without quotation marks", () => {
  const cell = fc.constantFrom("", "a", "b c", " ", "é", "12");
  const quoted = fc.constantFrom('"x,y"', '"two\nlines"', '"a ""b"""', 'it"s');
  const line = fc
    .array(fc.oneof({ weight: 9, arbitrary: cell }, { weight: 1, arbitrary: quoted }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((cells) => cells.join(","));
  const breaks = fc.constantFrom("\n", "\r\n", "\r");

  it("are read as the parser of quoted ones reads them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, breaks), { maxLength: 12 }), async (lines) => {
        const text = Buffer.from(`a,b\n${lines.map((parts) => parts.join("")).join("")}`, "latin1");
        const expected = (parse(text, csvOptions(",")) as unknown as string[][]).filter(
          (cells) => cells.length > 1 || (cells[0] ?? "").trim() !== "",
        );
        const found = (await records(text)).map(([, ...cells]) => cells);
        expect(found).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("are whole where a file is read in pieces, and a quotation mark far down changes nothing before it", async () => {
    const rows = 60_000;
    const lines = Array.from({ length: rows }, (_, row) => `${row},${"x".repeat(row % 11)}`);
    const found = await records([...lines, '"last",row'].join("\r\n"));
    expect(found).toHaveLength(rows + 1);
    expect(
      found.every(([number, id], row) => number === row + 1 && (row === rows || id === String(row))),
    ).toBe(true);
    expect(found.at(-1)).toEqual([rows + 1, "last", "row"]);
  });
});
