/** How often sales takes an asset up. */
export type Demand = "steady" | "occasional" | "rare" | "never";

export interface LibraryAsset {
  readonly title: string;
  readonly journeyStage: "Awareness" | "Consideration" | "Decision" | "Onboarding";
  readonly demand: Demand;
  /** Weeks before the day on which we look. */
  readonly publishedWeeksAgo: number;
  readonly retiredWeeksAgo?: number;
}

type Row = readonly [title: string, demand: Demand, publishedWeeksAgo: number, retiredWeeksAgo?: number];

const rows: Readonly<Record<LibraryAsset["journeyStage"], readonly Row[]>> = {
  Awareness: [
    ["The state of European wholesale", "steady", 96],
    ["Five signs that your stock counts lie", "steady", 131],
    ["What late deliveries cost", "occasional", 47],
    ["A short history of the warehouse", "rare", 158],
    ["Seasonal demand in the Mediterranean", "occasional", 83],
    ["From spreadsheet to system", "occasional", 112],
    ["Why wholesalers lose repeat orders", "occasional", 35],
    ["Podcast: the buyer's side", "never", 140],
    ["Podcast: the driver's side", "never", 137],
    ["Infographic: one pallet's journey", "rare", 104],
    ["Infographic: returns in numbers", "rare", 92, 30],
    ["Ten terms of inventory planning", "occasional", 119],
    ["The cold chain explained", "rare", 88],
    ["Customs after the reform", "rare", 150, 52],
    ["Greener routes, fewer kilometres", "never", 61],
    ["Trends: ordering on a phone", "rare", 126],
    ["What artificial intelligence can count", "rare", 22],
  ],
  Consideration: [
    ["Buyer's guide to inventory software", "steady", 109],
    ["Demand planning in eight steps", "steady", 87],
    ["Order portal: product tour", "steady", 138],
    ["Warehouse app: product tour", "steady", 128],
    ["Webinar recording: counting without closing", "steady", 15],
    ["Webinar recording: one price list for all", "occasional", 54],
    ["Webinar recording: suppliers on time", "rare", 99],
    ["Checklist: choosing a supplier portal", "occasional", 121],
    ["Checklist: barcode or RFID", "rare", 145],
    ["Comparing three ways to replenish", "occasional", 90],
    ["Template: stock policy", "rare", 134],
    ["Template: reorder points", "rare", 72],
    ["White paper: forecasting with few data", "never", 103],
    ["White paper: the multi-warehouse puzzle", "rare", 116, 18],
    ["Connecting accounting systems", "occasional", 28],
    ["E-invoicing: what changes", "never", 41],
    ["Video: a day in the warehouse", "rare", 94, 44],
  ],
  Decision: [
    ["Pricing overview", "steady", 84],
    ["Return on investment calculator", "steady", 115],
    ["Case study: a food wholesaler in Thessaloniki", "steady", 98],
    ["Case study: spare parts in Milan", "steady", 107],
    ["Case study: pharmacy supply in Sofia", "steady", 9],
    ["Case study: building materials in Patras", "occasional", 135],
    ["Case study: wine export in Porto", "rare", 124, 37],
    ["Case study: textiles in Lyon", "rare", 147],
    ["Security and hosting", "steady", 123],
    ["Data processing agreement", "rare", 105],
    ["Migration plan", "occasional", 86],
    ["Proposal slides", "steady", 118],
    ["Service levels", "occasional", 129],
    ["Comparison with the in-house build", "occasional", 80],
    ["Questions from procurement, answered", "rare", 31],
    ["Reference calls: how to ask for one", "never", 76],
  ],
  Onboarding: [
    ["The first thirty days", "steady", 101],
    ["Roles and training plan", "steady", 142],
    ["Data import guide", "occasional", 113],
    ["Go-live checklist", "steady", 93],
    ["Integrations handbook", "rare", 139],
    ["Label printing guide", "rare", 106, 60],
    ["Stock count guide", "never", 130],
    ["Adding a second warehouse", "rare", 49],
    ["Opening the order portal to customers", "occasional", 19],
    ["Working with suppliers' calendars", "never", 110],
    ["Quarterly review template", "rare", 95],
    ["Glossary of reports", "never", 127, 65],
  ],
};

/** What marketing has made for each stage of the buyer's journey. */
export const library: readonly LibraryAsset[] = (
  ["Awareness", "Consideration", "Decision", "Onboarding"] as const
).flatMap((journeyStage) =>
  rows[journeyStage].map(([title, demand, publishedWeeksAgo, retiredWeeksAgo]) => ({
    title,
    journeyStage,
    demand,
    publishedWeeksAgo,
    ...(retiredWeeksAgo === undefined ? {} : { retiredWeeksAgo }),
  })),
);
