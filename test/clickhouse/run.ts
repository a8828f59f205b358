import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** `npm run test:clickhouse`: installs ClickHouse's engine into this folder once, then runs the tests that need it. */
const folder = import.meta.dirname;
const installed = path.join(folder, "node_modules/.installed");
const wanted = createHash("sha256")
  .update(readFileSync(path.join(folder, "package.json")))
  .digest("hex");

function run(command: string, words: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, [...words], { cwd, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(installed) || readFileSync(installed, "utf8") !== wanted) {
  process.stderr.write("Installing ClickHouse's engine (550 MB) into test/clickhouse …\n");
  run("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  writeFileSync(installed, wanted);
}
run(
  "npx",
  ["vitest", "run", "--config", "test/clickhouse/vitest.config.ts", ...process.argv.slice(2)],
  path.join(folder, "../.."),
);
