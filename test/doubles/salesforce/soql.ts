import { z } from "zod";

export type Value = string | number | boolean | null;
/** A row by its fields' names; a parent's field is named with a dot. */
export type Row = Readonly<Record<string, Value>>;

export type Condition =
  | { readonly kind: "and"; readonly parts: readonly Condition[] }
  | { readonly kind: "or"; readonly parts: readonly Condition[] }
  | {
      readonly kind: "test";
      readonly field: string;
      readonly operator: string;
      readonly values: readonly Value[];
    };

export interface Query {
  readonly fields: readonly string[];
  readonly from: string;
  readonly where: Condition | null;
  readonly orderBy: readonly { readonly field: string; readonly isDescending: boolean }[];
  readonly limit: number | null;
}

/** What SOQL calls a query that it cannot read. */
export class MalformedQuery extends Error {}

const tokens =
  /\s*(?:('(?:[^'\\]|\\.)*')|(\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}))|(\d{4}-\d{2}-\d{2})|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(<=|>=|!=|<>|[(),=<>]))/y;

interface Token {
  readonly type: "text" | "moment" | "date" | "number" | "word" | "sign";
  readonly text: string;
}

function tokensOf(soql: string): readonly Token[] {
  const found: Token[] = [];
  const text = soql.trim();
  for (let at = 0; at < text.length; ) {
    tokens.lastIndex = at;
    const match = tokens.exec(text);
    if (!match) throw new MalformedQuery(`unexpected token: '${text.slice(at, at + 10)}'`);
    const types = ["text", "moment", "date", "number", "word", "sign"] as const;
    const index = types.findIndex((_, place) => match[place + 1] !== undefined);
    found.push({ type: types[index] ?? "sign", text: match[index + 1] ?? "" });
    at = tokens.lastIndex;
  }
  return found;
}

/** Reads the part of SOQL that a reader of records needs: fields, conditions, order, limit. */
export function parseSoql(soql: string): Query {
  const all = tokensOf(soql);
  let at = 0;
  const peek = (word: string) => all[at]?.text.toUpperCase() === word;
  const take = (word?: string): Token => {
    const token = all[at];
    if (!token || (word !== undefined && !peek(word))) {
      throw new MalformedQuery(`expecting ${word ?? "more"}, found '${token?.text ?? "end of query"}'`);
    }
    at += 1;
    return token;
  };
  const listOf = <T>(one: () => T): T[] => {
    const items = [one()];
    while (peek(",")) {
      take(",");
      items.push(one());
    }
    return items;
  };
  const name = () => {
    const token = take();
    if (token.type !== "word") throw new MalformedQuery(`unexpected token: '${token.text}'`);
    return token.text;
  };

  function condition(): Condition {
    const parts = [term()];
    let joined: "and" | "or" | null = null;
    while (peek("AND") || peek("OR")) {
      const kind = take().text.toLowerCase() === "and" ? "and" : "or";
      if (joined !== null && joined !== kind)
        throw new MalformedQuery("unexpected token: mixed AND and OR need parentheses");
      joined = kind;
      parts.push(term());
    }
    const [only] = parts;
    return joined === null && only ? only : { kind: joined ?? "and", parts };
  }

  function term(): Condition {
    if (peek("(")) {
      take("(");
      const inner = condition();
      take(")");
      return inner;
    }
    const field = name();
    if (peek("IN")) {
      take("IN");
      take("(");
      const values = listOf(() => literal(take()));
      take(")");
      return { kind: "test", field, operator: "IN", values };
    }
    const { text: operator, type } = take();
    if (type !== "sign") throw new MalformedQuery(`unexpected token: '${operator}'`);
    return { kind: "test", field, operator, values: [literal(take())] };
  }

  take("SELECT");
  const fields = listOf(name);
  take("FROM");
  const from = name();
  let where: Condition | null = null;
  if (peek("WHERE")) {
    take("WHERE");
    where = condition();
  }
  const orderBy: { field: string; isDescending: boolean }[] = [];
  if (peek("ORDER")) {
    take("ORDER");
    take("BY");
    orderBy.push(
      ...listOf(() => {
        const field = name();
        const isDescending = peek("DESC");
        if (peek("ASC") || peek("DESC")) take();
        return { field, isDescending };
      }),
    );
  }
  let limit: number | null = null;
  if (peek("LIMIT")) {
    take("LIMIT");
    limit = z.coerce.number().int().parse(take().text);
  }
  if (at < all.length) throw new MalformedQuery(`unexpected token: '${all[at]?.text}'`);
  return { fields, from, where, orderBy, limit };
}

function literal({ type, text }: Token): Value {
  switch (type) {
    case "text":
      return text.slice(1, -1).replaceAll(/\\(.)/g, "$1");
    case "moment":
      return new Date(text).toISOString();
    case "date":
      return text;
    case "number":
      return Number(text);
    default: {
      const word = text.toLowerCase();
      if (word === "true" || word === "false") return word === "true";
      if (word === "null") return null;
      throw new MalformedQuery(`unexpected token: '${text}'`);
    }
  }
}

/** Gives every field that a query names, also in its conditions and its order. */
export function fieldsNamed({ fields, where, orderBy }: Query): readonly string[] {
  const inConditions = (condition: Condition): readonly string[] =>
    condition.kind === "test" ? [condition.field] : condition.parts.flatMap(inConditions);
  return [...fields, ...(where ? inConditions(where) : []), ...orderBy.map(({ field }) => field)];
}

/** Gives the rows that a query finds, in its order. */
export function evaluate(
  query: Query,
  rows: readonly Row[],
  valueIn: (row: Row, field: string) => Value,
): readonly Row[] {
  const { where, orderBy, limit } = query;
  const found = rows.filter((row) => where === null || holds(where, (field) => valueIn(row, field)));
  const ordered = found.toSorted((a, b) => {
    for (const { field, isDescending } of orderBy) {
      const order = compared(valueIn(a, field), valueIn(b, field));
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  });
  return limit === null ? ordered : ordered.slice(0, limit);
}

function holds(condition: Condition, value: (field: string) => Value): boolean {
  if (condition.kind === "and") return condition.parts.every((part) => holds(part, value));
  if (condition.kind === "or") return condition.parts.some((part) => holds(part, value));
  const has = value(condition.field);
  const [first = null] = condition.values;
  if (condition.operator === "IN") return condition.values.includes(has);
  if (condition.operator === "=") return has === first;
  if (condition.operator === "!=" || condition.operator === "<>") return has !== first;
  if (has === null || first === null) return false;
  const order = compared(has, first);
  switch (condition.operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      throw new MalformedQuery(`unexpected token: '${condition.operator}'`);
  }
}

function compared(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
