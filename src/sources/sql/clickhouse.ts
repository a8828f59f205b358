import type { ClickHouseClient } from "@clickhouse/client";
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

const countSeconds = 20;

/** Quotes a name. */
export function quoteClickHouse(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

/** Gives a text as a literal. */
export function clickHouseText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Connects on first use to ClickHouse over HTTP. Every statement is sent with readonly=1, and all values as texts. */
export function clickHouseConnection(options: ConnectionOptions): SqlConnection {
  let made: Promise<ClickHouseClient> | null = null;
  const client = (): Promise<ClickHouseClient> => {
    made ??= connect(options);
    return made;
  };
  const limits = (seconds: number) =>
    ({ readonly: "1", max_execution_time: seconds, join_use_nulls: 1 }) as const;

  async function* run(statement: string, batch: number): AsyncGenerator<readonly SqlRow[]> {
    const seconds = Math.ceil(options.statementTimeout / 1000);
    try {
      const answer = await (await client()).query({
        query: statement,
        format: "JSONCompactEachRow",
        clickhouse_settings: limits(seconds),
      });
      let rows: SqlRow[] = [];
      for await (const chunk of answer.stream<SqlRow>()) {
        for (const row of chunk) {
          rows.push(row.json());
          if (rows.length < batch) continue;
          yield rows;
          rows = [];
        }
      }
      if (rows.length > 0) yield rows;
    } catch (error) {
      throw sqlProblem(error, "ClickHouse");
    }
  }

  async function all(statement: string): Promise<readonly SqlRow[]> {
    const rows: SqlRow[] = [];
    for await (const batch of run(statement, 1000)) rows.push(...batch);
    return rows;
  }

  return {
    async columns(query) {
      const described = await all(`describe table (${query}\n)`);
      return described.map(([name, type]) => ({ name: name ?? "", type: columnType(type ?? "") }));
    },
    select: (select) => run(selectText(select), select.batch),
    run,
    // Each statement sees what is there when it begins; ClickHouse has no snapshot over several.
    holdStill: async () => false,
    async count(query) {
      try {
        const answer = await (await client()).query({
          query: `select toString(count()) from (${query}\n)`,
          format: "JSONCompactEachRow",
          clickhouse_settings: limits(countSeconds),
        });
        const [row] = await answer.json<SqlRow>();
        return Number(row?.[0] ?? 0);
      } catch {
        return null;
      }
    },
    async close() {
      await (await made?.catch(() => null))?.close();
    },
  };
}

function columnType(told: string): ColumnType {
  const type = told
    .replaceAll(/^(?:LowCardinality|Nullable)\(|(?:\)(?=\)*$))/g, "")
    .replace(/^Nullable\(/, "");
  if (/^DateTime/.test(type)) return "instant";
  if (/^Date(32)?$/.test(type)) return "day";
  if (/^(U?Int|Float|Decimal)/.test(type)) return "number";
  return /^(String|FixedString|UUID|Enum)/.test(type) ? "text" : "other";
}

/** A column as text: instants in UTC, everything else as ClickHouse writes it. */
function asText({ name, type }: SqlColumn): string {
  const column = `q.${quoteClickHouse(name)}`;
  return type === "instant"
    ? `formatDateTime(toTimeZone(toDateTime64(${column}, 6), 'UTC'), '%Y-%m-%dT%H:%i:%S.%fZ')`
    : `toString(${column})`;
}

function selectText({ query, columns, orderBy, from }: SqlSelect): string {
  const texts = columns.map((column, place) => `${asText(column)} as c${place}`).join(", ");
  const order = orderBy ? `q.${quoteClickHouse(orderBy.name)}` : null;
  const where = orderBy && from ? ` where ${order} >= ${boundary(orderBy, from)}` : "";
  return `select ${texts} from (${query}\n) as q${where}${order ? ` order by ${order} asc nulls first` : ""}`;
}

function boundary({ type }: SqlColumn, { position, lookBack }: NonNullable<SqlSelect["from"]>): string {
  const seconds = Math.ceil(lookBack);
  switch (type) {
    case "instant":
      return `parseDateTime64BestEffort(${clickHouseText(position)}, 6, 'UTC') - toIntervalSecond(${seconds})`;
    case "day":
      return `toDate(${clickHouseText(position)}) - toIntervalDay(${Math.ceil(seconds / 86_400)})`;
    case "number":
      return /^-?\d+(\.\d+)?$/.test(position) ? position : clickHouseText(position);
    default:
      return clickHouseText(position);
  }
}

async function connect({ url, statementTimeout }: ConnectionOptions): Promise<ClickHouseClient> {
  const parsed = URL.parse(url);
  if (!parsed || !["http:", "https:"].includes(parsed.protocol)) {
    throw new UserError({
      code: "bad-source-url",
      what: "The secret url is no web address of a ClickHouse server.",
      next: "Give one such as https://reader:password@host:8443/analytics.",
    });
  }
  const database = parsed.pathname.slice(1);
  // Only a process that reads a ClickHouse loads its client.
  const { createClient } = await import("@clickhouse/client");
  return createClient({
    url: parsed.origin,
    ...(parsed.username ? { username: decodeURIComponent(parsed.username) } : {}),
    ...(parsed.password ? { password: decodeURIComponent(parsed.password) } : {}),
    ...(database ? { database: decodeURIComponent(database) } : {}),
    application: "concord",
    request_timeout: statementTimeout,
    log: { level: 127 },
  });
}
