import { civilDate, type Day, dayOf, formatDay, weekday } from "../../../src/funnel/calendar.ts";
import type { AssetCell, ContentDayCell, Measure } from "../../../src/funnel/cells.ts";
import { defaultSettings } from "../../../src/funnel/settings.ts";
import type { History } from "../../../src/warnings/history.ts";
import { type Random, seededRandom } from "../../../src/warnings/statistics/random.ts";
import { CellBook } from "./cell-book.ts";
import { gamma, normal, overdispersed, pick, poisson } from "./draws.ts";

/** What goes wrong (or better) in a simulated company, from one week on. */
export type Change =
  /** The share of new MQLs that become opportunities is multiplied. */
  | { readonly what: "mql-to-opportunity"; readonly by: number }
  /** The same, but for everything in flight: conversions of that time on do not happen. */
  | { readonly what: "in-flight"; readonly by: number }
  | { readonly what: "opportunity-to-customer"; readonly by: number }
  /** Both at once: more but worse, or fewer but better. */
  | { readonly what: "handoff"; readonly first: number; readonly second: number }
  | { readonly what: "cycle"; readonly by: number }
  | { readonly what: "stage"; readonly by: number }
  | { readonly what: "channel-volume"; readonly channel: number; readonly by: number }
  | { readonly what: "channel-worked"; readonly channel: number; readonly by: number }
  | { readonly what: "channel-quality"; readonly channel: number; readonly by: number }
  | { readonly what: "amounts"; readonly by: number }
  | { readonly what: "content"; readonly by: number }
  /** The end-to-end rate swings from week to week with this relative standard deviation. */
  | { readonly what: "swings"; readonly sd: number };

export interface CompanyOptions {
  readonly seed: number;
  readonly mqlsPerWeek: number;
  readonly weeks: number;
  readonly change?: Change;
  /** The week from which the change holds. */
  readonly changeWeek?: number;
  /** Intraclass correlation of weekly cohorts. */
  readonly rho?: number;
  /** Correlation of the calendar noise from week to week. */
  readonly autocorrelation?: number;
  /** Whether the holiday weeks are in the settings. */
  readonly holidaysDeclared?: boolean;
  /** Only MQLs and what becomes of them: faster. */
  readonly mqlsOnly?: boolean;
}

export const channels = ["paid-search", "webinar", "partner", "referral", "events"] as const;
const channelShares = [0.32, 0.26, 0.2, 0.13, 0.09];
const channelRates = [0.85, 1, 1.1, 1.2, 1.05];
const stages = ["Discovery", "Proposal", "Negotiation"] as const;
const stageShares = [0.3, 0.4, 0.3];
/** A Monday. */
export const firstDay: Day = dayOf(2020, 1, 6);

const workedShare = 0.8;
const mqlRate = 0.2;
const winRate = 0.25;
const leadsPerMql = 3;
const calendarNoise = 0.06;

/** Gives the history of a simulated company: seasons, holidays, overdispersed cohorts, a rush at each quarter's end. */
export function company(options: CompanyOptions): History {
  const { seed, mqlsPerWeek, weeks, change, rho = 0.003, autocorrelation = 0, mqlsOnly = false } = options;
  const random = seededRandom(seed * 7919 + 17);
  const asOf = firstDay + weeks * 7;
  const changeDay =
    change === undefined ? Number.POSITIVE_INFINITY : firstDay + (options.changeWeek ?? 0) * 7;
  const books = channels.map((member) => new CellBook({ dimension: "acquisition-channel", member }));
  const whole = new CellBook({ dimension: "total" });
  const noise = calendarFactors(random, weeks + 60, autocorrelation);
  const swing = (week: number, day: Day) =>
    change?.what === "swings" && day >= changeDay ? Math.max(0.05, 1 + change.sd * (swings[week] ?? 0)) : 1;
  const swings = Array.from({ length: weeks }, () => normal(random));
  const lives = { random, whole, change, changeDay, noise };
  let accounts = 0;
  for (let week = 0; week < weeks; week++) {
    const season = 1 + 0.2 * Math.sin((2 * Math.PI * (week + 7)) / 52);
    const rateSeason = 1 + 0.05 * Math.sin((2 * Math.PI * (week + 31)) / 52);
    const volume = mqlsPerWeek * season * Math.exp(0.05 * normal(random)) * (isHolidayWeek(week) ? 0.4 : 1);
    const cohort = overdispersed(random, mqlRate, rho) / mqlRate;
    const winCohort = overdispersed(random, winRate, rho) / winRate;
    for (let dayInWeek = 0; dayInWeek < 5; dayInWeek++) {
      const day = firstDay + week * 7 + dayInWeek;
      for (let channel = 0; channel < channels.length; channel++) {
        const book = books[channel];
        if (!book) continue;
        const thinned =
          change?.what === "channel-volume" && change.channel === channel && day >= changeDay ? change.by : 1;
        const count = poisson(random, (volume * thinned * (channelShares[channel] ?? 0)) / 5);
        if (!mqlsOnly) leadsOf(lives, book, day, count);
        for (let mql = 0; mql < count; mql++) {
          const rate = mqlRate * (channelRates[channel] ?? 1) * rateSeason * cohort * swing(week, day);
          const created = mqlLife(lives, book, channel, day, rate);
          if (created !== null && !mqlsOnly) {
            accounts++;
            opportunityLife(lives, book, created, winCohort, `A${accounts}`, day - 9);
          }
        }
      }
    }
  }
  const content = mqlsOnly ? { assets: [], contentDays: [] } : contentLife(lives, weeks);
  return {
    asOf,
    settings: {
      ...defaultSettings,
      stages: [...stages],
      holidays: options.holidaysDeclared === false ? [] : holidays(weeks),
    },
    total: { ...whole.snapshot(), ...content },
    acquisitionChannels: books.map((book) => book.snapshot()),
    stages,
    bulkLoads: [],
    hasTouches: !mqlsOnly,
    targets: [],
    staleSources: [],
  };
}

