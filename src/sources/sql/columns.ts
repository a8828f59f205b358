import { closest } from "fastest-levenshtein";
import { UserError } from "../../errors.ts";
import { type FactKind, type FactShape, factShapes } from "../../funnel/facts.ts";
import type { KindConfig } from "./config.ts";
import type { SqlColumn } from "./connection.ts";

/** Which of a query's columns a kind's fields, its cursor and its mark of deletion are read from. */
export interface KindColumns {
  readonly byField: ReadonlyMap<string, SqlColumn>;
  readonly cursor: SqlColumn | null;
  readonly deleted: SqlColumn | null;
}

/**
 * Finds the columns that a kind's mapping names: by exact name, or else whatever its case. Throws a UserError that names
 * what is missing.
 */
export function findKindColumns(
  kind: FactKind,
  config: KindConfig,
  columns: readonly SqlColumn[],
): KindColumns {
  const shape: FactShape = factShapes[kind];
  const find = (name: string): SqlColumn | null =>
    columns.find((column) => column.name === name) ??
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase()) ??
    null;
  const named = (name: string, what: string): SqlColumn =>
    find(name) ?? unknownColumn(kind, name, what, columns);
  const byField = new Map<string, SqlColumn>();
  for (const { name, required } of shape.fields) {
    if (config.constants[name] !== undefined) continue;
    const told = config.fields[name];
    const column = told === undefined ? find(name) : named(told, `fields.${name}`);
    if (column) byField.set(name, column);
    else if (required) throw missingField(kind, name, columns);
  }
  return {
    byField,
    cursor: config.cursor === undefined ? null : named(config.cursor, "cursor"),
    deleted: config.deleted === undefined ? null : named(config.deleted, "deleted"),
  };
}

function unknownColumn(kind: FactKind, name: string, what: string, columns: readonly SqlColumn[]): never {
  const names = columns.map((column) => column.name);
  throw new UserError({
    code: "unknown-column",
    what: `The query of ${kind} gives no column ${name}, which ${what} names.`,
    next: `Did you mean ${closest(name, names)}? It gives ${names.join(", ")}.`,
  });
}

function missingField(kind: FactKind, field: string, columns: readonly SqlColumn[]): UserError {
  return new UserError({
    code: "columns-missing",
    what: `The query of ${kind} gives no column for ${field}, which ${kind} need.`,
    next: `Name its column under fields (${field}: COLUMN). It gives ${columns.map(({ name }) => name).join(", ")}.`,
  });
}
