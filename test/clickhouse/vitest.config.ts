import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/clickhouse/*.clickhouse.ts"],
    globalSetup: ["test/support/postgres.global.ts"],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 1,
  },
});
