import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database } from "./schema.ts";

export type Store = Kysely<Database>;

const int4Array = 1007;

/** Reads `{1,2,3}` and `{{0,3,5},{0,4,1}}` alike into one flat list: cells' events are read by the thousand. */
function parseIntegers(text: string): readonly number[] {
  const numbers: number[] = [];
  let current = 0;
  let digits = false;
  let negative = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) {
      current = current * 10 + (code - 48);
      digits = true;
    } else if (code === 45) {
      negative = true;
    } else if (digits) {
      numbers.push(negative ? -current : current);
      current = 0;
      digits = false;
      negative = false;
    }
  }
  return numbers;
}

export interface StoreOptions {
  readonly connectionString: string;
  /** Most connections held at once. */
  readonly connections?: number;
}

/** Opens a pool on PostgreSQL. Close it with `destroy()`. */
export function openStore({ connectionString, connections = 10 }: StoreOptions): Store {
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    application_name: "concord",
    types: {
      getTypeParser: (oid, format) =>
        Number(oid) === int4Array && format !== "binary"
          ? parseIntegers
          : pg.types.getTypeParser(oid, format),
    },
  });
  // An idle connection that the server closed is replaced on the next query; without a listener it would crash us.
  pool.on("error", () => {});
  // The same for one that is in use and breaks between two queries: the next query fails, and says why.
  pool.on("connect", (client) => client.on("error", () => {}));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
