import type { UserError, UserErrorParts } from "../errors.ts";
import { type Language, languageOf } from "./language.ts";
import type { Locale } from "./numbers.ts";

type Told = Pick<UserErrorParts, "what" | "next">;
type Details = UserError["details"];

/** Says, in one language, the errors that the parts below the texts word for a terminal. */
type TranslatedErrors = Readonly<Record<(typeof translatedErrors)[number], (details: Details) => Told>>;

/** The codes of those errors. */
export const translatedErrors = ["missing-rate", "bad-subscription", "unknown-subscription"] as const;

/** Errors of whoever runs Concord; in Slack they are a fault of the app's, and the log has their words. */
export const operatorErrors: readonly string[] = [
  "no-secret-key",
  "wrong-secret-key",
  "unknown-workspace",
  "workspace-not-named",
];

const english = ({ texts, numbers }: Language): TranslatedErrors => ({
  "missing-rate": ({ from, currency, day }) => ({
    what: `An opportunity was won in ${from} on ${numbers.day(Number(day), true)}, and no exchange rate from ${from} to ${currency} is known for that day.`,
    next: "Ask whoever looks after Concord to import the exchange rates, or choose another currency in its settings.",
  }),
  "bad-subscription": () => ({
    what: "The digest cannot be kept as it was filled in.",
    next: "Open it again, and choose its channel, days and time anew.",
  }),
  "unknown-subscription": () => texts.modals.subscribe.gone,
});

const greek = ({ texts, numbers }: Language): TranslatedErrors => ({
  "missing-rate": ({ from, currency, day }) => ({
    what: `Μια ευκαιρία κερδήθηκε σε ${from} στις ${numbers.day(Number(day), true)}, και δεν υπάρχει ισοτιμία από ${from} σε ${currency} για εκείνη την ημέρα.`,
    next: "Ζητήστε από όποιον φροντίζει το Concord να εισαγάγει τις ισοτιμίες ή επιλέξτε άλλο νόμισμα στις ρυθμίσεις του.",
  }),
  "bad-subscription": () => ({
    what: "Η σύνοψη δεν μπορεί να αποθηκευτεί όπως συμπληρώθηκε.",
    next: "Ανοίξτε την ξανά και επιλέξτε από την αρχή κανάλι, ημέρες και ώρα.",
  }),
  "unknown-subscription": () => texts.modals.subscribe.gone,
});

const books = { en: english, el: greek } as const satisfies Record<
  Locale,
  (language: Language) => TranslatedErrors
>;

/** Gives a language's words for those errors; they hold no figures of a workspace. */
export function translatedIn(locale: Locale): TranslatedErrors {
  return books[locale](languageOf(locale, { timeZone: "UTC", currency: "EUR" }));
}

/** Gives what a person is told of their error in their language; null: it is not theirs to know. */
export function toldError(error: UserError, locale: Locale): Told | null {
  if (operatorErrors.includes(error.code)) return null;
  const code = translatedErrors.find((each) => each === error.code);
  return code === undefined ? error : translatedIn(locale)[code](error.details);
}
