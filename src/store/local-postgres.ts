import { spawn } from "node:child_process";
import { access, constants, mkdir, readFile, realpath, rename, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { UserError } from "../errors.ts";
import { type Binaries, findBinaries } from "./local-postgres-binaries.ts";
import { placeCluster, type ServerAccount } from "./local-postgres-folder.ts";
import {
  connectionStringOf,
  createCluster,
  launchServer,
  lookAtServer,
  shutDown,
} from "./local-postgres-server.ts";
import { takeTurn } from "./local-postgres-turn.ts";
import { registerUse, type Use } from "./local-postgres-use.ts";

export interface LocalPostgresOptions {
  /** The folder of everything that this instance keeps; made when missing. */
  readonly dataDir: string;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Told, in a sentence for a person, about the steps that take a while or surprise. */
  readonly onProgress?: (step: string) => void;
  /** False for data that may be lost when the machine stops (tests). Default true. */
  readonly durable?: boolean;
}

export interface LocalPostgres {
  readonly connectionString: string;
  readonly port: number;
  /** True when the server was running already. */
  readonly joined: boolean;
  /** The folder of PostgreSQL's own files; outside `dataDir` when the server's user cannot reach that. */
  readonly location: string;
  /**
   * Ends this use of the server. The last one to leave shuts it down cleanly and waits for its end, so neither a
   * command that joined an app nor an app that joined a command takes the server from the other. A process that ends
   * without it has that done after its end.
   */
  stop(): Promise<Left>;
}

export type Left = "shut-down" | "left-to-others";

const database = "concord";
const patience = 90_000;

/**
 * Gives a real PostgreSQL, kept under `dataDir`, on a free port of 127.0.0.1: joins the one that runs there, be it of
 * another command or left behind by one that was killed, else starts it.
 * Throws `UserError` when the server cannot run here.
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { log, durable = true } = options;
  const onProgress = (step: string) => {
    log.info(step);
    options.onProgress?.(step);
  };
  const dataDir = await openDataDir(options.dataDir);
  const { cluster, account } = await placeCluster(dataDir, onProgress);
  const logFile = path.join(dataDir, "postgres.log");
  const binaries = await findBinaries(account, onProgress);
  let launched: number | null = null;
  let failures = 0;

  const launch = async () => {
    if (!(await stat(cluster).catch(() => null))) {
      onProgress(`Preparing the database in ${cluster}, once`);
      await createCluster(cluster, binaries, account).catch((cause: Error) => {
        throw didNotStart(cause.message, logFile);
      });
    }
    await rename(logFile, path.join(dataDir, "postgres.previous.log")).catch(() => {});
    launched = await launchServer({ cluster, binaries, account, logFile, durable });
    if (launched !== null) return;
    // Another program took the port in between, or the last sessions of a killed server are still ending.
    if (++failures === 4) throw didNotStart(await endOf(logFile), logFile);
    await sleep(250);
  };

  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const state = await lookAtServer(cluster);
    if (state.kind === "ready") {
      const use = await registerUse(await connectionStringOf(cluster, state.port, "postgres"), database);
      if (use) return handle(state.pid, state.port, use);
    } else if (state.kind !== "busy") {
      const turn = await takeTurn(path.join(dataDir, "postgres.lock"));
      if (turn) {
        try {
          const again = await lookAtServer(cluster);
          if (again.kind === "absent" || again.kind === "stale") await launch();
        } finally {
          await turn.end();
        }
        continue;
      }
    }
    await sleep(25);
  }
  throw didNotStart(await endOf(logFile), logFile);

  async function handle(pid: number, port: number, use: Use): Promise<LocalPostgres> {
    const callOff = farewellOnExit(dataDir);
    let stopped: Promise<Left> | undefined;
    return {
      connectionString: await connectionStringOf(cluster, port, database),
      port,
      joined: pid !== launched,
      location: cluster,
      stop: () => {
        stopped ??= leave(use, { cluster, binaries, account }).finally(callOff);
        return stopped;
      },
    };
  }
}

/**
 * Sees to the end of the server when this process ends without stopping it: by an error that nobody caught, or by a
 * second Ctrl-C. Gives what calls that off. Nothing can be awaited at that moment, so a program of its own does it.
 */
function farewellOnExit(dataDir: string): () => void {
  const program = fileURLToPath(new URL("./local-postgres-farewell.ts", import.meta.url));
  const onExit = () => {
    spawn(process.execPath, [program, dataDir], {
      detached: true,
      windowsHide: true,
      stdio: "ignore",
    }).unref();
  };
  process.once("exit", onExit);
  return () => process.off("exit", onExit);
}

interface Server {
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly account: ServerAccount | null;
}

async function leave(use: Use, { cluster, binaries, account }: Server): Promise<Left> {
  const isLast = await use.leaveAsLast();
  if (isLast) await shutDown(cluster, binaries, account);
  await use.close();
  return isLast ? "shut-down" : "left-to-others";
}

/** Joins the server that runs under `dataDir`; null when none does. */
export async function joinLocalPostgres(dataDir: string): Promise<Pick<LocalPostgres, "stop"> | null> {
  const { cluster, account } = await placeCluster(dataDir, () => {});
  const state = await lookAtServer(cluster);
  if (state.kind !== "ready") return null;
  const binaries = await findBinaries(account, () => {});
  const use = await registerUse(await connectionStringOf(cluster, state.port, "postgres"), database);
  return use && { stop: () => leave(use, { cluster, binaries, account }) };
}

async function openDataDir(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK);
    return await realpath(dataDir);
  } catch (cause) {
    throw new UserError({
      code: "data-dir-unusable",
      what: `Concord cannot keep its data in ${path.resolve(dataDir)}: ${(cause as Error).message}.`,
      next: "Choose a folder that you can write with CONCORD_DATA_DIR, or set DATABASE_URL.",
      cause,
    });
  }
}

async function endOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, "utf8").catch(() => "");
  return text.trim().split("\n").slice(-5).join("\n");
}

function didNotStart(said: string, logFile: string): UserError {
  return new UserError({
    code: "local-postgres-failed",
    fault: "state",
    what: `The built-in PostgreSQL did not start${said ? `:\n${said}\n` : "."}`,
    next: `Its log is ${logFile}. With DATABASE_URL set, Concord uses another server.`,
  });
}