interface Lives {
  readonly random: Random;
  readonly whole: CellBook;
  readonly change: Change | undefined;
  readonly changeDay: Day;
  /** How readily things happen in each calendar week. */
  readonly noise: readonly number[];
}

function calendarFactors(random: Random, weeks: number, autocorrelation: number): readonly number[] {
  let state = normal(random);
  return Array.from({ length: weeks }, () => {
    state = autocorrelation * state + Math.sqrt(1 - autocorrelation ** 2) * normal(random);
    return Math.max(0.5, 1 + calendarNoise * state);
  });
}

/** Christmas, New Year and the middle of August. */
function isHolidayWeek(week: number): boolean {
  const { month, dayOfMonth } = civilDate(firstDay + week * 7 + 3);
  return (
    (month === 12 && dayOfMonth >= 24) ||
    (month === 1 && dayOfMonth <= 3) ||
    (month === 8 && dayOfMonth >= 11 && dayOfMonth <= 17)
  );
}

function holidays(weeks: number): string[] {
  return Array.from({ length: weeks }, (_, week) => week)
    .filter(isHolidayWeek)
    .flatMap((week) => [0, 1, 2, 3, 4].map((day) => formatDay(firstDay + week * 7 + day)));
}

/** A working day not before the given one; most of what falls into holidays waits until they are over. */
function workingDay(random: Random, day: Day): Day {
  let at = day;
  while (isHolidayWeek(Math.floor((at - firstDay) / 7)) && random() < 0.7) at += 7;
  const over = weekday(at) - 5;
  return over > 0 ? at + (3 - over) : at;
}

/** Records one MQL's life and gives the day on which it became an opportunity, or null. */
function mqlLife(lives: Lives, book: CellBook, channel: number, day: Day, baseRate: number): Day | null {
  const { random, whole, change, changeDay, noise } = lives;
  const fresh = day >= changeDay;
  let rate = baseRate / workedShare;
  let worked = workedShare;
  if (fresh && change?.what === "mql-to-opportunity") rate *= change.by;
  if (fresh && change?.what === "handoff") rate *= change.first;
  if (fresh && change?.what === "channel-quality" && change.channel === channel) rate *= change.by;
  if (fresh && change?.what === "channel-worked" && change.channel === channel) worked *= change.by;
  for (const one of [whole, book]) {
    one.enter("mql-to-worked", day);
    one.enter("mql-to-opportunity", day);
  }
  const both = (measure: Measure, kind: "converted" | "out", at: Day) => {
    whole.event(measure, day, kind, at);
    book.event(measure, day, kind, at);
  };
  if (random() >= worked) return null;
  const touched = workingDay(random, day + Math.floor(-2.5 * Math.log(1 - random())));
  both("mql-to-worked", "converted", touched);
  const converts = workingDay(random, touched + Math.round(7 * gamma(random, 2)));
  const factor = noise[Math.floor((converts - firstDay) / 7)] ?? 1;
  const kept = change?.what === "in-flight" && converts >= changeDay ? change.by : 1;
  if (random() < rate * factor * kept) {
    both("mql-to-opportunity", "converted", converts);
    for (const one of [whole, book]) one.exit("mql-converted", converts, converts - day);
    return converts;
  }
  if (random() < 0.3) both("mql-to-opportunity", "out", converts + 5);
  return null;
}

