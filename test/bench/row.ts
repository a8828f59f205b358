import type { BenchServer } from "./server.ts";

/** One side of a comparison: what was measured, and the median of several runs. */
export interface Side {
  readonly name: string;
  readonly median: number;
  readonly runs: number;
}

/** One comparison, both sides measured in this run. */
export interface Measured {
  /** What exactly was compared: a size, a condition. */
  readonly what: string;
  readonly unit: "ms" | "rows/s";
  readonly ours: Side;
  readonly theirs: Side;
  /** How the two are set against each other, so that the goal can be read beside it. */
  readonly ratio: number;
  readonly goal: string;
  readonly reached: boolean;
  /** Figures that belong to it and are not compared, such as peak memory. */
  readonly beside?: Readonly<Record<string, number | string>>;
}

export interface BenchContext {
  readonly server: BenchServer;
  /** Leads of the funnels, ascending. */
  readonly sizes: readonly number[];
  /** Rows of the imported file. */
  readonly importRows: number;
  /** Runs whose median is told. */
  readonly runs: number;
  /** A folder for files, removed at the end. */
  readonly folder: string;
  /** Says on standard error what is being done. */
  readonly say: (text: string) => void;
}

/** What each file in `rows/` exports. */
export interface BenchRow {
  readonly name: string;
  /** What is set beside what, in a line. */
  readonly about: string;
  run(context: BenchContext): AsyncIterable<Measured>;
}
