import pg from "pg";
import { UserError } from "../../errors.ts";
import type {
  ColumnType,
  ConnectionOptions,
  SqlColumn,
  SqlConnection,
  SqlRow,
  SqlSelect,
} from "./connection.ts";
import { sqlProblem } from "./problems.ts";

const connectTimeout = 15_000;
const countTimeout = 20_000;

/** Type by PostgreSQL's object id, which databases that speak its protocol share. */
const columnTypes: ReadonlyMap<number, ColumnType> = new Map([
  [1184, "instant"],
  [1114, "local-time"],
  [1082, "day"],
  ...[20, 21, 23, 700, 701, 1700].map((oid) => [oid, "number"] as const),
  ...[18, 19, 25, 1042, 1043, 2950].map((oid) => [oid, "text"] as const),
]);

/** Quotes a name. */
export function quotePostgres(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Gives a text as a literal. */
export function postgresText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

/**
 * Connects on first use to a database that speaks PostgreSQL's protocol. The session cannot write, a statement cannot
 * run longer than it may, and everything arrives as text.
 */
export function postgresConnection(options: ConnectionOptions): SqlConnection {
  let connecting: Promise<pg.Client> | null = null;
  let broken: Error | null = null;
  const client = (): Promise<pg.Client> => {
    connecting ??= connect(options, (error) => {
      broken ??= error;
    });
    return connecting;
  };
  /** One statement and no more: the extended protocol refuses several. */
  const ask = async (text: string): Promise<pg.QueryArrayResult<(string | null)[]>> => {
    const connected = await client();
    try {
      return await connected.query({ text, rowMode: "array", queryMode: "extended" } as pg.QueryArrayConfig);
    } catch (error) {
      // A statement on a connection that broke since the last one says only that it did; how it broke says why.
      throw sqlProblem(broken ?? error, "PostgreSQL");
    }
  };

  const begin = "begin transaction isolation level repeatable read read only";
  let isHeld = false;

  async function* run(statement: string, batch: number): AsyncGenerator<readonly SqlRow[]> {
    if (!isHeld) await ask(begin);
    try {
      await ask(`declare concord_rows no scroll cursor for ${statement}`);
      for (;;) {
        const { rows } = await ask(`fetch forward ${batch} from concord_rows`);
        if (rows.length > 0) yield rows;
        if (rows.length < batch) break;
      }
    } finally {
      // Whoever reads may stop early; there is nothing to keep.
      await ask(isHeld ? "close concord_rows" : "rollback").catch(() => {});
    }
  }

  return {
    async columns(query) {
      const { fields } = await ask(`select * from (${query}\n) q limit 0`);
      return fields.map(({ name, dataTypeID }) => ({ name, type: columnTypes.get(dataTypeID) ?? "other" }));
    },
    select: (select) => run(selectText(select), select.batch),
    run,
    async holdStill() {
      await ask(begin);
      isHeld = true;
      return true;
    },
    async count(query) {
      try {
        await ask(`set statement_timeout = ${countTimeout}`);
        const { rows } = await ask(`select count(*) from (${query}\n) q`);
        return Number(rows[0]?.[0] ?? 0);
      } catch {
        return null;
      } finally {
        await ask(`set statement_timeout = ${options.statementTimeout}`).catch(() => {});
      }
    },
    async close() {
      await (await connecting?.catch(() => null))?.end();
    },
  };
}

function selectText({ query, columns, orderBy, from }: SqlSelect): string {
  const names = columns.map(({ name }) => `q.${quotePostgres(name)}`).join(", ");
  const order = orderBy ? `q.${quotePostgres(orderBy.name)}` : null;
  const where = orderBy && from ? ` where ${order} >= ${boundary(orderBy, from)}` : "";
  return `select ${names} from (${query}\n) q${where}${order ? ` order by ${order} nulls first` : ""}`;
}

const timeTypes: Partial<Record<ColumnType, string>> = {
  instant: "timestamptz",
  "local-time": "timestamp",
  day: "timestamp",
};

function boundary({ type }: SqlColumn, { position, lookBack }: NonNullable<SqlSelect["from"]>): string {
  const time = timeTypes[type];
  if (time) return `${postgresText(position)}::${time} - interval '${Math.ceil(lookBack)} seconds'`;
  return type === "number" && /^-?\d+(\.\d+)?$/.test(position) ? position : postgresText(position);
}

async function connect(
  { url, statementTimeout }: ConnectionOptions,
  onBreak: (error: Error) => void,
): Promise<pg.Client> {
  if (!["postgres:", "postgresql:"].includes(URL.parse(url)?.protocol ?? "")) {
    throw new UserError({
      code: "bad-source-url",
      what: "The secret url is no PostgreSQL URL.",
      next: "Give one such as postgres://reader:password@host:5432/warehouse.",
    });
  }
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeout,
    application_name: "concord",
    keepAlive: true,
    types: { getTypeParser: () => (text: unknown) => text },
  });
  // A connection that breaks between statements shows at the next one.
  client.on("error", onBreak);
  try {
    await client.connect();
  } catch (error) {
    throw sqlProblem(error, "PostgreSQL");
  }
  // Relatives of PostgreSQL lack some of these; every read is in a read-only transaction besides.
  for (const setting of [
    "default_transaction_read_only = on",
    `statement_timeout = ${statementTimeout}`,
    "idle_in_transaction_session_timeout = 0",
    "timezone = 'UTC'",
    "datestyle = 'ISO, YMD'",
    "extra_float_digits = 1",
  ]) {
    await client.query(`set ${setting}`).catch(() => {});
  }
  return client;
}
