import type { Language } from "./language.ts";
import { greekReasons } from "./locales/el/reasons.ts";
import { englishReasons } from "./locales/en/reasons.ts";
import type { ReasonTexts } from "./locales/reason-texts.ts";
import type { Locale, Numbers } from "./numbers.ts";

const books = { en: englishReasons, el: greekReasons } as const satisfies Record<
  Locale,
  (numbers: Numbers) => ReasonTexts
>;

/** Gives what a language says of warnings, with its own numbers. */
export function reasonTexts({ locale, numbers }: Pick<Language, "locale" | "numbers">): ReasonTexts {
  return books[locale](numbers);
}
