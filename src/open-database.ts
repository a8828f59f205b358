import { openStore, type Store } from "./store/database.ts";
import type { LocalPostgres, LocalPostgresOptions } from "./store/local-postgres.ts";
import { migrateToLatest } from "./store/migrate.ts";
import { asUnreachable } from "./store/unreachable.ts";

export interface DatabaseOptions {
  /** One's own PostgreSQL; absent: a PostgreSQL of our own under `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Told, in a sentence for a person, what takes a while or surprises. */
  readonly onProgress?: (text: string) => void;
  readonly log?: LocalPostgresOptions["log"];
}

export interface OpenDatabase {
  readonly store: Store;
  readonly connectionString: string;
  /** Closes the connections, and leaves the PostgreSQL of our own. */
  close(): Promise<void>;
}

const silent = { info: () => {}, warn: () => {} };

/**
 * Opens the database with the newest schema, starting a PostgreSQL of our own where none is named. Throws
 * `database-unreachable`, and what keeps ours from starting.
 */
export async function openDatabase({
  databaseUrl,
  dataDir,
  onProgress,
  log = silent,
}: DatabaseOptions): Promise<OpenDatabase> {
  const local =
    databaseUrl === undefined
      ? await startLocal({ dataDir, log, ...(onProgress ? { onProgress } : {}) })
      : null;
  const connectionString = local?.connectionString ?? databaseUrl ?? "";
  try {
    await migrateToLatest(connectionString);
  } catch (error) {
    await local?.stop();
    throw databaseUrl === undefined ? error : asUnreachable(error, databaseUrl);
  }
  const store = openStore({ connectionString });
  return {
    store,
    connectionString,
    close: async () => {
      await store.destroy();
      await local?.stop();
    },
  };
}

// Loaded only where it is needed: a deployment with a PostgreSQL of its own can leave the package out.
async function startLocal(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { startLocalPostgres } = await import("./store/local-postgres.ts");
  return startLocalPostgres(options);
}
