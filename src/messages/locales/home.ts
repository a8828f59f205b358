import type { DayName } from "../../funnel/schedule.ts";

/** What App Home and the modals around answers say. */
export interface HomeTexts {
  readonly waiting: string;
  readonly close: string;
  readonly welcome: {
    readonly title: string;
    readonly intro: string;
    readonly data: { readonly todo: string; readonly done: string };
    readonly channel: { readonly todo: string; readonly done: string };
    readonly digest: { readonly todo: string; readonly done: string };
    readonly see: string;
  };
  readonly incidents: string;
  readonly noIncidents: string;
  readonly digests: string;
  readonly noDigests: string;
  /** "Every Monday at 09:00 (Europe/Athens)" */
  schedule(days: readonly string[], time: string, zone: string): string;
  next(moment: string): string;
  readonly paused: string;
  moreDigests(count: number): string;
  readonly sources: string;
  /** After a source's name and a colon. */
  readonly sourceNews: {
    readonly isNew: string;
    readonly paused: string;
    reading(rows: number): string;
    readingOf(rows: number, of: number): string;
    stopped(rows: number): string;
    failing(since: string): string;
    /** Follows `stopped` and `failing`. */
    again(moment: string): string;
  };
  readonly asSubscribed: {
    readonly change: string;
    readonly sendNow: string;
    readonly pause: string;
    readonly resume: string;
    readonly remove: string;
    readonly menu: string;
  };
  readonly setUpDigest: string;
  readonly settings: string;
  readonly help: string;
  readonly refresh: string;
  readonly days: Readonly<Record<DayName, string>>;
}
