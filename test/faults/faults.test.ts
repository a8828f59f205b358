import { expect, test } from "vitest";
import { runFaults } from "./harness.ts";

test("each digest and each incident arrives once and whole, whatever breaks", {
  timeout: 240_000,
}, async () => {
  const report = await runFaults({
    seed: 7,
    rounds: { least: 1, most: 6 },
    until: { kills: 4, faults: 5 },
    channels: 2,
    workspaces: 1,
    shares: 1,
    rate: 0.2,
    killsEach: 4,
    slowness: 4,
  });
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ lost: 0, doubled: 0, orphans: 0, late: 0 });
  expect(report.digests).toBeGreaterThanOrEqual(3);
  expect(report.incidents).toBeGreaterThanOrEqual(2);
  expect(report.replies).toBeGreaterThanOrEqual(1);
  expect(report.kills).toBeGreaterThanOrEqual(4);
  expect(report.faults).toBeGreaterThanOrEqual(5);
  expect(report.restarts).toBeGreaterThanOrEqual(1);
  // A second, less what a busy machine takes to see them come by; without a pace it would be nothing.
  expect(report.closest).toBeGreaterThanOrEqual(500);
});
