import { type FactKind, type FactShape, type FieldType, factShapes, localDayBit } from "../funnel/facts.ts";

/** Where a kind's facts are kept, and what a refresh of the snapshots must be told when one changes. */
export interface FactTable {
  readonly kind: FactKind;
  readonly name: string;
  readonly columns: readonly FactColumn[];
  /** The columns that, within a workspace, are the primary key. */
  readonly key: readonly string[];
  /** Whether days are told apart from instants in `local_days`. */
  readonly hasMoments: boolean;
  /** The entity that changes with a fact, and the column that holds its id. */
  readonly changes: { readonly entity: ChangedEntity; readonly id: string } | null;
}

export type ChangedEntity = "lead" | "opportunity" | "asset" | "content-use";

export interface FactColumn {
  readonly name: string;
  readonly sqlType: string;
  /** A bit of the mask of fields that a fact tells. */
  readonly bit: number;
  /** Its bit in `local_days`; 0 when it is no moment. */
  readonly dayBit: number;
}

const sqlTypes: Readonly<Record<FieldType["type"], string>> = {
  text: "text",
  moment: "timestamptz",
  day: "date",
  amount: "numeric(20, 4)",
  currency: "text",
  count: "bigint",
  rate: "numeric(24, 12)",
  choice: "text",
};

const changes: Readonly<Record<FactKind, FactTable["changes"]>> = {
  leads: { entity: "lead", id: "lead_id" },
  opportunities: { entity: "opportunity", id: "opportunity_id" },
  "stage-changes": { entity: "opportunity", id: "opportunity_id" },
  content: { entity: "asset", id: "asset_id" },
  "content-uses": { entity: "content-use", id: "use_id" },
  "sales-touches": { entity: "lead", id: "lead_id" },
  visits: null,
  "exchange-rates": null,
};

/** Gives the table of a kind. */
export function factTable(kind: FactKind): FactTable {
  const shape: FactShape = factShapes[kind];
  const columns = shape.fields.map(({ name, format }, place) => ({
    name,
    sqlType: sqlTypes[format.type],
    bit: 1 << place,
    dayBit: format.type === "moment" ? localDayBit(kind, name) : 0,
  }));
  return {
    kind,
    name: kind.replaceAll("-", "_"),
    columns,
    key: shape.ownId === undefined ? shape.identity : [shape.ownId],
    hasMoments: columns.some(({ dayBit }) => dayBit > 0),
    changes: changes[kind],
  };
}