function leadsOf({ random, whole }: Lives, book: CellBook, mqlDay: Day, mqls: number): void {
  const leads = mqls + poisson(random, mqls * (leadsPerMql - 1));
  for (let lead = 0; lead < leads; lead++) {
    const created = mqlDay - Math.floor(-6 * Math.log(1 - random()));
    for (const one of [whole, book]) {
      one.enter("lead-to-mql", created);
      if (lead < mqls) one.event("lead-to-mql", created, "converted", mqlDay);
      else one.enter("lead-to-customer", created);
    }
  }
}

/** Pulls three in ten of the closings of a quarter's first three weeks back into the quarter before. */
function rushed(random: Random, day: Day, earliest: Day): Day {
  const { year, month } = civilDate(day);
  const quarterStart = dayOf(year, month - ((month - 1) % 3), 1);
  if (day - quarterStart >= 21 || random() >= 0.3) return day;
  const pulled = quarterStart - 1 - Math.floor(random() * 8);
  return pulled > earliest ? pulled : day;
}

function opportunityLife(
  { random, whole, change, changeDay }: Lives,
  book: CellBook,
  created: Day,
  cohort: number,
  account: string,
  leadCreated: Day,
): void {
  const fresh = created >= changeDay;
  let win = winRate * cohort;
  if (fresh && change?.what === "opportunity-to-customer") win *= change.by;
  if (fresh && change?.what === "handoff") win *= change.second;
  const wins = random() < win;
  let length = (wins ? 24 : 30) * gamma(random, 2.5);
  if (fresh && change?.what === "cycle") length *= change.by;
  const slowed = fresh && change?.what === "stage" ? change.by : 1;
  const parts = stageShares.map(
    (share, index) => length * share * (0.4 + 1.2 * random()) * (index === 1 ? slowed : 1),
  );
  const reached = wins ? parts.length : 1 + pick(random, [0.4, 0.35, 0.25]);
  const planned =
    created + Math.round(parts.slice(0, reached).reduce((sum, part) => sum + part, 0) * (wins ? 1 : 1.6));
  const closed = rushed(random, workingDay(random, planned), created);
  const books = [whole, book];
  let entered = created;
  for (const [index, stage] of stages.slice(0, reached).entries()) {
    const last = index === reached - 1;
    const left = last ? closed : Math.min(closed, Math.round(entered + (parts[index] ?? 0)));
    for (const one of books) {
      one.enter(`stage-entered:${stage}`, entered);
      one.event(`stage-entered:${stage}`, entered, "converted", left);
      one.exit(`stage-left:${stage}`, left, left - entered);
    }
    entered = left;
  }
  const amount =
    10_000 *
    Math.exp(0.8 * normal(random)) *
    (closed >= changeDay && change?.what === "amounts" ? change.by : 1);
  const seen = random() < (closed >= changeDay && change?.what === "content" ? 0.6 * change.by : 0.6);
  for (const one of books) {
    one.enter("lead-to-customer", leadCreated);
    one.enter("opportunity-to-customer", created);
    one.event("opportunity-to-customer", created, wins ? "converted" : "out", closed);
    one.exit(wins ? "won" : "lost", closed, closed - created);
    if (wins) {
      one.event("lead-to-customer", leadCreated, "converted", closed);
      one.exit("won-from-lead", closed, closed - leadCreated);
      one.win(closed, account, closed, amount);
    } else one.event("lead-to-customer", leadCreated, "out", closed);
    if (seen) one.exit(wins ? "won-with-content" : "lost-with-content", closed, closed - created);
  }
}

const assetCount = 40;

function contentLife({ random, change, changeDay }: Lives, weeks: number) {
  const assets: AssetCell[] = [];
  const uses = new Map<Day, Set<number>>();
  for (let asset = 1; asset <= assetCount; asset++) {
    const publishedDay = firstDay - 30 + Math.floor((asset / assetCount) * weeks * 7 * 0.3);
    const popularity = 0.02 + 0.5 * random() ** 3;
    let first: Day | null = null;
    for (let week = 0; week < weeks; week++) {
      const day = firstDay + week * 7 + Math.floor(random() * 5);
      const factor = day >= changeDay && change?.what === "content" ? change.by : 1;
      if (day < publishedDay || isHolidayWeek(week) || random() >= popularity * factor) continue;
      first ??= day;
      const used = uses.get(day) ?? new Set();
      uses.set(day, used.add(asset));
    }
    assets.push({
      asset,
      id: `C${asset}`,
      title: `Asset ${asset}`,
      journeyStage: null,
      publishedDay,
      retiredDay: null,
      firstSalesUseDay: first,
    });
  }
  const contentDays: ContentDayCell[] = [...uses]
    .sort(([a], [b]) => a - b)
    .map(([day, used]) => ({ day, bySales: [...used].sort((a, b) => a - b), inOpportunity: [] }));
  return { assets, contentDays };
}
