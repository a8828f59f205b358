import type { CycleTimeModel } from "../../src/charts/cycle-time.ts";
import type { IncidentLineModel } from "../../src/charts/incident-line.ts";
import type { MoneyBarsModel } from "../../src/charts/money-bars.ts";
import type { RatioLineModel } from "../../src/charts/ratio-line.ts";
import type { RevenueMixModel } from "../../src/charts/revenue-mix.ts";
import type { ScorecardModel, ScorecardRow } from "../../src/charts/scorecard.ts";
import type { ChartRequest } from "../../src/charts/specification.ts";
import { dayOf } from "../../src/funnel/calendar.ts";

/** Invented figures of an invented company, as the words of the app would fill them in. */
export const firstWeek = dayOf(2026, 6, 1);
const week = (index: number) => firstWeek + index * 7;
const emptyText = "Nothing to show yet: no facts were imported for this period.";
const percent = (locale: string) => ({ locale, options: { style: "percent" } as const });
const euro = (locale: string) => ({ locale, options: { style: "currency", currency: "EUR" } as const });
const number = (locale: string) => ({ locale, options: {} });

const falling = [
  24, 23.3, 23.4, 23.6, 24, 23.6, 23.8, 23.2, 22.1, 22.4, 22.9, 23.6, 24.6, 24.7, 24.5, 24.1, 23.9, 23.6,
  22.6, 21.2, 19.5, 18.5, 17.3, 17.4, 17.4, 16.8,
];
const singles = [
  23.9, 22.7, 23.5, 24.2, 25.4, 21.3, 24.4, 21.8, 20.9, 22.8, 26, 24.7, 24.8, 23.2, 25.6, 22.8, 24, 21.9,
  21.5, 16.9, 17.8, 18, 16.4, 17.4, 17.8, 15.7,
];

function wave(length: number, level: number, swing: number, drift = 0, phase = 0): readonly number[] {
  return Array.from(
    { length },
    (_, index) =>
      level +
      drift * index +
      swing *
        (Math.sin((index + phase) * (1.1 + phase * 0.07)) +
          0.8 * Math.sin((index + phase * 3) * 0.41) +
          0.5 * Math.cos((index + phase) * 2.3)),
  );
}

const steady = { statusText: "Steady", tone: "neutral" } as const;

const fourWeeks: readonly ScorecardRow[] = [
  {
    label: "MQL → opportunity",
    series: falling,
    valueText: "16.8%",
    changeText: "−6.9 pts",
    statusText: "Falling",
    tone: "bad",
  },
  {
    label: "Content used by sales",
    series: wave(26, 33, 1.2, 0.3, 1),
    valueText: "41%",
    changeText: "+5 pts",
    statusText: "Better",
    tone: "good",
  },
];
const thirteenWeeks: readonly ScorecardRow[] = [
  {
    label: "Opportunity → customer",
    series: wave(26, 26, 1.1, 0, 2),
    valueText: "26.4%",
    changeText: "+0.4 pts",
    ...steady,
  },
  {
    label: "End-to-end",
    series: wave(26, 2.4, 0.3, -0.02, 3),
    valueText: "2.1%",
    changeText: "−0.5 pts",
    statusText: "Unstable",
    tone: "bad",
  },
  {
    label: "Cycle time",
    series: wave(26, 42, 2, 0, 4),
    valueText: "43 days",
    changeText: "+1 day",
    ...steady,
  },
  {
    label: "Revenue mix",
    series: wave(26, 3.8, 0.2, 0, 5),
    valueText: "3.8 of 5",
    changeText: "−0.1",
    ...steady,
  },
  {
    label: "Revenue per account",
    series: wave(26, 14_000, 600, 0, 6),
    valueText: "€14,200",
    changeText: "+3%",
    ...steady,
  },
];

export const sevenKpis: ScorecardModel = {
  title: "Fewer MQLs become opportunities; sales wins as before",
  subtitle: "Each line shows the last 26 weeks, its dot where it stands now",
  emptyText,
  groups: [
    {
      caption: "Last four weeks",
      detail: "26 October to 22 November, against the four before",
      rows: fourWeeks,
    },
    {
      caption: "Last thirteen weeks",
      detail: "24 August to 22 November, against the thirteen before",
      rows: thirteenWeeks,
    },
  ],
};

