import { type Message, sectionBlock } from "./blocks.ts";
import type { Language } from "./language.ts";
import { greekPauses } from "./locales/el/pauses.ts";
import { englishPauses } from "./locales/en/pauses.ts";
import type { PauseCause, PauseTexts } from "./locales/pause-texts.ts";
import type { Locale } from "./numbers.ts";

const books = { en: englishPauses, el: greekPauses } as const satisfies Record<Locale, PauseTexts>;

export interface PauseNotice {
  readonly channelId: string;
  readonly reason: PauseCause;
  /** When the next digest would have come, in milliseconds since the epoch. */
  readonly nextRun: number;
}

/** Tells the owner of a subscription why its digests do not come any more, and how they come again. */
export function pauseNotice(
  { channelId, reason, nextRun }: PauseNotice,
  { locale, numbers }: Language,
): Message {
  const texts = books[locale];
  const channel = `<#${channelId}>`;
  const paragraphs = [
    texts.why[reason](channel),
    `${texts.next[reason]} ${texts.due(numbers.moment(nextRun))}`,
  ];
  return { text: paragraphs.join("\n"), blocks: paragraphs.map((paragraph) => sectionBlock(paragraph)) };
}
