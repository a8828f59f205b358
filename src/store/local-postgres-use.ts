import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { UserError } from "../errors.ts";

/** One process's use of a shared server. It ends with the process, however that ends. */
export interface Use {
  /** Ends the use; true when nobody else uses the server, and nobody new can begin to before `close`. */
  leaveAsLast(): Promise<boolean>;
  close(): Promise<void>;
}

/** The advisory lock that every user of the server shares; whoever leaves last gets it alone. */
const inUse = 0x0c0c0;

/**
 * Registers a use of the server, and makes the application's database when it is missing. Null when the server does
 * not take connections (yet, or any more).
 */
export async function registerUse(connectionString: string, database: string): Promise<Use | null> {
  let leaving = false;
  const onLost = () => {
    current = reopen();
  };
  const first = await openSession(connectionString, onLost);
  if (first === null) return null;
  await ensureDatabase(first.client, database);
  // Holding the lock must not keep a finished program running.
  first.socket.unref();
  let current = Promise.resolve<Session | null>(first);

  /** When one session crashes PostgreSQL ends them all; without a new one, others would believe that we left. */
  async function reopen(): Promise<Session | null> {
    for (let attempt = 0; attempt < 20 && !leaving; attempt++) {
      await sleep(250);
      const session = await openSession(connectionString, onLost).catch(() => null);
      session?.socket.unref();
      if (session) return session;
    }
    return null;
  }

  return {
    async leaveAsLast() {
      leaving = true;
      const session = await current;
      if (session === null) return false;
      session.socket.ref();
      await session.client.query("select pg_advisory_unlock_shared($1)", [inUse]);
      const { rows } = await session.client.query<{ last: boolean }>(
        "select pg_try_advisory_lock($1) as last",
        [inUse],
      );
      return rows[0]?.last === true;
    },
    async close() {
      const session = await current;
      // After a shutdown there is nobody left to say goodbye to.
      await session?.client.end().catch(() => {});
    },
  };
}

interface Session {
  readonly client: pg.Client;
  readonly socket: Socket;
}

async function openSession(connectionString: string, onLost: () => void): Promise<Session | null> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString,
    application_name: "concord (in use)",
    connectionTimeoutMillis: 10_000,
    stream: () => socket,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select pg_advisory_lock_shared($1)", [inUse]);
  } catch (error) {
    await client.end().catch(() => {});
    if (isPassing(error)) return null;
    throw new UserError({
      code: "local-postgres-refused",
      fault: "state",
      what: `The built-in PostgreSQL is running but refuses us: ${(error as Error).message}.`,
      next: "Look at postgres.log in Concord's data folder, or set DATABASE_URL to another server.",
      cause: error,
    });
  }
  client.once("end", onLost);
  return { client, socket };
}

/** Shutting down, starting up, out of connections, or gone: errors that time mends. */
function isPassing(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code !== "string" || /^(57P0|53|08|E[A-Z]+)/.test(code);
}

async function ensureDatabase(session: pg.Client, database: string): Promise<void> {
  const found = await session.query("select from pg_database where datname = $1", [database]);
  if (found.rowCount) return;
  try {
    await session.query(`create database ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    const madeByAnother = ["42P04", "23505"];
    if (!madeByAnother.includes(String((error as { readonly code?: unknown }).code))) throw error;
  }
}
