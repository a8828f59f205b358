// Starts the demo as the README says, in a folder of its own, asks its page for the digest, and stops it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const patience = 120_000;
const folder = mkdtempSync(path.join(tmpdir(), "concord-ci-"));
const started = Date.now();
const demo = spawn("npm", ["start"], {
  env: { ...process.env, CONCORD_DATA_DIR: path.join(folder, "data") },
  stdio: ["ignore", "pipe", "pipe"],
  detached: true,
});
let said = "";
demo.stdout.on("data", (text) => {
  said += text;
});
demo.stderr.on("data", (text) => {
  said += text;
});

const stopped = new Promise((resolve) => demo.once("exit", resolve));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function digestOnPage() {
  while (Date.now() - started < patience) {
    if (demo.exitCode !== null) throw new Error(`npm start ended with ${demo.exitCode}`);
    const url = /http:\/\/(?:localhost|127\.0\.0\.1):\d+[^\s]*/.exec(said)?.[0];
    const page = url
      ? await fetch(url).then(
          (answer) => answer.text(),
          () => "",
        )
      : "";
    if (/Marketing and sales, week \d+/.test(page)) return url;
    await pause(500);
  }
  throw new Error("the page did not show the digest");
}

try {
  const url = await digestOnPage();
  console.log(`The digest was on ${url} after ${((Date.now() - started) / 1000).toFixed(1)} s.`);
} catch (error) {
  console.error(`${error.message}. It said:\n${said}`);
  process.exitCode = 1;
} finally {
  process.kill(-demo.pid, "SIGINT");
  const ended = await Promise.race([stopped, pause(20_000).then(() => "timeout")]);
  if (ended === "timeout") {
    console.error("npm start did not stop within 20 s");
    process.kill(-demo.pid, "SIGKILL");
    process.exitCode = 1;
  }
  rmSync(folder, { recursive: true, force: true });
}
