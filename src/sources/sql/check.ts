import type { SourceCheck } from "../source.ts";
import { findKindColumns } from "./columns.ts";
import { mappedKinds, type SqlConfig } from "./config.ts";
import type { SqlConnection } from "./connection.ts";
import { kindReader } from "./read.ts";

const tried = 200;

/** Asks a database for every mapped kind: its columns, how many rows, and whether the first of them are facts. */
export async function checkSql(connection: SqlConnection, config: SqlConfig): Promise<SourceCheck> {
  const kinds: SourceCheck["kinds"][number][] = [];
  const notes: string[] = [];
  for (const [kind, mapping] of mappedKinds(config)) {
    const columns = findKindColumns(kind, mapping, await connection.columns(mapping.query));
    const rows = await connection.count(mapping.query);
    kinds.push({ kind, fields: [...columns.byField.keys(), ...Object.keys(mapping.constants)], rows });
    if (!columns.cursor) {
      notes.push(`${kind}: no cursor column is named, so every sync reads all rows.`);
    } else if (columns.cursor.type === "text" || columns.cursor.type === "other") {
      notes.push(
        `${kind}: the cursor column ${columns.cursor.name} is no time and no number; late edits are not looked back for.`,
      );
    }
    const reader = kindReader(kind, mapping, config, columns);
    for await (const sample of connection.select({
      query: `select * from (${mapping.query}\n) as tried limit ${tried}`,
      columns: reader.columns,
      orderBy: null,
      from: null,
      batch: tried,
    })) {
      const { rejected = [] } = reader.batch(sample);
      const [first] = rejected;
      if (first) {
        notes.push(
          `${kind}: ${rejected.length} of the first ${sample.length} rows would be rejected; ${first.field}: ${first.reason}.`,
        );
      }
    }
  }
  return { kinds, notes };
}
