import type { UserErrorParts } from "../errors.ts";
import { contextBlock, fallbackText, type Message, sectionBlock } from "./blocks.ts";
import { nameIn } from "./escape.ts";
import { languageOf } from "./language.ts";
import type { Texts } from "./locales/texts.ts";
import type { Locale } from "./numbers.ts";

export interface ErrorContext {
  /** A command that works, near to what was asked: `/kpi cycle-time last 90 days`. */
  readonly example?: string;
}

const longest = 1200;

/** Gives what went wrong and what to do next, for the person who asked. What they typed cannot format or mention. */
export function errorMessage(
  { what, next }: Pick<UserErrorParts, "what" | "next">,
  locale: Locale,
  { example }: ErrorContext = {},
): Message {
  const errors = errorTexts(locale);
  const sentences = `*${safe(what, errors.unexpected)}*  ${safe(next, "")}`.trim();
  const shown = example === undefined ? null : errors.example(`\`${nameIn(example, "", 200)}\``);
  return {
    text: fallbackText(sentences, shown ?? ""),
    blocks: [sectionBlock(sentences), ...(shown === null ? [] : [contextBlock([shown])])],
  };
}

/** Gives the answer to a fault of ours, with the reference under which the log knows it. */
export function unexpectedMessage(reference: string, locale: Locale): Message {
  const { unexpected, unexpectedNext } = errorTexts(locale);
  return errorMessage({ what: unexpected, next: unexpectedNext(reference) }, locale);
}

/** Errors hold no figures of a workspace, so that they can be told before one is known. */
function errorTexts(locale: Locale): Texts["errors"] {
  return languageOf(locale, { timeZone: "UTC", currency: "EUR" }).texts.errors;
}

function safe(text: string, absent: string): string {
  return nameIn(text, absent, longest);
}
