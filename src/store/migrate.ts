import { promises as fs } from "node:fs";
import path from "node:path";
import { runMigrations } from "graphile-worker";
import { FileMigrationProvider, Migrator } from "kysely/migration";
import { UserError } from "../errors.ts";
import { openStore } from "./database.ts";

const migrationFolder = path.join(import.meta.dirname, "../../migrations");

/** Brings the database to the newest schema. Safe to call from several instances at once: they take turns. */
export async function migrateToLatest(connectionString: string): Promise<readonly string[]> {
  const store = openStore({ connectionString, connections: 2 });
  try {
    const migrator = new Migrator({
      db: store,
      provider: new FileMigrationProvider({ fs, path, migrationFolder }),
    });
    const { error, results } = await migrator.migrateToLatest();
    if (isOfAnotherVersion(error)) throw otherVersion(error);
    if (error) throw error;
    // The queue's own schema: jobs may be handed to it before it runs.
    await runMigrations({ connectionString });
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await store.destroy();
  }
}

/** Kysely's words for a database that had migrations which this version does not have, or in another order. */
function isOfAnotherVersion(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("corrupted migrations");
}

function otherVersion(cause: unknown): UserError {
  return new UserError({
    code: "database-of-another-version",
    fault: "state",
    what: "The database was made by another version of Concord.",
    next: "Start the version that made it, or give this one another database: DATABASE_URL, or another CONCORD_DATA_DIR for the built-in one.",
    cause,
  });
}
