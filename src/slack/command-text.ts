import type { Day } from "../funnel/calendar.ts";
import type { CalendarRules } from "../funnel/period.ts";
import { type Breakdown, breakdowns, type KpiQuestion } from "../usecases/kpi-question.ts";
import { leadingKpi, nearestName } from "./kpi-names.ts";
import { parseAsOf, parsePeriod } from "./period-text.ts";
import { plainWords } from "./plain-words.ts";

/** What somebody asked for with `/kpi`. */
export type KpiCommand =
  | { readonly kind: "overview"; readonly asOf?: Day }
  | ({ readonly kind: "kpi" } & KpiQuestion)
  | ({ readonly kind: "explain" } & KpiQuestion)
  | ({ readonly kind: "export" } & KpiQuestion)
  | { readonly kind: "help" }
  | { readonly kind: "digest" }
  | { readonly kind: "status" }
  | Misunderstood;

/** What was not understood, in the asker's own words, and what to try instead. */
export interface Misunderstood {
  readonly kind: "misunderstood";
  readonly about:
    | "name"
    | "missing-name"
    | "period"
    | "period-not-begun"
    | "breakdown"
    | "as-of"
    | "as-of-future";
  /** As typed, but for case and accents; from outside, so not safe to show as it is. */
  readonly text: string;
  /** A command that would have been understood: the nearest name, or an example. */
  readonly suggestion: string | null;
}

const plainCommands = ["help", "digest", "status"] as const;
const kpiCommands = ["explain", "export"] as const;
const commandWords = new Map<
  string,
  (typeof plainCommands)[number] | (typeof kpiCommands)[number] | "overview"
>([
  ...[...plainCommands, ...kpiCommands].map((word) => [word, word] as const),
  ["all", "overview"],
  ["overview", "overview"],
  ["ολα", "overview"],
  ["επισκοπηση", "overview"],
  ["βοηθεια", "help"],
  ["συνοψη", "digest"],
  ["κατασταση", "status"],
  ["εξηγησε", "explain"],
  ["εξηγηση", "explain"],
  ["εξαγωγη", "export"],
]);

const breakdownWords: Readonly<Record<Breakdown, readonly string[]>> = {
  "acquisition-channel": ["acquisition channel", "channel", "channels", "καναλι", "καναλι αποκτησης"],
  segment: ["segment", "segments", "τμημα", "τμηματα"],
  stage: ["stage", "stages", "σταδιο", "σταδια"],
};

/**
 * Reads the text after `/kpi`, looking from the start of `today`. Never throws: what it cannot read is named, with
 * the nearest thing that it could.
 */
export function parseCommand(text: string, today: Day, rules: CalendarRules): KpiCommand {
  const words = plainWords(text);
  const [first, ...rest] = words;
  if (first === undefined) return { kind: "overview" };
  const command = commandWords.get(first);
  if (command === "explain" || command === "export") {
    if (rest.length > 0) return aboutKpi(command, rest, today, rules);
    return { kind: "misunderstood", about: "missing-name", text: first, suggestion: `${command} cycle-time` };
  }
  if (command === "overview" || (first === "as" && !leadingKpi(words))) {
    return overview(command === "overview" ? rest : words, today, rules);
  }
  return command && rest.length === 0 ? { kind: command } : aboutKpi("kpi", words, today, rules);
}

function overview(words: readonly string[], today: Day, rules: CalendarRules): KpiCommand {
  const parts = partsOf(words, today, rules);
  if ("kind" in parts) return parts;
  if (parts.period !== undefined || parts.by !== undefined) {
    return { kind: "misunderstood", about: "name", text: words.join(" "), suggestion: null };
  }
  return { kind: "overview", ...parts };
}

function aboutKpi(
  kind: "kpi" | "explain" | "export",
  words: readonly string[],
  today: Day,
  rules: CalendarRules,
): KpiCommand {
  const unknownName = (name: string | null) =>
    misunderstood("name", words, name !== null && kind !== "kpi" ? `${kind} ${name}` : name);
  const found = leadingKpi(words);
  if (!found) return unknownName(nearestName(words, kind === "kpi" ? plainCommands : []));
  const parts = partsOf(found.rest, today, rules);
  if (!("kind" in parts)) return { kind, kpi: found.name, ...parts };
  // `mql to oportunity` is a misspelt name, not `mql` of a strange period.
  const meant = parts.about === "period" ? nearestName(words, [], words.length - found.rest.length) : null;
  return meant === null ? parts : unknownName(meant);
}

type Parts = Pick<KpiQuestion, "period" | "by" | "asOf">;

/** Reads `[period] [by BREAKDOWN] [as of DAY]`, in any order. */
function partsOf(words: readonly string[], today: Day, rules: CalendarRules): Parts | Misunderstood {
  const { period, by, asOf } = clausesOf(words);
  const lookFrom = asOf === undefined ? today : parseAsOf(asOf, today);
  if (lookFrom === null) return misunderstood("as-of", asOf, "cycle-time as of 2026-09-30");
  if (lookFrom > today) return misunderstood("as-of-future", asOf, null);
  const breakdown = by === undefined ? undefined : breakdownOf(by);
  if (breakdown === null) return misunderstood("breakdown", by, "mql-to-opportunity by acquisition-channel");
  const read = period === undefined ? undefined : parsePeriod(period, lookFrom, rules);
  if (read?.kind === "unknown") return misunderstood("period", period, "cycle-time last 90 days");
  if (read?.kind === "not-begun") return misunderstood("period-not-begun", period, null);
  return {
    ...(read ? { period: read.period } : {}),
    ...(breakdown ? { by: breakdown } : {}),
    ...(asOf === undefined ? {} : { asOf: lookFrom }),
  };
}

interface Clauses {
  period?: readonly string[];
  by?: readonly string[];
  asOf?: readonly string[];
}

function clausesOf(words: readonly string[]): Clauses {
  const clauses: { period: string[]; by: string[]; asOf: string[] } = { period: [], by: [], asOf: [] };
  const named = new Set<keyof Clauses>();
  let current: keyof Clauses = "period";
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "by") {
      current = "by";
      named.add(current);
    } else if (word === "as" && words[index + 1] === "of") {
      current = "asOf";
      named.add(current);
      index += 1;
    } else {
      // A breakdown ends where a period begins: `by channel last month`.
      if (
        current === "by" &&
        clauses.by.length > 0 &&
        breakdownOf(clauses.by) &&
        !breakdownOf([...clauses.by, word])
      ) {
        current = "period";
      }
      clauses[current].push(word);
      named.add(current);
    }
  }
  return {
    ...(named.has("period") ? { period: clauses.period } : {}),
    ...(named.has("by") ? { by: clauses.by } : {}),
    ...(named.has("asOf") ? { asOf: clauses.asOf } : {}),
  };
}

function breakdownOf(words: readonly string[]): Breakdown | null {
  const text = words.join(" ");
  return breakdowns.find((breakdown) => breakdownWords[breakdown].includes(text)) ?? null;
}

function misunderstood(
  about: Misunderstood["about"],
  words: readonly string[] | undefined,
  suggestion: string | null,
): Misunderstood {
  return { kind: "misunderstood", about, text: words?.join(" ") ?? "", suggestion };
}
