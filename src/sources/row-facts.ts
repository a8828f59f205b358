import type { Fact, FactShape, FactValue } from "../funnel/facts.ts";
import { type FieldReader, fieldReaders } from "./fact-fields.ts";
import { isBroken, settleFact } from "./fact-rules.ts";
import type { MomentOptions } from "./moments.ts";

/** What is wrong with a row: the first problem, in the order of the kind's fields. */
export interface RowProblem {
  readonly field: string;
  readonly reason: string;
}

/**
 * A row's texts by field; null and an empty text empty the field, an absent one keeps what is stored. Other names
 * than the kind's fields are passed over, so that nothing but facts gets in.
 */
export type RowTexts = { readonly [field: string]: string | null | undefined };

/** Reads a row as a fact, or says why it is none. */
export type RowReader = (row: RowTexts) => Fact | RowProblem;

/** Tells a row's problem from a fact. */
export function isProblem(result: Fact | RowProblem): result is RowProblem {
  return "reason" in result;
}

/** Gives a reader of a kind's rows whose fields have our names already. */
export function rowReader(shape: FactShape, options: MomentOptions): RowReader {
  const readers = fieldReaders(shape.fields, options);
  const fields = shape.fields.map((field) => ({ ...field, read: readers.get(field.name) ?? readsNothing }));
  return (row) => {
    const fact: Record<string, FactValue> = {};
    for (const { name, required, format, read } of fields) {
      const text = row[name];
      if (text === undefined && !required) continue;
      const value = read(text ?? "");
      if (typeof value === "object" && value !== null && "refused" in value) {
        return { field: name, reason: value.refused };
      }
      if (value === null && required) {
        const sort = format.type === "moment" || format.type === "day" ? "date" : "value";
        return { field: name, reason: `the ${sort} is missing: ${shape.kind} need ${name}` };
      }
      fact[name] = value;
    }
    const settled = settleFact(shape.kind, fact);
    return isBroken(settled) ? { field: settled.field, reason: settled.reason } : settled;
  };
}

const readsNothing: FieldReader = () => null;
