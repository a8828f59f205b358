import type { Day } from "../funnel/calendar.ts";

/** Why a warning opened, as figures that any language can put into words. Rates are shares of 1, times are days. */
export type Reason =
  | {
      readonly key: "conversion-fell";
      readonly step: "mql-to-opportunity" | "opportunity-to-customer";
      readonly observed: number;
      readonly expected: number;
      readonly from: number;
      readonly to: number;
      readonly since: Day;
      /** The acquisition channel that carries most of the fall, and its share of it. */
      readonly carrier: Carrier | null;
    }
  | {
      /** `gate-raised`: fewer but better; `pushed-through`: more but worse. The factors of both halves. */
      readonly key: "gate-raised" | "pushed-through";
      readonly first: number;
      readonly second: number;
      readonly since: Day;
    }
  | {
      readonly key: "half-fails-target";
      readonly failing: "mql-to-opportunity" | "opportunity-to-customer";
      readonly value: number;
      readonly target: number;
      readonly other: number;
      readonly otherTarget: number;
    }
  | {
      readonly key: "swings";
      /** Relative standard deviation of the true rate: of the whole, or of its step where only that shows it. */
      readonly tau: number;
      readonly low: number;
      readonly bins: number;
      /** The whole is too young or too small to show it yet; its step does. */
      readonly inStep: boolean;
      readonly step: "lead-to-mql" | "mql-to-opportunity" | "opportunity-to-customer" | null;
      readonly stepTau: number | null;
    }
  | {
      readonly key: "takes-longer";
      /** Null: the whole way from opportunity to its closing. */
      readonly stage: string | null;
      readonly observed: number;
      readonly expected: number;
      /** Median days of a stay at the pace of the baseline, and of now; null: beyond what was watched. */
      readonly from: number | null;
      readonly to: number | null;
      readonly overstaying: number;
      readonly since: Day;
    }
  | {
      readonly key: "few-leads-come";
      readonly acquisitionChannel: string;
      readonly perWeek: number;
      readonly perWeekBefore: number;
      readonly conversionFactor: number;
    }
  | {
      /** `not-taken-up-or-poor`: without touches, neglect and poor leads look alike. */
      readonly key: "not-taken-up" | "not-taken-up-or-poor";
      readonly acquisitionChannel: string;
      readonly observed: number;
      readonly expected: number;
      readonly from: number;
      readonly to: number;
      readonly conversionFactor: number;
    }
  | {
      readonly key: "revenue-concentrated";
      readonly from: number;
      readonly to: number;
      readonly acquisitionChannel: string;
      readonly share: number;
      readonly shareBefore: number;
    }
  | {
      readonly key: "content-fell" | "content-below-target" | "content-in-deals-fell";
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly key: "contracts-smaller";
      /** Typical (geometric mean) first deals, in the workspace's currency. */
      readonly from: number;
      readonly to: number;
      readonly deals: number;
      readonly since: Day;
    }
  | {
      readonly key: "source-silent";
      readonly source: string;
      readonly lastReceived: Day;
      readonly days: number;
    };

export interface Carrier {
  readonly acquisitionChannel: string;
  readonly share: number;
}
