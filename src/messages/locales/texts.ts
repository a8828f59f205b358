import type { KpiName } from "../../funnel/readings.ts";
import type { ChannelFinding } from "../../kpis/channel-findings.ts";
import type { Standing } from "../digest-model.ts";
import type { ControlsTexts } from "./controls.ts";
import type { HomeTexts } from "./home.ts";
import type { IncidentTexts } from "./incident-texts.ts";
import type { ModalTexts } from "./modals.ts";

/** A figure in words, with the words of the figure that it is compared with. */
export interface Compared {
  readonly now: string;
  readonly before: string;
}

export interface SpanOf {
  readonly weeks: number;
}

/** What a KPI is called, and how one speaks of it. Figures come as words, counts as numbers. */
export interface KpiTexts {
  readonly name: string;
  /** What is counted and how, under a chart's title. */
  subtitle(parts: SpanOf & { readonly windowDays: number }): string;
  /** How the figure is made, for whoever doubts it. */
  formula(parts: { readonly windowDays: number }): string;
  /** A clause that says the figure: "16.8% of MQLs become opportunities". */
  claim(value: string): string;
  /** The same of fewer than ten cases. */
  few(numerator: number, denominator: number): string;
  /** What the figure rests on: "121 opportunities, 1,432 MQLs in flight". */
  cases(numerator: number | null, denominator: number | null): string;
  /** What a cohort's figure rests on: "171 of 721 MQLs". */
  cohortCases(numerator: number | null, denominator: number | null): string;
  /** A chart's title for each standing that has a figure. */
  readonly titles: Readonly<
    Record<"worse" | "better" | "steady" | "unstable" | "unjudged", (value: string) => string>
  >;
  readonly words: Readonly<Record<"worse" | "better", string>>;
}

/** The kinds of gap that a digest can open with. */
export type GapName =
  | "hand-over"
  | "closing"
  | "both-halves"
  | "pushed-through"
  | "gate-raised"
  | "end-to-end"
  | "unstable"
  | "slower"
  | "concentrated"
  | "content"
  | "smaller"
  | "better"
  | "steady"
  | "partly-steady"
  | "unjudged"
  | "too-little";

export interface Questions {
  readonly marketing: string;
  readonly sales: string;
}

/** Facts that a question may name; each null where it is not known. */
export interface QuestionFacts {
  /** The acquisition channel that carries the gap, with its own cases. */
  readonly channel: {
    readonly name: string;
    readonly converted: number;
    readonly inFlight: number;
  } | null;
  readonly annotation: { readonly text: string; readonly day: string } | null;
  /** The stage that grew the most, else the longest. */
  readonly stage: { readonly name: string; readonly days: string; readonly before: string | null } | null;
  readonly neverUsed: { readonly count: number; readonly of: number } | null;
  readonly contentAtWins: { readonly won: string; readonly lost: string } | null;
  readonly topChannel: { readonly name: string; readonly share: string } | null;
  readonly unstableStep: string | null;
  readonly accounts: { readonly newOnes: string; readonly existing: string } | null;
}