const greekLabels = [
  "MQL → ευκαιρία",
  "Χρήση περιεχομένου από πωλήσεις",
  "Ευκαιρία → πελάτης",
  "Από άκρη σε άκρη",
  "Διάρκεια κύκλου πωλήσεων",
  "Μείγμα εσόδων",
  "Έσοδα ανά λογαριασμό",
];
const greekStatus = {
  Falling: "Πέφτει",
  Better: "Καλύτερα",
  Steady: "Σταθερό",
  Unstable: "Ασταθές",
} as const;
const greekFigures = ["16,8%", "41%", "26,4%", "2,1%", "43 ημέρες", null, "14.200 €"];
const greekChanges = [
  "−6,9 μον.",
  "+5 μον.",
  "+0,4 μον.",
  "−0,5 μον.",
  "+1 ημέρα",
  "πολύ νωρίς για συμπέρασμα",
  "+3%",
];

const inGreek = (row: ScorecardRow, index: number): ScorecardRow => ({
  ...row,
  label: greekLabels[index] ?? "",
  valueText: greekFigures[index] ?? null,
  changeText: greekChanges[index] ?? "",
  statusText: index === 5 ? "Άγνωστο" : greekStatus[row.statusText as keyof typeof greekStatus],
  tone: index === 5 ? "unknown" : row.tone,
  series:
    index === 5 ? [...Array.from({ length: 20 }, () => null), 3.1, 3.4, 3.2, null, 3.3, null] : row.series,
});

export const sevenKpisInGreek: ScorecardModel = {
  title: "Λιγότερα MQL γίνονται ευκαιρίες, οι πωλήσεις κερδίζουν όπως πριν",
  subtitle: "Κάθε γραμμή δείχνει τις τελευταίες 26 εβδομάδες, η τελεία το σήμερα",
  emptyText: "Δεν υπάρχουν ακόμη δεδομένα για αυτή την περίοδο.",
  groups: [
    {
      caption: "Τέσσερις εβδομάδες",
      detail: "26 Οκτωβρίου έως 22 Νοεμβρίου, έναντι των προηγούμενων",
      rows: fourWeeks.map(inGreek),
    },
    {
      caption: "Δεκατρείς εβδομάδες",
      detail: "24 Αυγούστου έως 22 Νοεμβρίου, έναντι των προηγούμενων",
      rows: thirteenWeeks.map((row, index) => inGreek(row, index + 2)),
    },
  ],
};

export const handOver: RatioLineModel = {
  title: "MQL → opportunity fell to 17%, and webinars carry it",
  subtitle: "MQLs with an opportunity within 60 days, at the pace of four weeks (dots: of one)",
  emptyText,
  axis: percent("en"),
  points: falling.map((value, index) => ({
    day: week(index),
    value: value / 100,
    weekly: (singles[index] ?? 0) / 100,
    low: null,
    high: null,
    mature: true,
  })),
  target: { kind: "band", low: 0.21, high: 0.27, text: "target 21–27%" },
  annotations: [{ day: dayOf(2026, 9, 14), text: "Price change" }],
  last: { text: "16.8%", note: "121 of 721" },
  immatureText: "still maturing",
  ownTargets: {
    caption: "Acquisition channels with their own target",
    detail: "mark: the target",
    rows: [
      {
        label: "Webinar",
        value: 0.121,
        previous: 0.2,
        valueText: "12.1%",
        countText: "target at least 20.0%",
        changeText: "missed by 7.9 pts",
        tone: "neutral",
      },
      {
        label: "Partner referrals",
        value: 0.264,
        previous: 0.24,
        valueText: "26.4%",
        countText: "target 24.0% to 30.0%",
        changeText: null,
        tone: "neutral",
      },
    ],
  },
};

