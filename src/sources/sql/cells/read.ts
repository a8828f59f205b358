import { UserError } from "../../../errors.ts";
import type { FactKind } from "../../../funnel/facts.ts";
import type { CellRules, RemoteCells } from "../../../funnel/remote-cells.ts";
import { findKindColumns } from "../columns.ts";
import { mappedKinds, type SqlConfig } from "../config.ts";
import type { ColumnType, SqlConnection, SqlRow } from "../connection.ts";
import type { CellDialect } from "./dialect.ts";
import type { CellKind, CellKinds } from "./facts.ts";
import { cellStatements } from "./statements.ts";

/** Kinds that stay facts beside cells: few rows, which readings look at themselves. */
export const factsBesideCells: readonly FactKind[] = ["visits", "exchange-rates"];

const batch = 5000;

/** Gives what computes a configuration's cells in its database. Throws a UserError when it cannot. */
export async function remoteCells(
  connection: SqlConnection,
  dialect: CellDialect,
  config: SqlConfig,
  rules: CellRules,
): Promise<RemoteCells> {
  // Its statements read the same tables one after the other.
  await connection.holdStill();
  const kinds: { [K in FactKind]?: CellKind } = {};
  for (const [kind, mapping] of mappedKinds(config)) {
    if (factsBesideCells.includes(kind)) continue;
    const columns = findKindColumns(kind, mapping, await connection.columns(mapping.query));
    checkMoments(kind, columns.byField);
    kinds[kind] = { config: mapping, columns };
  }
  const statements = cellStatements(dialect, kinds as CellKinds, { ...rules, sourceZone: config.time_zone });
  const text = (row: SqlRow, place: number): string => row[place] ?? "";
  const number = (row: SqlRow, place: number): number => Number(row[place]);
  const day = (row: SqlRow, place: number): number | null => (row[place] == null ? null : Number(row[place]));
  async function* rows<T>(statement: string, read: (row: SqlRow) => T): AsyncGenerator<readonly T[]> {
    for await (const part of connection.run(statement, batch)) yield part.map(read);
  }
  return {
    cells: () =>
      rows(statements.cells, (row) => ({
        measure: text(row, 0),
        dimension: text(row, 1),
        member: text(row, 2),
        day: number(row, 3),
        entered: number(row, 4),
        converted: text(row, 5),
        convertedAfterOut: text(row, 6),
        wentOut: text(row, 7),
      })),
    wins: () =>
      rows(statements.wins, (row) => ({
        day: number(row, 0),
        account: text(row, 1),
        acquisitionChannel: text(row, 2),
        segment: text(row, 3),
        currency: text(row, 4),
        wins: number(row, 5),
        amount: text(row, 6),
        winsWithoutAmount: number(row, 7),
      })),
    assets: () =>
      rows(statements.assets, (row) => ({
        id: text(row, 0),
        title: text(row, 1),
        journeyStage: row[2] ?? null,
        publishedDay: number(row, 3),
        retiredDay: day(row, 4),
        firstSalesUseDay: day(row, 5),
      })),
    uses: () =>
      rows(statements.uses, (row) => ({
        day: number(row, 0),
        asset: text(row, 1),
        inOpportunity: text(row, 2) === "1",
      })),
  };
}

const momentTypes: readonly ColumnType[] = ["instant", "local-time", "day"];

/** A text may be any date; the database would have to guess. */
function checkMoments(
  kind: FactKind,
  byField: ReadonlyMap<string, { readonly name: string; readonly type: ColumnType }>,
): void {
  for (const [field, column] of byField) {
    if (!field.endsWith("_at") || momentTypes.includes(column.type)) continue;
    throw new UserError({
      code: "bad-mapping",
      what: `The column ${column.name}, which ${kind}.${field} is read from, is no date and no timestamp.`,
      next: "Cast it in the query: cells are computed in the database.",
    });
  }
}
