import { expect, test } from "vitest";
import { runFaults } from "./harness.ts";

test("each due digest arrives once and whole, whatever breaks", { timeout: 120_000 }, async () => {
  const report = await runFaults({ seed: 7, rounds: 1, channels: 3, rate: 0.15, killsEach: 3 });
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ digests: 3, lost: 0, doubled: 0, orphans: 0, late: 0, restarts: 1 });
  expect(report.kills).toBeGreaterThan(0);
  expect(report.faults).toBeGreaterThan(1);
  expect(report.closest).toBeGreaterThanOrEqual(1000);
});
