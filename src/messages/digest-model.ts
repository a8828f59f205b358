import type { Day } from "../funnel/calendar.ts";
import type { Dimension } from "../funnel/cells.ts";
import type { Period } from "../funnel/period.ts";
import type { KpiName, Reading } from "../funnel/readings.ts";
import type { ContentUsedDetail } from "../kpis/content-used.ts";
import type { CycleTimeDetail } from "../kpis/cycle-time.ts";
import type { EndToEndDetail } from "../kpis/end-to-end.ts";
import type { MqlToOpportunityDetail } from "../kpis/mql-to-opportunity.ts";
import type { OpportunityToCustomerDetail } from "../kpis/opportunity-to-customer.ts";
import type { RevenueMixDetail } from "../kpis/revenue-mix.ts";
import type { RevenuePerAccountDetail } from "../kpis/revenue-per-account.ts";

/** Each KPI's own detail. */
export interface KpiDetails {
  readonly "end-to-end": EndToEndDetail;
  readonly "cycle-time": CycleTimeDetail;
  readonly "mql-to-opportunity": MqlToOpportunityDetail;
  readonly "opportunity-to-customer": OpportunityToCustomerDetail;
  readonly "revenue-mix": RevenueMixDetail;
  readonly "content-used": ContentUsedDetail;
  readonly "revenue-per-account": RevenuePerAccountDetail;
}
export type ReadingOf<K extends KpiName> = Reading<KpiDetails[K]>;

/** The order in which messages tell the seven: first the pair that is only worth something together. */
export const toldOrder = [
  "mql-to-opportunity",
  "opportunity-to-customer",
  "end-to-end",
  "cycle-time",
  "revenue-mix",
  "content-used",
  "revenue-per-account",
] as const satisfies readonly KpiName[];

/**
 * How a KPI stands. `worse`, `better`, `steady` and `unstable` are the statistics' verdicts, never the bare
 * change's; `unjudged`: there is a figure and no verdict.
 */
export const standings = [
  "worse",
  "better",
  "steady",
  "unstable",
  "unjudged",
  "too-early",
  "no-data",
] as const;
export type Standing = (typeof standings)[number];

export interface Judgement {
  readonly standing: Standing;
  /** What came since the change began, and what the time before it let expect of those in flight. */
  readonly evidence: {
    readonly since: Day;
    readonly observed: number;
    readonly expected: number;
  } | null;
}

/** What the teams agreed a KPI should be, in the KPI's unit. */
export type KpiTarget =
  | { readonly kind: "band"; readonly low: number; readonly high: number }
  | { readonly kind: "at-least"; readonly value: number }
  | { readonly kind: "at-most"; readonly value: number };

/** One week's end, exclusive: the figure over the KPI's whole span that ends there, and over that week alone. */
export interface SeriesPoint<K extends KpiName> {
  readonly weekEnd: Day;
  readonly span: ReadingOf<K>;
  readonly week: ReadingOf<K>;
}

/** One KPI of a digest. */
export interface DigestRow<K extends KpiName = KpiName> {
  readonly kpi: K;
  readonly spanWeeks: number;
  /** A conversion's age limit; 0 for the KPIs that have none. */
  readonly windowDays: number;
  /** At the pace of the span that ends with the digest's week, and of the span before it. */
  readonly current: ReadingOf<K>;
  readonly before: ReadingOf<K>;
  /** Whole spans that follow each other, oldest first; the last two are `before` and `current`. */
  readonly spans: readonly ReadingOf<K>[];
  /** Oldest first. */
  readonly series: readonly SeriesPoint<K>[];
  readonly judgement: Judgement;
  readonly target: KpiTarget | null;
  /** Targets of single acquisition channels, each with its figure. */
  readonly channelTargets?: readonly ChannelStanding<K>[];
}

export interface ChannelTarget {
  readonly acquisitionChannel: string;
  readonly target: KpiTarget;
}

/** How an acquisition channel stands to its own target, at the pace of the KPI's span; null: no reading of it. */
export interface ChannelStanding<K extends KpiName = KpiName> extends ChannelTarget {
  readonly current: ReadingOf<K> | null;
}

/** KPIs member by member: an acquisition channel or segment each, at the pace of the KPI's span, the largest first. */
export interface DigestBreakdown {
  readonly by: Dimension;
  /** Of the KPIs that can be broken down so. */
  readonly readings: { readonly [K in KpiName]?: readonly ReadingOf<K>[] };
}

export type DigestRows = { readonly [K in KpiName]: DigestRow<K> };

/** An acquisition channel's part in a KPI's change. */
export interface Contributor {
  readonly kpi: KpiName;
  readonly acquisitionChannel: string;
  /** Its share of the whole change, 0 to 1 and perhaps beyond. */
  readonly share: number;
}

export interface Annotation {
  readonly day: Day;
  readonly text: string;
}

/** How fresh one source is. */
export interface SourceFreshness {
  readonly source: string;
  /** When it delivered last, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Whether it delivered after the digest's week had ended. */
  readonly coversWeek: boolean;
}

/** A figure that was posted, and what late facts have made of it. */
export interface Restated<K extends KpiName = KpiName> {
  readonly kpi: K;
  readonly week: Period;
  readonly reported: Pick<ReadingOf<K>, "value" | "unit" | "numerator" | "denominator">;
  readonly now: ReadingOf<K>;
}

/** All that a digest says, before it has words. */
export interface DigestModel {
  /** The last complete week before `asOf`. */
  readonly week: Period;
  readonly asOf: Day;
  readonly timeZone: string;
  readonly rows: DigestRows;
  /** Those that are told one by one, in the order in which they are told. */
  readonly kpis: readonly KpiName[];
  /** Null: nobody asked for one. */
  readonly breakdown: DigestBreakdown | null;
  /** Of the changes of KPIs 3 and 4, the largest part first. */
  readonly contributors: readonly Contributor[];
  readonly annotations: readonly Annotation[];
  readonly freshness: readonly SourceFreshness[];
  readonly restated: readonly Restated[];
  /** Milliseconds since the epoch; null: no further digest is due. */
  readonly nextRun: number | null;
  /** When it was due, where it comes late. */
  readonly lateSince: number | null;
}
