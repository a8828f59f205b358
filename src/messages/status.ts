import { type DayName, formatMinute } from "../funnel/schedule.ts";
import { escapeMrkdwn } from "./escape.ts";
import { type Language, languageOf } from "./language.ts";
import { greekStatus } from "./locales/el/status.ts";
import { englishStatus } from "./locales/en/status.ts";
import { type RunReason, runReasons, type StatusTexts } from "./locales/status-texts.ts";
import type { Locale } from "./numbers.ts";

export const statusTexts = { en: englishStatus, el: greekStatus } as const satisfies Record<
  Locale,
  StatusTexts
>;

/** A digest as `/kpi status` tells it. */
export interface DigestStatus {
  readonly channelId: string;
  readonly days: readonly DayName[];
  readonly minute: number;
  readonly timeZone: string;
  readonly isPaused: boolean;
  /** Milliseconds since the epoch. */
  readonly nextRun: number;
  /** Its newest due time; null: none has come. */
  readonly last: {
    readonly at: number;
    readonly state: keyof StatusTexts["states"];
    readonly reason: string | null;
  } | null;
}

/** Gives where and when a digest goes, and below it what became of the newest. Mrkdwn. */
export function digestStatusWords(
  { last, ...one }: DigestStatus,
  language: Language,
  currency: string,
): string {
  const { texts, locale } = language;
  // Told by the clocks of where the digest is read.
  const { numbers } = languageOf(locale, { timeZone: one.timeZone, currency });
  const status = statusTexts[locale];
  const when = texts.home.schedule(
    one.days.map((day) => texts.home.days[day]),
    formatMinute(one.minute),
    escapeMrkdwn(one.timeZone),
  );
  const next = one.isPaused ? texts.home.paused : texts.home.next(numbers.moment(one.nextRun));
  const ended =
    last === null
      ? status.neverDue
      : status.states[last.state](numbers.moment(last.at), reasonWords(last.reason, status));
  return `<#${one.channelId}>  ${when} · ${next}\n${ended}`;
}

const refused = "refused: ";

/** Gives why, in a sentence's part. Mrkdwn. */
export function reasonWords(reason: string | null, texts: StatusTexts): string | null {
  if (reason === null) return null;
  if (isKnown(reason)) return texts.reasons[reason];
  return reason.startsWith(refused)
    ? texts.refused(escapeMrkdwn(reason.slice(refused.length)))
    : texts.otherwise;
}

function isKnown(reason: string): reason is RunReason {
  return runReasons.some((known) => known === reason);
}
