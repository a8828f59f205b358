import { promises as fs } from "node:fs";
import path from "node:path";
import { FileMigrationProvider, Migrator } from "kysely/migration";
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
    if (error) throw error;
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await store.destroy();
  }
}
