import type { Day } from "../funnel/calendar.ts";
import type { CalendarRules, Period } from "../funnel/period.ts";
import type { KpiCommand } from "./command-text.ts";
import { parseCommand } from "./command-text.ts";
import { leadingKpi } from "./kpi-names.ts";
import { parsePeriod } from "./period-text.ts";
import { plainWords } from "./plain-words.ts";

/** A question of more words than this is a story. */
const mostWords = 40;
const longestPeriod = 6;

/**
 * Reads what somebody asked in a sentence: a command as after `/kpi`, else the KPI and the period that the sentence
 * names, wherever they stand: "how was our win rate last quarter?".
 */
export function readQuestion(text: string, today: Day, rules: CalendarRules): KpiCommand {
  const command = parseCommand(text, today, rules);
  if (command.kind !== "misunderstood") return command;
  const words = plainWords(text).slice(0, mostWords);
  const named = namedKpi(words);
  if (named === null) return command;
  const rest = [...words.slice(0, named.from), "", ...words.slice(named.to)];
  const period = namedPeriod(rest, today, rules);
  const by = parseCommand(`${named.name} ${byClause(rest)}`, today, rules);
  return {
    kind: "kpi",
    kpi: named.name,
    ...(period === null ? {} : { period }),
    ...(by.kind === "kpi" && by.by !== undefined ? { by: by.by } : {}),
  };
}

/** Gives the KPI with the longest name in the words; the first of those that are as long. */
function namedKpi(words: readonly string[]) {
  let best: {
    readonly name: NonNullable<ReturnType<typeof leadingKpi>>["name"];
    from: number;
    to: number;
  } | null = null;
  for (let from = 0; from < words.length; from += 1) {
    const found = leadingKpi(words.slice(from));
    if (!found) continue;
    const to = words.length - found.rest.length;
    if (best === null || to - from > best.to - best.from) best = { name: found.name, from, to };
  }
  return best;
}

/** Gives the period that the most words in a row name. */
function namedPeriod(words: readonly string[], today: Day, rules: CalendarRules): Period | null {
  for (let length = Math.min(longestPeriod, words.length); length > 0; length -= 1) {
    for (let from = 0; from + length <= words.length; from += 1) {
      const run = words.slice(from, from + length);
      // A bare number or a common word names no period in a sentence.
      if (
        run.includes("") ||
        (length === 1 && !/^(q[1-4]|w\d{1,2}|\d{4}-.+|yesterday|\p{L}{4,})$/u.test(run[0] ?? ""))
      )
        continue;
      const read = parsePeriod(run, today, rules);
      if (read.kind === "period") return read.period;
    }
  }
  return null;
}

function byClause(words: readonly string[]): string {
  const at = words.indexOf("by");
  return at < 0
    ? ""
    : words
        .slice(at, at + 3)
        .join(" ")
        .trim();
}
