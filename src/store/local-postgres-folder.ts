import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, link, lstat, mkdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { UserError } from "../errors.ts";

const run = promisify(execFile);

/** The OS user that the server runs as, when it is not the current one. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

export interface ClusterFolder {
  /** Where PostgreSQL's own files are, or will be. */
  readonly cluster: string;
  /** Null when the server runs as the current user. */
  readonly account: ServerAccount | null;
}

const isRoot = process.getuid?.() === 0;

/**
 * Decides where the cluster of `dataDir` lives, and as whom its server runs. PostgreSQL refuses to run as root, so
 * root's server runs as the user `postgres`. When that user cannot pass a folder above `dataDir`, the cluster is kept
 * outside it, and `dataDir/postgres.location` says where.
 */
export async function placeCluster(
  dataDir: string,
  onProgress: (step: string) => void,
): Promise<ClusterFolder> {
  const inside = path.join(dataDir, "postgres");
  const present = await stat(inside).catch(() => null);
  if (!isRoot) {
    if (present && process.getuid && present.uid !== process.getuid()) {
      throw new UserError({
        code: "local-postgres-not-yours",
        fault: "state",
        what: `The database in ${inside} belongs to another user of this machine.`,
        next: "Run Concord as the user who started it first, or choose another folder with CONCORD_DATA_DIR.",
      });
    }
    return { cluster: inside, account: null };
  }

  const owner = present && present.uid !== 0 ? { uid: present.uid, gid: present.gid } : null;
  const account = owner ?? (await findOrCreateAccount("postgres"));
  const reachable = await canReach(dataDir, account);
  if (present) {
    if (reachable) return { cluster: inside, account };
    throw new UserError({
      code: "local-postgres-unreachable",
      fault: "state",
      what: `The database in ${inside} is out of reach of its own user (id ${account.uid}): a folder above it is closed to others.`,
      next: `Move ${dataDir} to where others may pass (chmod o+x), or choose another folder with CONCORD_DATA_DIR.`,
    });
  }
  const recorded = await readLocation(dataDir);
  if (recorded) {
    await sharedFolder(account);
    return { cluster: recorded, account };
  }
  if (reachable) return { cluster: inside, account };

  const outside = path.join(await sharedFolder(account), randomBytes(6).toString("hex"));
  const cluster = await recordLocation(dataDir, outside);
  onProgress(`Keeping the database in ${cluster}: the user that PostgreSQL runs as cannot reach ${dataDir}`);
  return { cluster, account };
}

/** Whether the account may pass `folder` and every folder above it. */
export async function canReach(folder: string, account: ServerAccount): Promise<boolean> {
  let current = await realpath(folder);
  for (;;) {
    const { mode, uid, gid } = await stat(current);
    const pass = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & pass) === 0) return false;
    const parent = path.dirname(current);
    if (parent === current) return true;
    current = parent;
  }
}

/** A folder of root's own that every user may pass: clusters and programs that cannot stay where they belong. */
export async function sharedFolder(account: ServerAccount): Promise<string> {
  for (const folder of ["/var/lib/concord", "/var/tmp/concord"]) {
    try {
      await mkdir(folder, { mode: 0o755 });
      await chmod(folder, 0o755);
    } catch {
      // It is there already, or this file system is read-only: the check below tells.
    }
    const found = await lstat(folder).catch(() => null);
    // Anyone may create names in /var/tmp: only a real folder of root's that nobody else can write is trusted.
    const trusted = found?.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
    if (trusted && (await canReach(folder, account))) return folder;
  }
  throw new UserError({
    code: "local-postgres-no-folder",
    fault: "state",
    what: "PostgreSQL does not run as root, and there is no folder that its own user can reach.",
    next: "Run Concord as an ordinary user, set CONCORD_DATA_DIR to a folder others may pass, or set DATABASE_URL.",
  });
}

/** The account of that name; made when there is none. */
async function findOrCreateAccount(name: string): Promise<ServerAccount> {
  const found = await findAccount(name);
  if (found) return found;
  try {
    await run("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      name,
    ]);
  } catch (cause) {
    // Two commands may create it at the same time; the loser finds it below.
    const made = await findAccount(name);
    if (made) return made;
    throw new UserError({
      code: "local-postgres-no-account",
      fault: "state",
      what: `PostgreSQL does not run as root, and the system user "${name}" to run it as could not be created.`,
      next: "Run Concord as an ordinary user, or set DATABASE_URL to a PostgreSQL server of yours.",
      cause,
    });
  }
  const made = await findAccount(name);
  if (!made) throw new Error(`useradd reported success, but there is no user ${name}`);
  return made;
}

async function findAccount(name: string): Promise<ServerAccount | null> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

const locationFile = (dataDir: string) => path.join(dataDir, "postgres.location");

async function readLocation(dataDir: string): Promise<string | null> {
  const text = await readFile(locationFile(dataDir), "utf8").catch(() => null);
  return text?.trim() || null;
}

/** Records the location, unless another process was first; gives the one that counts. */
async function recordLocation(dataDir: string, location: string): Promise<string> {
  const draft = `${locationFile(dataDir)}.${process.pid}`;
  await writeFile(draft, `${location}\n`);
  try {
    await link(draft, locationFile(dataDir));
    return location;
  } catch (error) {
    const first = await readLocation(dataDir);
    if (first) return first;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
