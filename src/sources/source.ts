import type { z } from "zod";
import type { Fact, FactKind } from "../funnel/facts.ts";
import type { CellRules, RemoteCells } from "../funnel/remote-cells.ts";

/** Where a source has arrived, in its own words: JSON that it alone reads, and that survives a restart. */
export type SourceCursor = { readonly [field: string]: unknown };

/** A row that a source read and that is no fact. It holds nothing of the row but its id. */
export interface SourceRejection {
  readonly kind: FactKind;
  /** The id of the row in the source, or another word that finds it again; null: it has none. */
  readonly row: string | null;
  /** The field that is wrong; null: the whole row. */
  readonly field: string | null;
  readonly reason: string;
}

/** What a source no longer has. A lead takes its sales touches along, an opportunity its stage changes. */
export interface GoneFact {
  readonly kind: (typeof removableKinds)[number];
  readonly id: string;
}

export const removableKinds = ["leads", "opportunities", "content", "content-uses", "sales-touches"] as const;

/** Two ids that the source made one. What is told of `from`, then or later, is told of `into`. */
export interface MergedFact {
  readonly kind: "leads" | "opportunities";
  readonly from: string;
  readonly into: string;
}

export interface SourceProgress {
  /** What is being read, for a person: `leads`, `deals (history)`. */
  readonly what: string;
  /** Rows read since the sync began. */
  readonly rows: number;
  /** How many there will be; null: nobody knows. */
  readonly of: number | null;
}

/**
 * A part of what a source tells. The runner stores all of it together with `cursor` in one transaction, in the order
 * merges, facts, gone: a batch is stored whole or not at all, and reading again from the cursor of the one before
 * gives it again. A batch of some thousand facts keeps memory flat and transactions short.
 */
export interface SourceBatch {
  readonly facts: { readonly [K in FactKind]?: readonly Fact[] };
  readonly merges?: readonly MergedFact[];
  readonly gone?: readonly GoneFact[];
  readonly rejected?: readonly SourceRejection[];
  /**
   * Kinds of which a full read has now told everything. What this source told of them once and did not tell in this
   * read is gone. Ignored unless the read is full.
   */
  readonly complete?: readonly FactKind[];
  /** Where to go on after this batch. */
  readonly cursor: SourceCursor;
  readonly progress: SourceProgress;
}

export interface ReadRequest {
  /** Of the last batch that was stored; null: the very beginning. */
  readonly cursor: SourceCursor | null;
  /** Whether everything is read anew, from the beginning; a full read that was cut off goes on from its cursor. */
  readonly full: boolean;
  /** How far before the cursor to look again for late edits, in milliseconds. */
  readonly lookBack: number;
  /** When the sync began. */
  readonly now: Date;
  /** Aborted when the sync is to end early; what is under way may be thrown away. */
  readonly signal: AbortSignal;
}

/** What a source can feed, found by asking it. */
export interface SourceCheck {
  readonly kinds: readonly KindCheck[];
  /** What a person should know or mend, as sentences. */
  readonly notes: readonly string[];
}

export interface KindCheck {
  readonly kind: FactKind;
  /** The fields that facts of this kind will tell. */
  readonly fields: readonly string[];
  /** Rows in the source; null: not counted. */
  readonly rows: number | null;
}

/** An opened source. */
export interface Source {
  /** Reads whatever is new since the cursor. Throws a UserError for what a person can mend. */
  read(request: ReadRequest): AsyncIterable<SourceBatch>;
  /** Asks the source who we are and what there is, without storing anything. Throws a UserError as `read` does. */
  check(): Promise<SourceCheck>;
  /** Present where snapshot cells are computed by the source; `read` then tells no facts that they are made of. */
  readonly cells?: (rules: CellRules) => Promise<RemoteCells>;
  close(): Promise<void>;
}

/** What a source is given besides its configuration. */
export interface SourceOpening {
  /** By name, as the type's `secrets` name them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The workspace's. */
  readonly timeZone: string;
  readonly clock: () => Date;
  /** Told what is worth a line in a log: a wait for a rate limit, a retry. */
  readonly log: (text: string) => void;
  /**
   * Keeps a secret that the source renewed (an OAuth refresh token that is good only once) before it is used further.
   * Absent: a trial, nothing is kept.
   */
  readonly keepSecret?: (name: string, value: string) => Promise<void>;
}

export interface SecretNeed {
  readonly name: string;
  /** Where a person finds it, as a sentence. */
  readonly where: string;
  readonly optional?: boolean;
}

/** A kind of source, such as `postgres` or `hubspot`. */
export interface SourceType {
  readonly type: string;
  /** One line for a person. */
  readonly about: string;
  readonly secrets: readonly SecretNeed[];
  /** The type's own lines of a mapping file that a new source begins with, without those that all types have. */
  readonly template: string;
  /** How often it is read where the mapping does not say, in minutes. */
  readonly everyMinutes: number;
  /** How far it looks back where the mapping does not say, in minutes. */
  readonly lookBackMinutes: number;
  /** The type's own part of a mapping file; the part that all have is in `mapping-file.ts`. */
  readonly config: z.ZodType<object>;
  /** Opens a source whose configuration passed `config`. Connects on first use. */
  open(config: object, opening: SourceOpening): Source;
}

/** Gives a source type whose `open` gets its configuration typed. */
export function defineSource<C extends object>(
  definition: Omit<SourceType, "config" | "open"> & {
    readonly config: z.ZodType<C>;
    open(config: C, opening: SourceOpening): Source;
  },
): SourceType {
  return {
    ...definition,
    // A mapping's configuration has passed the schema, and schemas that transform cannot be passed twice.
    open: (config, opening) => definition.open(config as C, opening),
  };
}
