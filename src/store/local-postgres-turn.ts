import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { isAlive } from "./live-process.ts";

export interface Turn {
  end(): Promise<void>;
}

/** No turn takes longer: past this age, a lock's pid is another program's by now. */
const longestTurn = 120_000;

/** Takes the lock file, for one process at a time. Null when another live process has it. */
export async function takeTurn(file: string): Promise<Turn | null> {
  const mine = `${process.pid} ${randomBytes(8).toString("hex")}\n`;
  const draft = `${file}.${mine.trim().replace(" ", ".")}`;
  await writeFile(draft, mine);
  try {
    // Unlike creating and then filling the file, linking never shows anyone an empty lock.
    await link(draft, file);
    return { end: () => rm(file, { force: true }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    await removeWhenAbandoned(file, draft);
    return null;
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeWhenAbandoned(file: string, aside: string): Promise<void> {
  const held = await readFile(file, "utf8").catch(() => null);
  const age = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => null,
  );
  if (held === null || age === null || (age < longestTurn && isAlive(Number.parseInt(held, 10)))) return;
  await rename(file, aside).catch(() => {});
  // Between the look and the rename somebody may have taken a fresh turn: then it is given back.
  const taken = await readFile(aside, "utf8").catch(() => held);
  if (taken !== held) await link(aside, file).catch(() => {});
}
