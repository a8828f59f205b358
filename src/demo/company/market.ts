/** How leads of an acquisition channel come and fare in an ordinary week. */
export interface Channel {
  readonly name: string;
  readonly leadsPerWeek: number;
  /** How the week's leads spread over Monday to Sunday; seven shares that come to 1. */
  readonly week: readonly number[];
  /** The share of leads that become MQL. */
  readonly mqlShare: number;
  /** The share of MQLs that become opportunities, however late. */
  readonly opportunityShare: number;
  readonly visitorsPerWeek: number;
}

const allWeek = [0.18, 0.19, 0.19, 0.18, 0.15, 0.05, 0.06];
const workWeek = [0.2, 0.22, 0.22, 0.2, 0.14, 0.01, 0.01];

export const channels: readonly Channel[] = [
  {
    name: "Webinar",
    leadsPerWeek: 86,
    week: [0.07, 0.12, 0.32, 0.36, 0.1, 0.02, 0.01],
    mqlShare: 0.46,
    opportunityShare: 0.255,
    visitorsPerWeek: 410,
  },
  {
    name: "Paid search",
    leadsPerWeek: 80,
    week: allWeek,
    mqlShare: 0.21,
    opportunityShare: 0.21,
    visitorsPerWeek: 2450,
  },
  {
    name: "Organic search",
    leadsPerWeek: 64,
    week: allWeek,
    mqlShare: 0.26,
    opportunityShare: 0.235,
    visitorsPerWeek: 3900,
  },
  {
    name: "Events",
    leadsPerWeek: 32,
    week: [0.1, 0.21, 0.26, 0.24, 0.15, 0.03, 0.01],
    mqlShare: 0.27,
    opportunityShare: 0.23,
    visitorsPerWeek: 160,
  },
  {
    name: "Partner",
    leadsPerWeek: 25,
    week: workWeek,
    mqlShare: 0.42,
    opportunityShare: 0.27,
    visitorsPerWeek: 130,
  },
];

/** The acquisition channel of opportunities that sales found by itself. */
export const outbound = "Outbound";

export interface Segment {
  readonly name: string;
  readonly share: number;
  /** Euros. */
  readonly medianAmount: number;
  /** How long its opportunities take against the others. */
  readonly slowness: number;
}

export const segments: readonly [Segment, ...Segment[]] = [
  { name: "Small business", share: 0.47, medianAmount: 6200, slowness: 0.9 },
  { name: "Mid-market", share: 0.37, medianAmount: 11_400, slowness: 1 },
  { name: "Enterprise", share: 0.16, medianAmount: 22_000, slowness: 1.2 },
];
