/** One thing that happened, as a source tells it. A kind is one table of facts and one file format. */
export const factKinds = [
  "leads",
  "opportunities",
  "stage-changes",
  "content",
  "content-uses",
  "sales-touches",
  "visits",
  "exchange-rates",
] as const;
export type FactKind = (typeof factKinds)[number];

export const outcomes = ["open", "won", "lost"] as const;
export type Outcome = (typeof outcomes)[number];

export const usedBy = ["sales", "marketing"] as const;
export const touchKinds = ["call", "email", "meeting"] as const;

/** How a column's text is read. `moment`: an instant, or a local calendar day. */
export type FieldType =
  | { readonly type: "text" }
  | { readonly type: "moment" }
  | { readonly type: "day" }
  | { readonly type: "amount" }
  | { readonly type: "currency" }
  | { readonly type: "count" }
  | { readonly type: "rate" }
  | { readonly type: "choice"; readonly choices: readonly string[] };

export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly format: FieldType;
}

/** What a kind of fact is made of. */
export interface FactShape {
  readonly kind: FactKind;
  readonly fields: readonly Field[];
  /** The fields that identify a fact; a fact without its own id is identified by what it says. */
  readonly identity: readonly string[];
  /** The kind's optional id column: when a row has none, its identity fields identify it. */
  readonly ownId?: string;
}

const required = (name: string, format: FieldType): Field => ({ name, required: true, format });
const optional = (name: string, format: FieldType): Field => ({ name, required: false, format });
const text: FieldType = { type: "text" };
const moment: FieldType = { type: "moment" };

/** Every kind's shape (design, section 3). */
export const factShapes = {
  leads: {
    kind: "leads",
    identity: ["lead_id"],
    fields: [
      required("lead_id", text),
      required("created_at", moment),
      optional("acquisition_channel", text),
      optional("account_id", text),
      optional("segment", text),
      optional("mql_at", moment),
      optional("sql_at", moment),
      optional("disqualified_at", moment),
      optional("updated_at", moment),
    ],
  },
  opportunities: {
    kind: "opportunities",
    identity: ["opportunity_id"],
    fields: [
      required("opportunity_id", text),
      required("created_at", moment),
      optional("lead_id", text),
      optional("account_id", text),
      optional("acquisition_channel", text),
      optional("segment", text),
      optional("stage", text),
      optional("amount", { type: "amount" }),
      optional("currency", { type: "currency" }),
      optional("closed_at", moment),
      optional("outcome", { type: "choice", choices: outcomes }),
      optional("updated_at", moment),
    ],
  },
  "stage-changes": {
    kind: "stage-changes",
    identity: ["opportunity_id", "entered_at", "stage"],
    fields: [required("opportunity_id", text), required("stage", text), required("entered_at", moment)],
  },
  content: {
    kind: "content",
    identity: ["asset_id"],
    fields: [
      required("asset_id", text),
      required("title", text),
      required("published_at", moment),
      optional("journey_stage", text),
      optional("retired_at", moment),
    ],
  },
  "content-uses": {
    kind: "content-uses",
    identity: ["asset_id", "used_at", "used_by", "opportunity_id"],
    ownId: "use_id",
    fields: [
      required("asset_id", text),
      required("used_at", moment),
      optional("used_by", { type: "choice", choices: usedBy }),
      optional("opportunity_id", text),
      optional("use_id", text),
    ],
  },
  "sales-touches": {
    kind: "sales-touches",
    identity: ["lead_id", "touched_at", "kind"],
    ownId: "touch_id",
    fields: [
      required("lead_id", text),
      required("touched_at", moment),
      optional("touch_id", text),
      optional("kind", { type: "choice", choices: touchKinds }),
    ],
  },
  visits: {
    kind: "visits",
    identity: ["day", "acquisition_channel"],
    fields: [
      required("day", { type: "day" }),
      required("acquisition_channel", text),
      required("visitors", { type: "count" }),
    ],
  },
  "exchange-rates": {
    kind: "exchange-rates",
    identity: ["currency", "day"],
    fields: [
      required("currency", { type: "currency" }),
      required("day", { type: "day" }),
      required("rate", { type: "rate" }),
    ],
  },
} as const satisfies Record<FactKind, FactShape>;

/**
 * Gives the bit of a kind's `local_days` that says the moment `field` was told as a calendar day: 1, 2, 4 in the
 * order of the shape's moments. Throws when the kind has no such moment.
 */
export function localDayBit(kind: FactKind, field: string): number {
  const shape: FactShape = factShapes[kind];
  const moments = shape.fields.filter(({ format }) => format.type === "moment");
  const place = moments.findIndex(({ name }) => name === field);
  if (place < 0) throw new RangeError(`${kind} has no moment named ${field}`);
  return 1 << place;
}

/** A moment: an instant, or a calendar day that means the local day in the workspace's time zone whatever it is. */
export type Moment =
  | { readonly type: "instant"; readonly iso: string }
  | { readonly type: "local-day"; readonly iso: string };

export type FactValue = string | Moment | null;

/**
 * A fact that passed its kind's checks, ready to be stored. Fields that the source did not name at all are
 * absent and keep what is stored; null empties them. Amounts, counts and rates are exact decimal texts.
 */
export interface Fact {
  readonly [field: string]: FactValue;
}
