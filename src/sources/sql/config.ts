import { z } from "zod";
import { type FactKind, type FactShape, factKinds, factShapes } from "../../funnel/facts.ts";
import { span } from "../mapping-file.ts";
import { removableKinds } from "../source.ts";

/** How one kind of facts is read: a query, and what its columns mean. */
const kindConfig = z.strictObject({
  /** A SELECT statement, without a semicolon at its end. */
  query: z
    .string()
    .trim()
    .min(1, "must be a SELECT statement")
    .max(50_000)
    .transform((text) => text.replace(/;\s*$/, "")),
  /** The column that rises with every change of a row; absent: every sync reads the whole query. */
  cursor: z.string().min(1).optional(),
  /** Column by field; a field that is not named is read from the column of its own name, where there is one. */
  fields: z.record(z.string(), z.string().min(1)).default({}),
  /** One text for all rows, by field. */
  constants: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({}),
  /** What their values mean, by field. */
  values: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** A column that is true, or a time, on rows which are deleted. */
  deleted: z.string().min(1).optional(),
  /** For computed cells: no id occurs twice in the query, so that it need not be sorted by id. */
  unique: z.boolean().default(false),
});

export type KindConfig = z.infer<typeof kindConfig>;

const kinds = z
  .partialRecord(z.enum(factKinds), kindConfig)
  .refine((facts) => Object.keys(facts).length > 0, "must name at least one kind of facts")
  .superRefine((facts, check) => {
    for (const kind of factKinds) {
      const config = facts[kind];
      if (config)
        checkKind(kind, config, (path, message) =>
          check.addIssue({ code: "custom", path: [kind, ...path], message }),
        );
    }
  });

/** The part of a mapping that sources in SQL have. */
export const sqlConfig = z.strictObject({
  /** The zone of timestamps that name none; warehouses mostly keep UTC. */
  time_zone: z.string().default("UTC"),
  statement_timeout: span.default(10),
  batch: z.number().int().min(1).max(50_000).default(5000),
  /**
   * `facts`: rows are read and stored. `cells`: only the sums of the snapshots are, which the database computes; for
   * histories too big to move.
   */
  compute: z.enum(["facts", "cells"]).default("facts"),
  /** The order of the stages, for a workspace that knows none yet. */
  stages: z.array(z.string().min(1)).optional(),
  facts: kinds,
});

export type SqlConfig = z.infer<typeof sqlConfig>;

function checkKind(
  kind: FactKind,
  { fields, constants, values, deleted }: KindConfig,
  problem: (path: readonly string[], message: string) => void,
): void {
  const shape: FactShape = factShapes[kind];
  const names = shape.fields.map(({ name }) => name);
  for (const [part, record] of Object.entries({ fields, constants, values })) {
    for (const field of Object.keys(record)) {
      if (!names.includes(field))
        problem([part, field], `is no field of ${kind}; they have ${names.join(", ")}`);
    }
  }
  for (const field of Object.keys(constants)) {
    if (fields[field] !== undefined) problem(["constants", field], "is told twice, by fields too");
  }
  const removable: readonly FactKind[] = removableKinds;
  if (deleted !== undefined && !removable.includes(kind)) {
    problem(["deleted"], `cannot be told of ${kind}; a full sync finds what is gone`);
  }
}

/** The kinds that a configuration maps, in the order in which they are read. */
export function mappedKinds(config: SqlConfig): readonly (readonly [FactKind, KindConfig])[] {
  return factKinds.flatMap((kind) => {
    const mapped = config.facts[kind];
    return mapped ? [[kind, mapped] as const] : [];
  });
}
