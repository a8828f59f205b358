import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { isAlive } from "../../src/store/live-process.ts";
import { startLocalPostgres } from "../../src/store/local-postgres.ts";
import { migrateToLatest } from "../../src/store/migrate.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The tests' own server. Tests want a database of their own from `createTestDatabase` instead. */
    readonly postgresUrl: string;
  }
}

const prefix = "concord-test-";
const quiet = { info: () => {}, warn: () => {} };

/** One server for all tests, in a folder that lasts as long as they do, with a migrated template to clone. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await clearAwayKilledRuns();
  const dataDir = await mkdtemp(path.join(tmpdir(), `${prefix}${process.pid}-`));
  // As root, the server runs as another user, who has to pass.
  await chmod(dataDir, 0o711);
  const server = await startLocalPostgres({ dataDir, log: quiet, durable: false });
  const teardown = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await createTemplate(server.connectionString);
  } catch (error) {
    await teardown();
    throw error;
  }
  provide("postgresUrl", server.connectionString);
  return teardown;
}

async function createTemplate(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query("create database concord_template");
  await client.end();
  await migrateToLatest(connectionString.replace("/concord?", "/concord_template?"));
}

/** A run that was killed leaves its server running: the next one stops it. */
async function clearAwayKilledRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const dataDir = path.join(tmpdir(), name);
    try {
      const server = await startLocalPostgres({ dataDir, log: quiet, durable: false });
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    } catch {
      // Another user's, or another run is clearing it at this moment.
    }
  }
}
