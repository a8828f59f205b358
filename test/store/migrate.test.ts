import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/database.ts";
import { migrateToLatest } from "../../src/store/migrate.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

test("a database with the newest schema stays as it is", async () => {
  expect(await migrateToLatest(database.connectionString)).toEqual([]);
});

test("a database that another version made is told apart, with what to do", async () => {
  await sql`insert into kysely_migration (name, timestamp) values ('0002_of_another_version', '2026')`.execute(
    store,
  );
  await expect(migrateToLatest(database.connectionString)).rejects.toMatchObject({
    code: "database-of-another-version",
    next: expect.stringContaining("CONCORD_DATA_DIR"),
  });
});
