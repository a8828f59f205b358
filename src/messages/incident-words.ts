import { type Incident, type Member, type Team, teams } from "../warnings/incident.ts";
import type { Evidence, Warning } from "../warnings/warning.ts";
import { nameIn, plainName } from "./escape.ts";
import { figureWords } from "./figures.ts";
import type { Language } from "./language.ts";
import type { Story, StoryWords } from "./locales/incident-texts.ts";
import { intlLocale } from "./numbers.ts";

/** Gives what a warning says, in words for both teams. */
export function storyOf({ reason, evidence }: Warning, language: Language): Story {
  return language.texts.incidents.story(reason, evidence, storyWords(language));
}

function storyWords({ numbers, texts }: Language): StoryWords {
  return {
    percent: (share) => numbers.percent(share),
    wholePercent: (share) => numbers.wholePercent(share),
    days: (days) => numbers.days(days),
    count: (count) => numbers.count(Math.round(count)),
    decimal: (value) => numbers.decimal(value),
    money: (amount) => numbers.money(amount),
    day: (day) => numbers.day(day),
    name: (text) => `*${nameIn(text, texts.figures.unknownName)}*`,
    plain: (text) => plainName(text, texts.figures.unknownName),
  };
}

/** Gives a value of a warning in its unit: "15.1%"; null where there is none. */
export function valueWords({ unit }: Evidence, value: number | null, language: Language): string | null {
  if (value === null) return null;
  return figureWords({ value, unit, numerator: null, denominator: null }, language).text;
}

/** Gives the state as a word. */
export function stateWord({ status }: Incident, { texts, numbers }: Language): string {
  const { states } = texts.incidents;
  switch (status.kind) {
    case "open":
      return states.open;
    case "acknowledged":
      return states.acknowledged;
    case "snoozed":
      return states.snoozed(numbers.day(status.until));
    case "resolved":
      return states.resolved;
  }
}

/** Gives the member that leads as long as it lasts, then the first that still does. */
export function leadOf({ members }: Incident): Member {
  return members.find(({ ended }) => ended === null) ?? members[0];
}

/** Gives a Slack user as a link to their profile; ids are Slack's own and safe. */
export function profile(user: string): string {
  return /^[UW][A-Z0-9]+$/.test(user) ? `<@${user}>` : nameIn(user, "?");
}

/** Gives the owners line. */
export function ownersLine({ owners }: Incident, { texts }: Language): string {
  const [marketing, sales] = teams.map((team: Team) => {
    const owner = owners[team];
    return owner === null ? null : profile(owner);
  });
  return texts.incidents.card.owners(marketing ?? null, sales ?? null);
}

/** Gives a threshold or a statistic: "3.75". */
export function thresholdWords(value: number, { locale }: Language): string {
  return new Intl.NumberFormat(intlLocale(locale), { maximumFractionDigits: 2 }).format(value);
}