export const cohortsInGreek: RatioLineModel = {
  ...handOver,
  title: "Από τα MQL του Σεπτεμβρίου έγιναν ευκαιρίες λιγότερα από όσα συμφωνήσαμε",
  subtitle: "MQL με ευκαιρία εντός 60 ημερών, ανά εβδομάδα εισόδου· γκρίζο: διάστημα εμπιστοσύνης 95%",
  axis: percent("el"),
  points: falling.map((value, index) => ({
    day: week(index),
    value: index === 10 || index === 11 ? null : value / 100,
    weekly: null,
    low: index === 10 || index === 11 ? null : (value - 3 - (index > 18 ? (index - 18) * 0.5 : 0)) / 100,
    high: index === 10 || index === 11 ? null : (value + 3 + (index > 18 ? (index - 18) * 0.5 : 0)) / 100,
    mature: index < 18,
  })),
  target: { kind: "line", value: 0.22, text: "στόχος 22%" },
  annotations: [
    { day: dayOf(2026, 9, 14), text: "Αλλαγή τιμών" },
    { day: dayOf(2026, 9, 28), text: "Έκθεση Θεσσαλονίκης" },
    { day: dayOf(2026, 10, 12), text: "Νέο σεμινάριο" },
    { day: dayOf(2026, 6, 8), text: "Καμπάνια" },
  ],
  last: { text: "16,8%", note: "ως τώρα" },
  immatureText: "ωριμάζει ακόμη",
  ownTargets: null,
};

export const longerCycle: CycleTimeModel = {
  title: "Deals take 51 days, eight more than in summer; Proposal grew the most",
  subtitle: "Days from opportunity created to won, at each week over the thirteen before",
  emptyText,
  axis: number("en"),
  points: wave(26, 42, 1.1, 0.12).map((median, index) => {
    const late = Math.max(0, index - 17) * 0.7;
    return {
      day: week(index),
      median: median + late,
      p80: 74 + index * 0.2 + late * 1.3 + Math.sin(index) * 2,
    };
  }),
  annotations: [{ day: dayOf(2026, 9, 14), text: "Price change" }],
  target: { kind: "line", value: 45, text: "target at most 45 days" },
  median: { text: "51 days", note: "median" },
  p80: { text: "89 days", note: "80% within" },
  stagesCaption: "Median days in each stage",
  stagesDetail: "mark: the thirteen weeks before",
  stages: [
    {
      label: "Discovery",
      value: 9,
      previous: 9.5,
      valueText: "9 days",
      countText: "212 exits",
      changeText: null,
      tone: "neutral",
    },
    {
      label: "Qualification",
      value: 11,
      previous: 10,
      valueText: "11 days",
      countText: "188 exits",
      changeText: null,
      tone: "neutral",
    },
    {
      label: "Proposal",
      value: 21,
      previous: 14,
      valueText: "21 days",
      countText: "131 exits",
      changeText: "+7 days",
      tone: "bad",
    },
    {
      label: "Negotiation",
      value: 12,
      previous: 11,
      valueText: "12 days",
      countText: "74 exits",
      changeText: null,
      tone: "neutral",
    },
  ],
};

export const mixedRevenue: RevenueMixModel = {
  title: "Webinars bring a third of leads and a tenth of revenue",
  subtitle: "Revenue won and leads created by acquisition channel, last thirteen weeks",
  emptyText,
  channels: [
    { name: "Partner", revenueShare: 0.34, leadShare: 0.12, finding: { text: "Few leads", tone: "bad" } },
    { name: "Paid search", revenueShare: 0.24, leadShare: 0.22, finding: null },
    { name: "Referral", revenueShare: 0.18, leadShare: 0.09, finding: null },
    { name: "Webinar", revenueShare: 0.11, leadShare: 0.31, finding: { text: "Not taken up", tone: "bad" } },
    { name: "Organic search", revenueShare: 0.08, leadShare: 0.15, finding: null },
    { name: "Trade fair", revenueShare: 0.05, leadShare: 0.11, finding: null },
  ],
  othersText: "Others (0)",
  share: percent("en"),
  revenueWord: "of revenue",
  leadWord: "of leads",
};

export const manyChannelsInGreek: RevenueMixModel = {
  ...mixedRevenue,
  title: "Τα διαδικτυακά σεμινάρια φέρνουν leads αλλά όχι έσοδα",
  subtitle: "Έσοδα και leads ανά κανάλι προσέλκυσης, τελευταίες δεκατρείς εβδομάδες",
  channels: [
    { name: "Συνεργάτες", revenueShare: 0.27, leadShare: 0.12, finding: { text: "Λίγα leads", tone: "bad" } },
    { name: "Διαφήμιση αναζήτησης", revenueShare: 0.21, leadShare: 0.2, finding: null },
    { name: "Συστάσεις πελατών", revenueShare: 0.16, leadShare: 0.09, finding: null },
    {
      name: "Σεμινάρια",
      revenueShare: 0.11,
      leadShare: 0.29,
      finding: { text: "Μένουν αναπάντητα", tone: "bad" },
    },
    { name: "Οργανική αναζήτηση", revenueShare: 0.08, leadShare: 0.12, finding: null },
    { name: "Εκθέσεις", revenueShare: 0.06, leadShare: 0.06, finding: null },
    { name: "LinkedIn", revenueShare: 0.05, leadShare: 0.05, finding: null },
    { name: "Άγνωστο", revenueShare: 0.03, leadShare: null, finding: null },
    { name: "Podcast", revenueShare: 0.02, leadShare: 0.04, finding: null },
    { name: "Τύπος", revenueShare: 0.01, leadShare: 0.03, finding: null },
  ],
  othersText: "Άλλα (2)",
  share: percent("el"),
  revenueWord: "των εσόδων",
  leadWord: "των leads",
};

