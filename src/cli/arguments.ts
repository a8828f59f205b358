import { UserError } from "../errors.ts";
import { type Day, parseDay } from "../funnel/calendar.ts";

/** Reads a DAY argument. Throws `bad-day`. */
export function dayArgument(option: string): (text: string) => Day {
  return (text) => {
    const day = parseDay(text);
    if (day === null) {
      throw new UserError({
        code: "bad-day",
        what: `${option} ${text} is not a calendar day.`,
        next: `Write it as YYYY-MM-DD, for example ${option} 2026-03-01.`,
      });
    }
    return day;
  };
}

/** Reads an argument that must be one of a few words. Throws `bad-choice`. */
export function choiceArgument<T extends string>(option: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    throw new UserError({
      code: "bad-choice",
      what: `${option} cannot be ${text}.`,
      next: `Choose one of: ${choices.join(", ")}.`,
    });
  };
}

/** Reads a whole number of at least `least`. Throws `bad-number`. */
export function countArgument(option: string, least: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d{1,9}$/.test(text) && count >= least) return count;
    throw new UserError({
      code: "bad-number",
      what: `${option} ${text} is not a whole number of at least ${least}.`,
      next: `An example: ${option} ${Math.max(least, 60)}.`,
    });
  };
}
