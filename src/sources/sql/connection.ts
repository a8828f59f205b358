/** What a column holds, as far as reading facts and computing cells must know. */
export type ColumnType = "instant" | "local-time" | "day" | "number" | "text" | "other";

export interface SqlColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Every value as text: exact decimals, ISO dates; null is null. */
export type SqlRow = readonly (string | null)[];

export interface SqlSelect {
  /** The user's query. */
  readonly query: string;
  /** The columns that are wanted, in their order. */
  readonly columns: readonly SqlColumn[];
  /** Ordered by this column, unset ones first; null: in any order. */
  readonly orderBy: SqlColumn | null;
  /** Only rows whose `orderBy` is at or after it, less the look-back in seconds where it is a time. */
  readonly from: { readonly position: string; readonly lookBack: number } | null;
  readonly batch: number;
}

/** A read-only connection to a database; the same for every dialect. */
export interface SqlConnection {
  /** Gives a query's columns without running it. Throws a UserError when the query is wrong. */
  columns(query: string): Promise<readonly SqlColumn[]>;
  /** Reads rows in batches, streamed: memory does not grow with them. */
  select(select: SqlSelect): AsyncIterable<readonly SqlRow[]>;
  /** Runs a statement of ours and reads its rows in batches. */
  run(statement: string, batch: number): AsyncIterable<readonly SqlRow[]>;
  /** From now on until it closes, everything is read as of one moment. Gives whether the database can do that. */
  holdStill(): Promise<boolean>;
  /** Counts a query's rows; null when that takes too long. */
  count(query: string): Promise<number | null>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  /** Longest that one statement may take, in milliseconds. */
  readonly statementTimeout: number;
  /** The zone of timestamps that name none. */
  readonly timeZone: string;
}
