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

/** Gives a language for a workspace's time zone and currency. */
export function languageOf(locale: Locale, options: NumberOptions): Language {
  const numbers = numbersIn(locale, options);
  return { locale, numbers, texts: books[locale](numbers) };
}
