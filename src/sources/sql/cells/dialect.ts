import type { SqlColumn } from "../connection.ts";

/** A column that holds nothing: of a kind or field that is not mapped. */
export type Typed = "text" | "time" | "day-number" | "amount";

/** What one kind of event contributes to cells: where `counts` holds, one at `day` and `age`. */
export interface Part {
  readonly measure: string;
  readonly day: string;
  readonly kind: string;
  readonly age: string;
  readonly counts: string;
}

/** Where the SQL of PostgreSQL and ClickHouse differs, as far as computing cells goes. */
export interface CellDialect {
  quote(name: string): string;
  text(literal: string): string;
  nothing(type: Typed): string;
  /** A text without blanks around; null when it is empty. */
  trimmed(expression: string): string;
  /** The moment of a column as one that can be ordered; a calendar day is its midnight in UTC. */
  moment(column: SqlColumn, expression: string, sourceZone: string): string;
  /** The local day of a column in the workspace's zone, as whole days since 1970-01-01. */
  localDay(
    column: SqlColumn,
    expression: string,
    zones: { readonly source: string; readonly workspace: string },
  ): string;
  /** An amount with four decimals; null when it has none. */
  amount(expression: string): string;
  /** Whether an amount can be kept: not negative, and no more than four decimals. */
  amountFits(expression: string): string;
  /** The least or greatest of those that are not null. */
  least(...expressions: readonly string[]): string;
  greatest(...expressions: readonly string[]): string;
  /** The place of a text in a list, from 1; null when it is not in it. */
  place(expression: string, list: readonly string[]): string;
  /** One row for each id: the one updated last. */
  latest(select: string, id: string, updated: string): string;
  previous(expression: string, window: string): string;
  next(expression: string, window: string): string;
  /** What parts contribute: acquisition channel, segment, measure, day, kind, age and how many. */
  contributions(journeys: string, parts: readonly Part[]): string;
  /** Repeats rows for each pair of dimension and member: `FROM … rows` with columns `dimension` and `member`. */
  slices(query: string): string;
  /** Within a group, the events of a kind as `AGE:COUNT` parts by age. */
  events(kind: number): string;
  /** Counts, as a signed whole number. */
  count(expression?: string): string;
  sumIf(expression: string, condition: string): string;
  minIf(expression: string, condition: string): string;
  maxIf(condition: string): string;
  asText(expression: string): string;
  concat(...expressions: readonly string[]): string;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

export const postgresDialect: CellDialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  text: (literal) =>
    literal.includes("\\") ? ` E${quoted(literal).replaceAll("\\", "\\\\")}` : quoted(literal),
  nothing: (type) =>
    `null::${{ text: "text", time: "timestamptz", "day-number": "integer", amount: "numeric(20, 4)" }[type]}`,
  trimmed: (expression) => `nullif(btrim((${expression})::text), '')`,
  moment: ({ type }, expression, zone) =>
    type === "instant"
      ? expression
      : type === "day"
        ? `(${expression}::timestamp at time zone 'UTC')`
        : `(${expression} at time zone ${quoted(zone)})`,
  localDay(column, expression, { source, workspace }) {
    const local =
      column.type === "day"
        ? expression
        : `(${this.moment(column, expression, source)} at time zone ${quoted(workspace)})`;
    return `(${local}::date - date '1970-01-01')`;
  },
  amount: (expression) => `(${expression})::numeric(24, 4)`,
  amountFits: (expression) =>
    `((${expression}) is null or ((${expression})::numeric >= 0 and (${expression})::numeric = round((${expression})::numeric, 4)))`,
  least: (...expressions) => `least(${expressions.join(", ")})`,
  greatest: (...expressions) => `greatest(${expressions.join(", ")})`,
  place: (expression, list) =>
    list.length === 0
      ? "null::integer"
      : `case ${expression} ${list.map((text, place) => `when ${postgresDialect.text(text)} then ${place + 1}`).join(" ")} end`,
  latest: (select, id, updated) =>
    `select distinct on (${id}) * from (${select}) latest order by ${id}, ${updated} desc nulls last`,
  previous: (expression, window) => `lag(${expression}) over (${window})`,
  next: (expression, window) => `lead(${expression}) over (${window})`,
  // A plain pass over a materialized query for each part: a row for each journey and part would be many times as dear.
  contributions: (journeys, parts) =>
    parts
      .map(
        ({ measure, day, kind, age, counts }) =>
          `select acquisition_channel, segment, measure, day, kind, age, count(*) as n
    from (select acquisition_channel, segment, ${measure} as measure, ${day} as day, ${kind} as kind, ${age} as age
      from ${journeys} where ${counts}) part
    group by acquisition_channel, segment, measure, day, kind, age`,
      )
      .join("\nunion all "),
  slices: (query) =>
    `(${query}) c cross join lateral (values ('total', ''), ('acquisition-channel', c.acquisition_channel), ('segment', c.segment)) s (dimension, member)`,
  events: (kind) =>
    `coalesce(string_agg(age || ':' || n, ' ' order by age) filter (where kind = ${kind}), '')`,
  count: (expression = "*") => `count(${expression})::bigint`,
  sumIf: (expression, condition) => `coalesce(sum(${expression}) filter (where ${condition}), 0)::bigint`,
  minIf: (expression, condition) => `min(${expression}) filter (where ${condition})`,
  maxIf: (condition) => `max(case when ${condition} then 1 else 0 end)`,
  asText: (expression) => `(${expression})::text`,
  concat: (...expressions) => expressions.join(" || "),
};

const clickHouseQuoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const whole = "rows between unbounded preceding and unbounded following";

export const clickHouseDialect: CellDialect = {
  quote: (name) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``,
  text: clickHouseQuoted,
  nothing: (type) =>
    `CAST(NULL AS Nullable(${{ text: "String", time: "DateTime64(6, 'UTC')", "day-number": "Int32", amount: "Decimal(38, 4)" }[type]}))`,
  trimmed: (expression) => `nullIf(trimBoth(CAST(${expression} AS Nullable(String))), '')`,
  moment: ({ type }, expression) =>
    type === "day" ? `toDateTime64(${expression}, 6, 'UTC')` : `toDateTime64(${expression}, 6, 'UTC')`,
  localDay: (column, expression, { workspace }) =>
    column.type === "day"
      ? `toInt32(toDate32(${expression}))`
      : `toInt32(toDate32(toTimeZone(${expression}, ${clickHouseQuoted(workspace)})))`,
  amount: (expression) => `toDecimal128OrNull(CAST(${expression} AS Nullable(String)), 4)`,
  amountFits: (expression) =>
    `((${expression}) is null or match(CAST(${expression} AS Nullable(String)), '^[0-9]+([.][0-9]{1,4}0*)?$'))`,
  least: (...expressions) => extreme("arrayMin", expressions),
  greatest: (...expressions) => extreme("arrayMax", expressions),
  place: (expression, list) =>
    list.length === 0
      ? "CAST(NULL AS Nullable(Int32))"
      : `nullIf(toInt32(indexOf([${list.map(clickHouseQuoted).join(", ")}], assumeNotNull(${expression}))), 0)`,
  latest: (select, id, updated) =>
    `select * from (${select}) latest order by ${updated} desc nulls last limit 1 by ${id}`,
  previous: (expression, window) => `lagInFrame(toNullable(${expression})) over (${window} ${whole})`,
  next: (expression, window) => `leadInFrame(toNullable(${expression})) over (${window} ${whole})`,
  // ClickHouse computes a named query anew wherever it is named, so all parts are made in one pass.
  contributions: (journeys, parts) => {
    const events = parts.map(
      ({ measure, day, kind, age, counts }) =>
        `(${measure}, CAST(if(${counts}, ${day}, NULL) AS Nullable(Int32)), CAST(${kind} AS Nullable(Int8)), CAST(${age} AS Nullable(Int32)))`,
    );
    return `select acquisition_channel, segment, tupleElement(part, 1) as measure, tupleElement(part, 2) as day,
      tupleElement(part, 3) as kind, tupleElement(part, 4) as age, toInt64(count()) as n
    from (select acquisition_channel, segment, arrayJoin([${events.join(", ")}]) as part from ${journeys}) parted
    where tupleElement(part, 2) is not null
    group by acquisition_channel, segment, measure, day, kind, age`;
  },
  slices: (query) =>
    `(select *, tupleElement(slice, 1) as dimension, tupleElement(slice, 2) as member from (${query}) array join [('total', ''), ('acquisition-channel', acquisition_channel), ('segment', segment)] as slice)`,
  events: (kind) =>
    `arrayStringConcat(arrayMap(event -> concat(toString(event.1), ':', toString(event.2)), arraySort(groupArrayIf((age, n), kind = ${kind}))), ' ')`,
  count: (expression = "") => `toInt64(count(${expression}))`,
  sumIf: (expression, condition) => `toInt64(sumIf(${expression}, ${condition}))`,
  minIf: (expression, condition) => `minOrNullIf(${expression}, ${condition})`,
  maxIf: (condition) => `max(if(${condition}, 1, 0))`,
  asText: (expression) => `toString(${expression})`,
  concat: (...expressions) => `concat(${expressions.join(", ")})`,
};

/** Releases differ in what least and greatest make of nulls; this is the same in all. */
function extreme(name: "arrayMin" | "arrayMax", expressions: readonly string[]): string {
  const known = `arrayFilter(each -> isNotNull(each), [${expressions.join(", ")}])`;
  return `if(empty(${known}), NULL, ${name}(${known}))`;
}
