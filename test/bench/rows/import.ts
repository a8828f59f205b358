import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { BenchRow } from "../row.ts";
import { side } from "../timing.ts";

const run = promisify(execFile);
const mostMemory = 300;

export const importRow: BenchRow = {
  name: "import",
  about: "Rows per second of an import, checked, merged and noted, beside bare COPY of the same file",

  async *run({ server, importRows, runs, folder, say }) {
    const url = await server.emptyDatabase("import");
    const file = path.join(folder, "leads.csv");
    say(`Importing ${importRows.toLocaleString("en")} leads`);
    await pipeline(Readable.from(leadsCsv(importRows)), createWriteStream(file));
    const ours: number[] = [];
    const theirs: number[] = [];
    let peak = 0;
    for (let place = 0; place < (importRows > 500_000 ? 3 : runs); place++) {
      const imported = await inProcess("import", url, file);
      const copied = await inProcess("copy", url, file);
      peak = Math.max(peak, imported.peakMegabytes);
      ours.push((importRows / imported.ms) * 1000);
      theirs.push((importRows / copied.ms) * 1000);
    }
    const measured = { ours: side("import", ours), theirs: side("bare COPY", theirs) };
    const ratio = measured.theirs.median / measured.ours.median;
    yield {
      what: `${importRows.toLocaleString("en")} leads`,
      unit: "rows/s",
      ...measured,
      ratio,
      goal: `COPY at most 4 times as fast, peak memory under ${mostMemory} MB`,
      reached: ratio <= 4 && peak < mostMemory,
      beside: { "peak MB": peak },
    };
  },
};

/** A process of its own, so that its peak memory is its own. */
async function inProcess(
  work: "import" | "copy",
  url: string,
  file: string,
): Promise<{ readonly ms: number; readonly peakMegabytes: number }> {
  const program = path.join(import.meta.dirname, "../import-once.ts");
  const { stdout } = await run(process.execPath, [program, work, url, file]);
  return JSON.parse(stdout);
}

function* leadsCsv(rows: number): Generator<string> {
  const channels = ["Paid search", "Organic search", "Webinar", "Partner", "Events", "Outbound"];
  const segments = ["EMEA", "APAC", "North America", "LATAM"];
  const first = Date.UTC(2023, 10, 25);
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();
  yield "lead_id,created_at,acquisition_channel,account_id,segment,mql_at,updated_at\n";
  let chunk = "";
  for (let row = 0; row < rows; row++) {
    const created = first + ((row * 7919) % (3 * 365 * 1440)) * 60_000;
    const mql = row % 3 === 0 ? at(created + (row % 97) * 3_600_000) : "";
    chunk += `00Q${row.toString(36).padStart(12, "0")},${at(created)},${channels[row % 6]},A${row % 9973},${segments[row % 4]},${mql},${at(created + 86_400_000)}\n`;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}
