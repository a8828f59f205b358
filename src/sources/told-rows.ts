import { type Fact, type FactKind, factShapes } from "../funnel/facts.ts";
import type { MomentOptions } from "./moments.ts";
import { isProblem, type RowTexts, rowReader } from "./row-facts.ts";
import type { SourceRejection } from "./source.ts";

/** What rows told: facts, and what was none. */
export interface ToldRows {
  readonly facts: readonly Fact[];
  readonly rejected: readonly SourceRejection[];
}

/** Reads a kind's rows whose fields have our names already. A row that is no fact is told by its id alone. */
export function readRows(kind: FactKind, rows: readonly RowTexts[], moments: MomentOptions): ToldRows {
  const shape = factShapes[kind];
  const read = rowReader(shape, moments);
  const facts: Fact[] = [];
  const rejected: SourceRejection[] = [];
  for (const row of rows) {
    const result = read(row);
    if (isProblem(result)) {
      rejected.push({
        kind,
        row: row[shape.identity[0]] ?? null,
        field: result.field,
        reason: result.reason,
      });
    } else {
      facts.push(result);
    }
  }
  return { facts, rejected };
}
