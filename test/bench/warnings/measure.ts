import { evaluate, incidentsOf } from "../../../src/warnings/evaluate.ts";
import type { History } from "../../../src/warnings/history.ts";
import { rules } from "../../../src/warnings/index.ts";
import { type RuleName, ruleNames } from "../../../src/warnings/rule-names.ts";
import { type Change, type CompanyOptions, channels, company, firstDay } from "./company.ts";
import { type NaiveRule, naiveRules, weeklyRatios } from "./naive.ts";

export type Settings = Omit<CompanyOptions, "seed" | "mqlsPerWeek" | "weeks" | "change" | "changeWeek">;

/** Weeks that the rules need before they can judge; then three years are judged. */
const warmUp = 60;
const judged = 156;

/** So many histories, from this one on: what was tuned on some is reported of others. */
export interface Seeds {
  readonly first: number;
  readonly histories: number;
}

function seedsOf({ first, histories }: Seeds): readonly number[] {
  return Array.from({ length: histories }, (_, index) => first + index);
}

export interface SteadyResult {
  /** Incidents a year by rule, and of the whole workspace. */
  readonly perYear: Readonly<Record<RuleName, number>>;
  readonly workspace: number;
  /** Incidents of a whole workspace in its first sixty weeks, while its past is short. */
  readonly firstYear: number;
  /** Alarm-weeks a year of the rules that everyone has. */
  readonly naive: Readonly<Record<NaiveRule, number>>;
  /** Milliseconds that one evaluation of the whole workspace took. */
  readonly milliseconds: number;
}

/** Gives what the rules raise where nothing is wrong. */
export function measureSteady(mqlsPerWeek: number, seeds: Seeds, settings: Settings): SteadyResult {
  const counts = Object.fromEntries(ruleNames.map((rule) => [rule, 0])) as Record<RuleName, number>;
  const naive = Object.fromEntries(Object.keys(naiveRules).map((rule) => [rule, 0])) as Record<
    NaiveRule,
    number
  >;
  const { histories } = seeds;
  const years = (histories * judged) / 52;
  let milliseconds = 0;
  let early = 0;
  for (const seed of seedsOf(seeds)) {
    const history = company({ ...settings, seed, mqlsPerWeek, weeks: warmUp + judged });
    const before = performance.now();
    evaluate(history);
    milliseconds += performance.now() - before;
    for (const { rule, openedOn } of incidentsOf(history)) {
      if (openedOn > firstDay + warmUp * 7) counts[rule] += 1 / years;
      else early++;
    }
    const ratios = weeklyRatios(history, firstDay);
    for (const rule of Object.keys(naiveRules) as NaiveRule[]) {
      for (let week = warmUp; week < warmUp + judged; week++) {
        if (naiveRules[rule](ratios, week)) naive[rule] += 1 / years;
      }
    }
  }
  const workspace = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const firstYear = early / histories;
  return { perYear: counts, workspace, firstYear, naive, milliseconds: milliseconds / histories };
}

export interface DetectionResult {
  readonly within8: number;
  readonly within13: number;
  /** Weeks, of those found within a year. */
  readonly mean: number;
  readonly median: number;
  readonly missed: number;
}

const weeksFollowed = 52;

/** Gives how soon a rule finds a change; histories in which it was open already are left out. */
export function measureDetection(
  rule: RuleName,
  changeOf: (history: number) => Change,
  mqlsPerWeek: number,
  seeds: Seeds,
  settings: Settings,
): DetectionResult {
  const watched = rules.filter(({ name }) => name === rule);
  const delays: number[] = [];
  let looked = 0;
  for (const seed of seedsOf(seeds)) {
    const change = changeOf(seed);
    const changeWeek = 104 + ((seed * 7) % 52);
    const weeks = changeWeek + weeksFollowed;
    const history = company({ ...settings, seed: 1000 + seed, mqlsPerWeek, weeks, change, changeWeek });
    const delay = delayOf(history, watched, change, firstDay + changeWeek * 7);
    if (delay === "open already") continue;
    looked++;
    if (delay !== null) delays.push(delay);
  }
  delays.sort((a, b) => a - b);
  const share = (weeks: number) => delays.filter((delay) => delay <= weeks).length / Math.max(1, looked);
  return {
    within8: share(8),
    within13: share(13),
    mean: delays.reduce((sum, delay) => sum + delay, 0) / Math.max(1, delays.length),
    median: delays[Math.floor(delays.length / 2)] ?? Number.NaN,
    missed: looked - delays.length,
  };
}

function delayOf(
  history: History,
  watched: typeof rules,
  change: Change,
  day: number,
): number | null | "open already" {
  const subject = "channel" in change ? channels[change.channel] : undefined;
  const incidents = incidentsOf(history, watched).filter(
    (one) => subject === undefined || one.subject === subject,
  );
  const already = incidents.some(
    ({ openedOn, closedOn }) => openedOn <= day && (closedOn === null || closedOn > day),
  );
  if (already) return "open already";
  const first = incidents.find(({ openedOn }) => openedOn > day);
  return first ? (first.openedOn - day) / 7 : null;
}

export interface DiagnosisResult {
  /** The share of histories in which the right channel got the right diagnosis within a quarter. */
  readonly right: number;
  /** The share in which it, or another channel, got a wrong one. */
  readonly wrong: number;
}

const diagnoses = ["channel-not-attracting", "channel-neglected"] as const;

/** Gives what is said of a channel within a quarter of its change. */
export function measureDiagnosis(
  right: (typeof diagnoses)[number] | null,
  changeOf: (channel: number) => Change,
  mqlsPerWeek: number,
  seeds: Seeds,
  settings: Settings,
): DiagnosisResult {
  const { histories } = seeds;
  let rights = 0;
  let wrongs = 0;
  for (const seed of seedsOf(seeds)) {
    const channel = seed % 4;
    const changeWeek = 104 + ((seed * 7) % 52);
    const history = company({
      ...settings,
      seed: 2000 + seed,
      mqlsPerWeek,
      weeks: changeWeek + 14,
      change: changeOf(channel),
      changeWeek,
    });
    const said = incidentsOf(
      history,
      rules.filter(({ name }) => diagnoses.some((diagnosis) => diagnosis === name)),
    ).filter(({ openedOn }) => openedOn > firstDay + changeWeek * 7);
    const isRight = ({ rule, subject }: (typeof said)[number]) =>
      rule === right && subject === channels[channel];
    if (said.some(isRight)) rights++;
    if (said.some((one) => !isRight(one))) wrongs++;
  }
  return { right: rights / histories, wrong: wrongs / histories };
}
