import type { DataCause, ResolveReason, Team } from "../../warnings/incident.ts";
import type { Unfit } from "../../warnings/incident-commands.ts";
import type { Reason } from "../../warnings/reason.ts";
import type { RuleName } from "../../warnings/rule-names.ts";
import type { Evidence, Severity } from "../../warnings/warning.ts";

/** What a warning is, in words for both teams. Sentences are mrkdwn; the title is plain. */
export interface Story {
  /** What fell from what to what. */
  readonly title: string;
  /** What came against what was to be expected, since when, and who carries it. */
  readonly fact: string;
  /** What it rests on: "1,432 MQLs in flight". */
  readonly cases: string;
  /** What the chart's two lines count. */
  readonly counted: string;
  /** What it means for each team, never whose fault it is. */
  readonly meaning: Readonly<Record<Team, string>>;
  readonly questions: Readonly<Record<Team, readonly string[]>>;
}

/** Figures and names as a story puts them into sentences; names come safe. */
export interface StoryWords {
  percent(share: number): string;
  wholePercent(share: number): string;
  days(days: number): string;
  count(count: number): string;
  decimal(value: number): string;
  money(amount: number): string;
  day(day: number): string;
  /** A name from data in mrkdwn, bold. */
  name(text: string): string;
  /** The same for a title. */
  plain(text: string): string;
}

interface Refusal {
  readonly what: string;
  readonly next: string;
}

/** Everything about incidents that people read, beside the stories. */
export interface IncidentTexts {
  story(reason: Reason, evidence: Evidence, words: StoryWords): Story;
  /** What a rule watches, for lists and menus. */
  readonly rules: Readonly<Record<RuleName, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly teams: Readonly<Record<Team, string>>;
  readonly states: {
    readonly open: string;
    readonly acknowledged: string;
    snoozed(until: string): string;
    readonly resolved: string;
  };
  readonly card: {
    since(day: string): string;
    restsOn(cases: string): string;
    owners(marketing: string | null, sales: string | null): string;
    acknowledgedBy(who: string): string;
    held(sources: readonly string[]): string;
    readonly facts: string;
    related(titles: readonly string[]): string;
    coincides(annotation: string, day: string): string;
    target(words: string): string;
    thresholdRaised(from: string, to: string, by: string): string;
    footer(number: number, opened: string, asOf: string): string;
    readonly came: string;
    readonly expected: string;
    readonly agreed: string;
    /** A chart's one message: "61 where 93 were to be expected". */
    chartTitle(observed: string, expected: string): string;
    readonly chartSince: string;
    readonly chartMissing: string;
  };
  readonly buttons: {
    readonly acknowledge: string;
    readonly assign: string;
    readonly snooze: string;
    readonly resolve: string;
    readonly notUseful: string;
    readonly reopen: string;
    readonly restore: string;
  };
  readonly thread: {
    fired(day: string): string;
    contributor(parts: {
      readonly name: string;
      readonly kind: "mix" | "rate" | "stay" | "step";
      readonly from: string | null;
      readonly to: string | null;
      readonly share: string;
    }): string;
    evidence(statistic: string, threshold: string, opens: "above" | "below"): string;
    readonly questions: string;
    snoozeEnded(title: string): string;
    worsened(title: string): string;
    joined(title: string): string;
    breachedAgain(days: number): string;
    reopenedBy(who: string): string;
    resolvedBy(who: string, days: number): string;
    resolvedByData(days: number): string;
    readonly causes: Readonly<Record<DataCause, string>>;
    why(reason: string, note: string | null): string;
    changed(opened: string, now: string, usual: string | null): string;
    tookPart(names: readonly string[]): string;
    readonly nobody: string;
    readonly offer: string;
  };
  readonly targets: {
    ofChannel(kpi: string, channel: string): string;
    readonly title: string;
    readonly now: string;
    readonly later: string;
    readonly before: string;
    readonly none: string;
    readonly how: string;
    readonly setButton: string;
    from(day: string): string;
    between(from: string, through: string): string;
    set(target: string, from: string, through: string | null, number: number): string;
    removed(number: number): string;
    readonly unknownChannel: string;
    readonly unknown: Refusal;
    readonly unreadable: string;
    example(command: string): string;
  };
  readonly notes: {
    readonly title: string;
    readonly none: string;
    noted(text: string, day: string, number: number): string;
    removed(number: number): string;
    readonly howToRemove: string;
    readonly unknown: Refusal;
    tooLong(most: number): Refusal;
  };
  readonly list: {
    readonly title: string;
    readonly nothingOpen: string;
    readonly over: string;
    readonly thresholds: string;
    readonly thread: string;
    readonly noThread: string;
    readonly change: string;
    readonly whoMay: string;
    ruleThreshold(rule: string, value: string, usual: string, by: string): string;
    subjectThreshold(about: string, value: string, usual: string, by: string): string;
    readonly causes: Readonly<Record<DataCause, string>>;
  };
  readonly reasons: Readonly<Record<ResolveReason, string>>;
  readonly modals: {
    readonly assign: { readonly title: string; readonly intro: string; readonly nobody: string };
    readonly snooze: { readonly title: string; readonly until: string; hint(latest: string): string };
    readonly resolve: {
      readonly title: string;
      readonly reason: string;
      readonly reasonMissing: string;
      readonly note: string;
      readonly noteHint: string;
    };
    readonly threshold: {
      readonly title: string;
      readonly rule: string;
      readonly value: string;
      readonly show: string;
      hint(parts: {
        readonly usual: string;
        readonly current: string;
        readonly low: string;
        readonly high: string;
        readonly asksForMore: "higher" | "lower";
      }): string;
      readonly notYet: string;
      readonly computing: string;
      backtest(since: string): string;
      would(value: string, count: number): string;
      did(value: string, count: number): string;
      raised(title: string, opened: string, closed: string | null): string;
      outside(low: string, high: string): string;
      saved(rule: string, value: string): string;
    };
    readonly target: Readonly<
      Record<
        | "title"
        | "kpi"
        | "range"
        | "rangeHint"
        | "acquisitionChannel"
        | "acquisitionChannelHint"
        | "from"
        | "to"
        | "toHint"
        | "badRange"
        | "badFrom"
        | "badTo",
        string
      >
    >;
  };
  readonly done: {
    readonly notUseful: string;
    readonly pressAgain: string;
    changed(number: number): string;
  };
  readonly unfit: Readonly<Record<Unfit, Refusal>>;
  readonly unknown: Refusal;
  readonly heldElsewhere: Refusal;
}
