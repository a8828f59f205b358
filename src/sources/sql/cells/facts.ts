import type { FactKind } from "../../../funnel/facts.ts";
import type { KindColumns } from "../columns.ts";
import type { KindConfig } from "../config.ts";
import type { SqlColumn } from "../connection.ts";
import type { CellDialect } from "./dialect.ts";

/** A mapped kind and its columns; absent: the kind is not mapped. */
export interface CellKind {
  readonly config: KindConfig;
  readonly columns: KindColumns;
}

export type CellKinds = { readonly [K in FactKind]?: CellKind };

export interface FactRules {
  /** The zone of timestamps that name none. */
  readonly sourceZone: string;
  readonly timeZone: string;
}

/** Gives the expressions of a kind's fields, as its mapping says; fields that are not mapped are null. */
export function fieldExpressions(dialect: CellDialect, kind: CellKind | undefined, rules: FactRules) {
  const column = (field: string): { readonly column: SqlColumn; readonly expression: string } | null => {
    const found = kind?.columns.byField.get(field);
    return found ? { column: found, expression: `q.${dialect.quote(found.name)}` } : null;
  };
  const constant = (field: string): string | undefined => kind?.config.constants[field];
  const text = (field: string): string => {
    const told = constant(field);
    if (told !== undefined) return told.trim() === "" ? dialect.nothing("text") : dialect.text(told.trim());
    const found = column(field);
    if (!found) return dialect.nothing("text");
    const trimmed = dialect.trimmed(found.expression);
    return translated(dialect, trimmed, kind?.config.values[field]);
  };
  return {
    text,
    /** Whether the field is told at all. */
    tells: (field: string): boolean => constant(field) !== undefined || column(field) !== null,
    /** A choice: whatever its case. */
    choice: (field: string): string => `lower(${text(field)})`,
    upper: (field: string): string => `upper(${text(field)})`,
    day(field: string): string {
      const found = column(field);
      if (!found) return dialect.nothing("day-number");
      return dialect.localDay(found.column, found.expression, {
        source: rules.sourceZone,
        workspace: rules.timeZone,
      });
    },
    moment(field: string): string {
      const found = column(field);
      return found
        ? dialect.moment(found.column, found.expression, rules.sourceZone)
        : dialect.nothing("time");
    },
    /** Whether the field's moments are calendar days. */
    isDay: (field: string): boolean => column(field)?.column.type === "day",
    amount(field: string): { readonly value: string; readonly fits: string } {
      const found = column(field);
      return found
        ? { value: dialect.amount(found.expression), fits: dialect.amountFits(found.expression) }
        : { value: dialect.nothing("amount"), fits: "1 = 1" };
    },
    /** Rows that are not marked as deleted. */
    kept: kind?.columns.deleted
      ? `(${notDeleted(dialect, `q.${dialect.quote(kind.columns.deleted.name)}`)})`
      : "1 = 1",
    /** The kind's rows. */
    from: kind ? `(${kind.config.query}\n) q` : "(select 1 as none) q",
    exists: kind ? "1 = 1" : "1 = 0",
  };
}

/** Their text, exactly as written or, failing that, whatever its case. */
function translated(
  dialect: CellDialect,
  expression: string,
  values: Readonly<Record<string, string>> | undefined,
): string {
  const pairs = Object.entries(values ?? {});
  if (pairs.length === 0) return expression;
  const exact = pairs.map(
    ([theirs, ours]) => `when ${expression} = ${dialect.text(theirs)} then ${dialect.text(ours)}`,
  );
  const folded = pairs.map(
    ([theirs, ours]) =>
      `when lower(${expression}) = ${dialect.text(theirs.toLowerCase())} then ${dialect.text(ours)}`,
  );
  return `case ${[...exact, ...folded].join(" ")} else ${expression} end`;
}

function notDeleted(dialect: CellDialect, expression: string): string {
  const mark = `lower(${dialect.trimmed(expression)})`;
  return `${mark} is null or ${mark} in ('f', 'false', '0', 'no', 'n')`;
}
