import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { isAlive } from "./live-process.ts";
import type { Binaries } from "./local-postgres-binaries.ts";
import type { ServerAccount } from "./local-postgres-folder.ts";

const run = promisify(execFile);

export const superuser = "concord";

export type ServerState =
  | { readonly kind: "absent" }
  /** The lock file names a process that is gone, or is something else by now. */
  | { readonly kind: "stale" }
  /** Starting up or shutting down. */
  | { readonly kind: "busy"; readonly pid: number }
  | { readonly kind: "ready"; readonly pid: number; readonly port: number };

const lockFile = (cluster: string) => path.join(cluster, "postmaster.pid");
const passwordFile = (cluster: string) => path.join(cluster, "concord.password");

/** What the cluster's own lock file, `postmaster.pid`, and the process that it names say. */
export async function lookAtServer(cluster: string): Promise<ServerState> {
  const text = await readFile(lockFile(cluster), "utf8").catch(() => null);
  if (text === null) return { kind: "absent" };
  // Its lines: pid, data folder, start time, port, socket folder, address, shared memory, status.
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !(await isServerOf(cluster, pid))) return { kind: "stale" };
  return lines[7]?.trim() === "ready" ? { kind: "ready", pid, port } : { kind: "busy", pid };
}

/** Whether the process is a server of this cluster, and not a program that was given a dead server's pid. */
async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  if (process.platform === "linux") {
    // Not /proc/PID/cwd: in a container even root may not read that of another user. A zombie's cmdline is empty.
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return commandLine.split("\0").includes(cluster);
  }
  if (process.platform === "win32") return isAlive(pid);
  const listed = await run("ps", ["-o", "args=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return listed.stdout.includes(cluster);
}

/** Where the server listens and how this user logs in. */
export async function connectionStringOf(cluster: string, port: number, database: string): Promise<string> {
  const password = (await readFile(passwordFile(cluster), "utf8")).trim();
  // Loopback needs no TLS, and PGSSLMODE in somebody's environment must not ask for it.
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

/** Creates the cluster. It appears under its name only when it is complete, so a crash leaves no half of one. */
export async function createCluster(
  cluster: string,
  binaries: Binaries,
  account: ServerAccount | null,
): Promise<void> {
  const unfinished = `${cluster}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const password = `${unfinished}.password`;
  await writeFile(password, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  if (account) {
    await chown(unfinished, account.uid, account.gid);
    await chown(password, account.uid, account.gid);
  }
  const flags = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync", "--no-instructions"];
  await run(
    binaries.initdb,
    [`--pgdata=${unfinished}`, `--username=${superuser}`, `--pwfile=${password}`, ...flags],
    { ...processOf(account) },
  );
  await rename(password, passwordFile(unfinished));
  await chmod(passwordFile(unfinished), 0o600);
  await rename(unfinished, cluster);
}

export interface LaunchOptions {
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly account: ServerAccount | null;
  readonly logFile: string;
  /** False only for data that may be lost: then the disk is never waited for. */
  readonly durable: boolean;
}

/** Starts the server and waits until it is ready. Gives its pid, or null when it ended instead (see its log). */
export async function launchServer(options: LaunchOptions): Promise<number | null> {
  const { cluster, binaries, account, logFile, durable } = options;
  await letGoOfStaleLock(cluster);
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    // Loopback with a password is the only door.
    unix_socket_directories: "",
    shared_buffers: "128MB",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    jit: "off",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(
    binaries.postgres,
    ["-D", cluster, "-p", String(port), ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`])],
    {
      ...processOf(account),
      // A session of its own: Ctrl-C in the terminal reaches the app, which stops the server when it has finished.
      detached: true,
      windowsHide: true,
      stdio: ["ignore", log, log],
    },
  );
  closeSync(log);
  const ended = new Promise<"ended">((resolve, reject) => {
    child.once("exit", () => resolve("ended"));
    child.once("error", reject);
  });
  child.unref();
  for (;;) {
    const outcome = await Promise.race([ended, sleep(15)]);
    if (outcome === "ended") return null;
    const state = await lookAtServer(cluster);
    if (state.kind === "ready" && state.pid === child.pid) return state.pid;
  }
}

/** Shuts the server down cleanly, ending the sessions of whoever is still connected. */
export async function shutDown(
  cluster: string,
  binaries: Binaries,
  account: ServerAccount | null,
): Promise<void> {
  const state = await lookAtServer(cluster);
  if (state.kind === "absent" || state.kind === "stale") return;
  try {
    await run(binaries.pgCtl, ["stop", "-D", cluster, "-m", "fast", "-w", "-t", "60"], processOf(account));
  } catch (error) {
    // It may have been going down already.
    if ((await lookAtServer(cluster)).kind !== "absent") throw error;
  }
  // The lock file goes a moment before the process.
  while (await isServerOf(cluster, state.pid)) await sleep(10);
}

/**
 * PostgreSQL takes a lock file whose pid is alive for a running server, though the pid may have passed to another
 * program. It ignores its own parent's pid; so we name ourselves, which, unlike removing the file, keeps its second
 * guard: the shared memory that sessions of a dead server may still use.
 */
async function letGoOfStaleLock(cluster: string): Promise<void> {
  const text = await readFile(lockFile(cluster), "utf8").catch(() => null);
  if (text === null || !isAlive(Number.parseInt(text, 10))) return;
  await writeFile(lockFile(cluster), text.replace(/^\d+/, String(process.pid)));
}

/** A folder that any user may be in, and an environment in which nobody's PG* or LC_* settings interfere. */
function processOf(account: ServerAccount | null) {
  const { PATH, SystemRoot } = process.env;
  return {
    cwd: path.parse(process.cwd()).root,
    env: { PATH, ...(SystemRoot ? { SystemRoot } : {}), LC_ALL: "C", TZ: "UTC" },
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no TCP port was given");
  return address.port;
}
