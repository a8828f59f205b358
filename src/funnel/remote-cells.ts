import type { Day } from "./calendar.ts";

/** How the workspace counts: what cells depend on besides facts. */
export interface CellRules {
  /** The name of the source, which counts of created leads and opportunities carry. */
  readonly source: string;
  readonly timeZone: string;
  /** Taken where an opportunity names no currency. */
  readonly currency: string;
  /** The stages in their order; empty: the order is unknown. */
  readonly stages: readonly string[];
}

/** A cell as it is kept: events of each kind as `AGE:COUNT` parts by age. */
export interface RemoteCell {
  readonly measure: string;
  readonly dimension: string;
  readonly member: string;
  readonly day: Day;
  readonly entered: number;
  readonly converted: string;
  readonly convertedAfterOut: string;
  readonly wentOut: string;
}

/** What one account (empty: none) won on a day; amounts are exact decimal texts. */
export interface RemoteWin {
  readonly day: Day;
  readonly account: string;
  readonly acquisitionChannel: string;
  readonly segment: string;
  readonly currency: string;
  readonly wins: number;
  readonly amount: string;
  readonly winsWithoutAmount: number;
}

export interface RemoteAsset {
  readonly id: string;
  readonly title: string;
  readonly journeyStage: string | null;
  readonly publishedDay: Day;
  readonly retiredDay: Day | null;
  readonly firstSalesUseDay: Day | null;
}

/** That sales used an asset on a day, and whether on an opportunity that existed. */
export interface RemoteUse {
  readonly day: Day;
  readonly asset: string;
  readonly inOpportunity: boolean;
}

/** Snapshot cells that were computed where the data is. Each part is read once, in this order. */
export interface RemoteCells {
  cells(): AsyncIterable<readonly RemoteCell[]>;
  wins(): AsyncIterable<readonly RemoteWin[]>;
  assets(): AsyncIterable<readonly RemoteAsset[]>;
  uses(): AsyncIterable<readonly RemoteUse[]>;
}
