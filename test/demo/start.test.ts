import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

const main = path.resolve(import.meta.dirname, "../../src/main.ts");
let folder: string;
let taken: Server;
let port: number;
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "concord-start-"));
  await chmod(folder, 0o755);
  taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  for (const pid of await processesOf(folder)) process.kill(pid, "SIGQUIT");
  while ((await processesOf(folder)).length > 0) await pause(50);
  taken.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Started {
  readonly process: ChildProcess;
  /** All that it has said, on either output. */
  readonly said: () => string;
  /** Waits until it has said that, and gives the line. */
  readonly says: (part: string) => Promise<string>;
  readonly ended: Promise<number | null>;
}

/** Starts the demo as `npm start` does, or by npm itself, on a port that is taken. */
function startDemo([command, ...words]: readonly [string, ...string[]] = [process.execPath, main]): Started {
  const { PATH, HOME } = process.env;
  const child = spawn(command, words, {
    cwd: path.resolve(import.meta.dirname, "../.."),
    env: { PATH, HOME, CONCORD_DATA_DIR: path.join(folder, "data"), PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let text = "";
  child.stdout?.on("data", (part) => {
    text += String(part);
  });
  child.stderr?.on("data", (part) => {
    text += String(part);
  });
  const lineWith = (part: string) => text.split("\n").find((line) => line.includes(part));
  return {
    process: child,
    said: () => text,
    says: async (part) => {
      await expect
        .poll(() => lineWith(part) ?? (child.exitCode === null ? null : `ended: ${text}`), {
          timeout: 60_000,
          interval: 20,
        })
        .toContain(part);
      return lineWith(part) ?? "";
    },
    ended: once(child, "exit").then(([code]) => code as number | null),
  };
}

/** Every process whose command line names the folder: the database's server and its helpers. */
async function processesOf(name: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const pid of (await readdir("/proc")).map(Number).filter(Number.isInteger)) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes(name)) found.push(pid);
  }
  return found;
}

const shown = z.object({ messages: z.array(z.object({ text: z.string(), replies: z.number() })) });

async function digestsOn(url: string) {
  const answer = await fetch(`${url}/api/look`);
  const { messages } = shown.parse(await answer.json());
  return messages.filter(({ text }) => text.startsWith("Marketing and sales, week"));
}

const urlOf = (line: string) => /http:\S+/.exec(line)?.[0] ?? "";

describe("npm start without Slack credentials", () => {
  test("stopped while it is starting, leaves nothing running and nothing half done", async () => {
    const demo = startDemo();
    await demo.says("Making up a sample company");
    demo.process.kill("SIGINT");
    expect(await demo.ended).toBe(0);
    expect(await processesOf(folder)).toEqual([]);
  }, 90_000);

  test("tells its steps in short lines, each once, and the address last; a taken port makes way", async () => {
    const demo = startDemo();
    const url = urlOf(await demo.says("Open http://"));

    expect(Number(new URL(url).port)).not.toBe(port);
    const lines = demo.said().trim().split("\n").filter(Boolean);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.at(-1)).toContain(url);
    expect(demo.said()).not.toContain("{");
    const page = await (await fetch(url)).text();
    expect(page).toMatch(/Marketing and sales, week \d+/);

    // Its thread is still on its way.
    demo.process.kill("SIGKILL");
    await demo.ended;
  }, 90_000);

  test("killed and started again, keeps its data, posts no second digest, and completes the thread", async () => {
    const demo = startDemo();
    const url = urlOf(await demo.says("Open http://"));

    expect(demo.said()).not.toContain("Making up");
    await expect
      .poll(async () => (await digestsOn(url)).map(({ replies }) => replies), { timeout: 30_000 })
      .toEqual([8]);

    // As the terminal does when its window is closed.
    demo.process.kill("SIGHUP");
    expect(await demo.ended).toBe(0);
    expect(await processesOf(folder)).toEqual([]);
  }, 90_000);

  test("goes on when nobody reads what it says any more, and stops as ever", async () => {
    const demo = startDemo();
    await demo.says("Starting a Slack");
    demo.process.stdout?.destroy();
    demo.process.stderr?.destroy();
    // By then it has more to say.
    await Promise.race([demo.ended, pause(4000)]);
    expect(demo.process.exitCode).toBe(null);
    demo.process.kill("SIGTERM");
    expect(await demo.ended).toBe(0);
    expect(await processesOf(folder)).toEqual([]);
  }, 90_000);

  test("ended at once by a second Ctrl-C, leaves no database behind", async () => {
    const demo = startDemo();
    await demo.says("Open http://");
    demo.process.kill("SIGINT");
    await demo.says("Stopping");
    demo.process.kill("SIGINT");
    await demo.ended;
    await expect.poll(() => processesOf(folder), { timeout: 20_000 }).toEqual([]);
  }, 90_000);

  test("ends with npm, though the shell between them tells nobody of its end", async () => {
    const demo = startDemo(["npm", "start"]);
    await demo.says("Open http://");
    demo.process.kill("SIGTERM");
    await demo.ended;
    await expect.poll(() => processesOf(folder), { timeout: 20_000 }).toEqual([]);
  }, 90_000);
});
