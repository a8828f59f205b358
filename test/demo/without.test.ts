import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

test("an image without the demo and without tokens says what it wants, and ends with status 64", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "concord-image-"));
  try {
    const demo = path.join(root, "src/demo");
    await cp(path.join(root, "src"), path.join(folder, "src"), {
      recursive: true,
      filter: (source) => source !== demo,
    });
    await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    const { PATH } = process.env;
    const ended = await new Promise<{ readonly status: unknown; readonly said: string }>((resolve) => {
      execFile(
        process.execPath,
        ["src/main.ts"],
        { cwd: folder, env: { PATH, CONCORD_DATA_DIR: folder } },
        (error, _, said) => resolve({ status: error?.code, said }),
      );
    });
    expect(ended.status).toBe(64);
    expect(ended.said).toMatch(/SLACK_BOT_TOKEN/);
    expect(ended.said).not.toMatch(/at .*\.ts/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