export const contracts: MoneyBarsModel = {
  title: "Revenue per account rose to €14,200, carried by new accounts",
  subtitle: "Revenue won ÷ accounts with a win, by quarter",
  emptyText,
  axis: euro("en"),
  periods: [
    { label: "Q1 2025", mean: 11_800, median: 8_900 },
    { label: "Q2", mean: 12_400, median: 9_100 },
    { label: "Q3", mean: 11_100, median: 8_700 },
    { label: "Q4", mean: 13_700, median: 9_300 },
    { label: "Q1 2026", mean: 12_900, median: 9_200 },
    { label: "Q2", mean: 13_100, median: 9_400 },
    { label: "Q3", mean: 13_800, median: 9_500 },
    { label: "Q4", mean: 14_200, median: 9_800 },
  ],
  mean: { text: "€14,200", note: "46 accounts" },
  median: { text: "€9,800", note: "median" },
  target: { kind: "line", value: 15_000, text: "target at least €15,000" },
  accountsCaption: "New and existing accounts",
  accountsDetail: "revenue per account this quarter; mark: the quarter before",
  accounts: [
    {
      label: "New",
      value: 9_900,
      previous: 8_200,
      valueText: "€9,900",
      countText: "29 accounts",
      changeText: "+21%",
      tone: "good",
    },
    {
      label: "Existing",
      value: 21_500,
      previous: 21_900,
      valueText: "€21,500",
      countText: "17 accounts",
      changeText: null,
      tone: "neutral",
    },
  ],
};

export const openIncident: IncidentLineModel = {
  title: "MQL → opportunity: 121 came where 171 were expected",
  subtitle: "MQLs with an opportunity within 60 days, at the pace of four weeks",
  emptyText,
  axis: percent("en"),
  points: falling.slice(8).map((value, index) => ({
    day: week(index + 8),
    observed: value / 100,
    expected: 0.236 + 0.003 * Math.sin(index * 0.8),
    target: index < 6 ? null : 0.21,
  })),
  target: { text: "21.0%", note: "target" },
  since: { day: week(18), text: "since 5 October" },
  annotations: [{ day: dayOf(2026, 9, 14), text: "Price change" }],
  observed: { text: "16.8%", note: "observed" },
  expected: { text: "23.7%", note: "expected" },
  tone: "bad",
};

/** One of each kind in English, and what differs in Greek. */
export const examples: readonly ChartRequest[] = [
  { kind: "scorecard", model: sevenKpis },
  { kind: "scorecard", model: sevenKpisInGreek },
  { kind: "ratio-line", model: handOver },
  { kind: "ratio-line", model: cohortsInGreek },
  { kind: "cycle-time", model: longerCycle },
  { kind: "revenue-mix", model: mixedRevenue },
  { kind: "revenue-mix", model: manyChannelsInGreek },
  { kind: "money-bars", model: contracts },
  { kind: "incident-line", model: openIncident },
];

const notTexts = new Set(["kind", "locale", "style", "currency", "tone"]);

/** Gives the request with another text everywhere. */
export function withEveryText(request: ChartRequest, text: string): ChartRequest {
  const replace = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return notTexts.has(key) ? value : text;
    if (Array.isArray(value)) return value.map((each) => replace(each, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replace(each, name)]));
  };
  return replace(request, "") as ChartRequest;
}

/** Gives the request for a workspace that has no facts. */
export function withoutData(request: ChartRequest): ChartRequest {
  const nothing = { points: [], groups: [], channels: [], periods: [], stages: [], accounts: [] };
  return { kind: request.kind, model: { ...request.model, ...nothing } } as ChartRequest;
}
