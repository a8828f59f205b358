import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startLocalPostgres } from "../../src/store/local-postgres.ts";
import { findBinaries } from "../../src/store/local-postgres-binaries.ts";
import { placeCluster } from "../../src/store/local-postgres-folder.ts";
import { migrateToLatest } from "../../src/store/migrate.ts";

export interface FaultyDatabase {
  readonly connectionString: string;
  /** Restarts the server: cleanly, or as after a crash, which it recovers from. */
  restart(mode: "fast" | "immediate"): Promise<void>;
  stop(): Promise<void>;
}

const quiet = { info: () => {}, warn: () => {} };

/** Starts a PostgreSQL of one's own, to be restarted under whoever uses it. */
export async function startFaultyDatabase(): Promise<FaultyDatabase> {
  const dataDir = await mkdtemp(path.join(tmpdir(), `concord-faults-${process.pid}-`));
  // As root, the server runs as another user, who has to pass.
  await chmod(dataDir, 0o711);
  const server = await startLocalPostgres({ dataDir, log: quiet, durable: false });
  await migrateToLatest(server.connectionString);
  const { cluster, account } = await placeCluster(dataDir, () => {});
  const { pgCtl } = await findBinaries(account, () => {});
  return {
    connectionString: server.connectionString,
    restart: (mode) =>
      new Promise((resolve, reject) => {
        const log = path.join(cluster, "restarts.log");
        const command = spawn(pgCtl, ["restart", "-D", cluster, "-m", mode, "-w", "-l", log], {
          ...(account ? { uid: account.uid, gid: account.gid } : {}),
          cwd: cluster,
          stdio: "ignore",
        });
        command.once("error", reject);
        command.once("exit", (code) =>
          code === 0 ? resolve() : reject(new Error(`pg_ctl restart ended with ${code}`)),
        );
      }),
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
