import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { rows } from "./index.ts";
import type { Measured } from "./row.ts";
import { startBenchServer } from "./server.ts";
import { tableOf } from "./table.ts";

interface Options {
  readonly rows?: readonly string[];
  readonly sizes?: readonly number[];
  readonly importRows?: number;
  readonly runs?: number;
  readonly full?: boolean;
  readonly json?: boolean;
  readonly data?: string;
  readonly databaseUrl?: string;
}

const count = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("It must be a number from 1.");
  return number;
};
const names = rows.map(({ name }) => name);
const rowNames = (text: string, before: readonly string[] = []) => {
  const unknown = text.split(",").find((name) => !names.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`There are: ${names.join(", ")}.`);
  return [...before, ...text.split(",")];
};

const options: Options = new Command("bench")
  .description(
    `Measures Concord beside what a team would otherwise do:\n${rows.map(({ name, about }) => `  ${name}: ${about}`).join("\n")}`,
  )
  .addOption(new Option("--rows <names>", "only these, parted by commas").argParser(rowNames))
  .addOption(
    new Option("--sizes <leads>", "leads of the funnels, parted by commas").argParser((text) =>
      text
        .split(",")
        .map(count)
        .sort((a, b) => a - b),
    ),
  )
  .addOption(new Option("--import-rows <count>", "rows of the imported file").argParser(count))
  .addOption(new Option("--runs <count>", "runs whose median is told").argParser(count))
  .option("--full", "100 thousand, 1 million and 10 million leads: a quarter of an hour and 15 GB of disk")
  .option("--json", "print one JSON document")
  .option(
    "--data <folder>",
    "keep the server's data there, so that the next run need not make the facts again",
  )
  .option("--database-url <url>", "measure on a server that is there, instead of the one that comes along")
  .parse()
  .opts();

const say = (text: string) => process.stderr.write(`${text}\n`);
const folder = await mkdtemp(path.join(tmpdir(), "concord-bench-"));
const server = await startBenchServer({
  dataDir: path.resolve(options.data ?? path.join(folder, "data")),
  databaseUrl: options.databaseUrl,
  say,
});
const context = {
  server,
  sizes: options.sizes ?? (options.full ? [100_000, 1_000_000, 10_000_000] : [20_000, 200_000]),
  importRows: options.importRows ?? (options.full ? 1_000_000 : 100_000),
  runs: options.runs ?? 5,
  folder,
  say,
};
try {
  const results: { readonly name: string; readonly about: string; readonly measured: readonly Measured[] }[] =
    [];
  for (const row of rows) {
    if (options.rows && !options.rows.includes(row.name)) continue;
    const measured: Measured[] = [];
    for await (const one of row.run(context)) measured.push(one);
    results.push({ name: row.name, about: row.about, measured });
    if (!options.json) process.stdout.write(`${tableOf(row, measured)}\n`);
  }
  const machine = {
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
  };
  if (options.json) {
    const { sizes, importRows, runs } = context;
    process.stdout.write(`${JSON.stringify({ machine, sizes, importRows, runs, rows: results }, null, 2)}\n`);
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