/** Every text that a message can hold; each language gives all of them. */
export interface Texts {
  readonly kpis: Readonly<Record<KpiName, KpiTexts>>;
  readonly figures: {
    tooEarly: string;
    noData: string;
    /** "3 of 7" */
    of(numerator: number, denominator: number): string;
    /** "3.8 of 5": the effective number beside how many there are. */
    ofChannels(effective: string, channels: number): string;
    /** "−6.9 pts" */
    points(signed: string): string;
    interval(low: string, high: string): string;
    targetBand(low: string, high: string): string;
    targetAtLeast(value: string): string;
    targetAtMost(value: string): string;
    onTarget: string;
    missed(distance: string): string;
    noTarget: string;
    unknownName: string;
    noCases: string;
    /** A figure that moved visibly, and yet no further than it usually does: a word, and as a sentence. */
    inRange: string;
    withinRange(kpi: string, value: string): string;
  };
  readonly standings: Readonly<Record<Exclude<Standing, "worse" | "better">, string>>;
  readonly spans: {
    last(weeks: number): string;
    lastCaption(weeks: number): string;
    before(weeks: number): string;
    /** Over what a conversion's pace is, and over what the other figures are. */
    pace(weeks: number): string;
    within(weeks: number): string;
    changeAgainst(weeks: number): string;
    fromTo(from: string, to: string): string;
  };
  readonly digest: {
    header(week: number): string;
    /** The first sentence of each kind of gap, bold by the caller. */
    readonly opening: Readonly<Record<GapName, string>>;
    /** The claim's sentence: how it compares with the span before. */
    fell(claim: string, over: string, before: string): string;
    rose(claim: string, over: string, before: string): string;
    held(claim: string, over: string, before: string): string;
    alone(claim: string, over: string): string;
    expected(parts: { readonly observed: number; readonly expected: number; readonly since: string }): string;
    /** `share` is null where they account for all of it. */
    contributors(names: readonly string[], share: string | null): string;
    coincides(annotation: string, day: string): string;
    salesHolds(value: string): string;
    marketingHolds(value: string): string;
    steadyOnes(names: readonly string[]): string;
    alsoBetter(names: readonly string[]): string;
    alsoWorse(names: readonly string[]): string;
    unstableStep(step: string): string;
    movedMost(name: string, compared: Compared): string;
    notJudged: string;
    pairLabel: string;
    pairProduct(parts: { readonly now: string; readonly before: string | null }): string;
    readonly pairVerdict: Readonly<
      Record<
        | "both-hold"
        | "first-fails"
        | "second-fails"
        | "both-fail"
        | "pushed-through"
        | "gate-raised"
        | "unjudged"
        | "unknown",
        string
      >
    >;
    forMarketing: string;
    forSales: string;
    readonly questions: Readonly<Record<GapName, (facts: QuestionFacts) => Questions>>;
    openKpi(name: string): string;
    explain: string;
    allFigures: string;
    late(due: string): string;
    period(period: string, zone: string): string;
    read(source: string, moment: string): string;
    readBehind(source: string, moment: string): string;
    moreSources(count: number): string;
    noSources: string;
    restated(parts: {
      readonly kpi: string;
      readonly week: number;
      readonly was: string;
      readonly now: string;
    }): string;
    next(moment: string): string;
    chartMissing: string;
  };
  readonly thread: {
    figures: string;
    columnKpi: string;
    columnFigure: string;
    columnStatus: string;
    casesAndTargets: string;
    inFlightNote: string;
  };
  readonly charts: {
    /** What a scorecard says: who needs attention, by name, of the seven that were judged. */
    scorecardTitle(needingAttention: readonly string[], judged: number): string;
    empty: string;
    immature: string;
    lineAlt(parts: {
      readonly from: string;
      readonly to: string;
      readonly first: string;
      readonly last: string;
    }): string;
    dots: string;
    median: string;
    p80: string;
    mean: string;
    stages: string;
    stagesDetail: string;
    /** Over acquisition channels with a target of their own, and what the mark across a bar is. */
    ownTargets: string;
    ownTargetsDetail: string;
    others(count: number): string;
    ofRevenue: string;
    ofLeads: string;
    accounts: string;
    accountsDetail: string;
    newAccounts: string;
    existingAccounts: string;
    won(count: number): string;
    accountCount(count: number): string;
    untilDay(day: string): string;
    carries(title: string, name: string): string;
    /** A diagnosis beside a bar: two or three words. */
    readonly findings: Readonly<Record<Exclude<ChannelFinding, null>, string>>;
  };
  readonly details: {
    readonly steps: Readonly<
      Record<"lead-to-mql" | "mql-to-opportunity" | "opportunity-to-customer" | "lead-to-customer", string>
    >;
    step(name: string, value: string, cases: string): string;
    /** What the first step's figure rests on; the others have their KPI's words. */
    leadToMqlCases(numerator: number, denominator: number, inFlight: boolean): string;
    instability(percent: string): string;
    instabilityStep(step: string, percent: string): string;
    visits(visitors: number, leads: string, customers: string): string;
    cycle(p80: string): string;
    fromLead(median: string, p80: string, count: number): string;
    stage(parts: {
      readonly name: string;
      readonly median: string;
      readonly p80: string;
      readonly count: number;
      readonly before: string | null;
    }): string;
    grewMost(stage: string, from: string, to: string): string;
    regressions(count: number): string;
    channel(name: string, value: string, cases: string): string;
    moreChannels(count: number): string;
    withoutMql(count: number): string;
    winRate(value: string, won: number, closed: number): string;
    revenueChannel(parts: {
      readonly name: string;
      readonly revenue: string;
      readonly share: string;
      readonly leads: number;
      readonly leadShare: string;
    }): string;
    readonly findings: Readonly<Record<Exclude<ChannelFinding, null>, string>>;
    withoutAmount(count: number): string;
    inOpportunity(value: string): string;
    journeyStage(name: string, value: string): string;
    neverUsed(titles: readonly string[], count: number): string;
    contentAtWins(won: string, lost: string): string;
    medianAccount(median: string): string;
    newAndExisting(parts: {
      readonly newValue: string;
      readonly newCount: number;
      readonly existingValue: string;
      readonly existingCount: number;
    }): string;
    withoutAccount(count: number): string;
  };
  readonly answer: {
    pace: string;
    cohort: string;
    period: string;
    paceLine(claim: string, over: string, change: string | null): string;
    cohortLine(parts: {
      readonly period: string;
      readonly cases: string;
      readonly value: string;
      readonly windowDays: number | null;
    }): string;
    estimated: string;
    soFar(parts: { readonly age: number; readonly value: string; readonly baseline: string | null }): string;
    stillOpen: string;
    evidence(cases: string, interval: string | null): string;
    asOf(day: string, zone: string): string;
    detail: string;
    share: string;
    chartWeeks: string;
    chartDays: string;
    /** Over the acquisition channels that have a target of their own. */
    ownTargets: string;
    /** What each point of a native chart is over: at most 20 characters. */
    chartOver(weeks: number): string;
    /** A native chart's level line. */
    chartTarget(value: string): string;
    more(count: number): string;
    sharedBy(user: string): string;
    formulaLabel: string;
  };
  readonly controls: ControlsTexts;
  readonly home: HomeTexts;
  readonly modals: ModalTexts;
  readonly incidents: IncidentTexts;
  readonly overview: {
    title: string;
    intro(period: string): string;
    open: string;
  };
  readonly help: {
    title: string;
    intro: string;
    commandsLabel: string;
    readonly commands: readonly { readonly write: string; readonly gives: string }[];
    kpisLabel: string;
    periodsLabel: string;
    readonly periods: readonly string[];
    privacy: string;
  };
  readonly errors: {
    unexpected: string;
    unexpectedNext(reference: string): string;
    example(command: string): string;
  };
}
