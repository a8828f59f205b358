import { greek } from "./locales/el.ts";
import { english } from "./locales/en.ts";
import type { Texts } from "./locales/texts.ts";
import { type Locale, type NumberOptions, type Numbers, numbersIn } from "./numbers.ts";

/** What a message is written with: a language's texts and its numbers. */
export interface Language {
  readonly locale: Locale;
  readonly numbers: Numbers;
  readonly texts: Texts;
}

const books = { en: english, el: greek } as const satisfies Record<Locale, (numbers: Numbers) => Texts>;

const made = new Map<string, Language>();
const mostMade = 200;

/** Gives a language for a workspace's time zone and currency. Making its formatters takes milliseconds: once is enough. */
export function languageOf(locale: Locale, { timeZone, currency }: NumberOptions): Language {
  const key = `${locale} ${timeZone} ${currency}`;
  const known = made.get(key);
  if (known) return known;
  const numbers = numbersIn(locale, { timeZone, currency });
  const language = { locale, numbers, texts: books[locale](numbers) };
  if (made.size >= mostMade) made.clear();
  made.set(key, language);
  return language;
}
