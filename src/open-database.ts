import { openStore, type Store } from "./store/database.ts";
import { migrateToLatest } from "./store/migrate.ts";

export interface DatabaseOptions {
  /** One's own PostgreSQL; absent: a PostgreSQL of our own under `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  onProgress(text: string): void;
}

export interface OpenDatabase {
  readonly store: Store;
  readonly connectionString: string;
  /** Closes the connections, and the PostgreSQL if it was started here. */
  close(): Promise<void>;
}

/** Opens the database with the newest schema, starting a PostgreSQL of our own where none is named. */
export async function openDatabase({
  databaseUrl,
  dataDir,
  onProgress,
}: DatabaseOptions): Promise<OpenDatabase> {
  const local = databaseUrl === undefined ? await startLocal(dataDir, onProgress) : null;
  const connectionString = local?.connectionString ?? databaseUrl ?? "";
  try {
    await migrateToLatest(connectionString);
  } catch (error) {
    await local?.stop();
    throw error;
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

async function startLocal(dataDir: string, onProgress: (text: string) => void) {
  // Loaded only where it is needed: a deployment with a PostgreSQL of its own can leave the package out.
  const { startLocalPostgres } = await import("./store/local-postgres.ts");
  return startLocalPostgres({ dataDir, onProgress });
}
