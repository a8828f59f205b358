import { type Day, formatDay } from "../funnel/calendar.ts";
import type { CalendarRules } from "../funnel/period.ts";
import type { KpiName } from "../funnel/readings.ts";
import { breakdownsOf } from "../usecases/answer-model.ts";
import { type Breakdown, breakdowns, type KpiQuestion } from "../usecases/kpi-question.ts";
import { type AgreementCommand, readAgreement } from "./agreement-text.ts";
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
  /** The digest for everyone in the channel, at once. */
  | { readonly kind: "digest-now" }
  | { readonly kind: "status" }
  | { readonly kind: "subscribe" }
  | { readonly kind: "settings" }
  | AgreementCommand
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
    | "words-after"
    | "as-of"
    | "as-of-future";
  /** A name as typed, the rest but for case, accents and articles; from outside, so not safe to show as it is. */
  readonly text: string;
  /** The KPI that was understood before it. */
  readonly kpi?: KpiName;
  /** The nearest name, where the spelling resembles one. */
  readonly suggestion: string | null;
  /** A command that works, as near as possible to what was asked. */
  readonly example: string;
}

const plainCommands = ["help", "digest", "status", "subscribe", "settings"] as const;
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
  ["subscription", "subscribe"],
  ["subscriptions", "subscribe"],
  ["συνδρομη", "subscribe"],
  ["εγγραφη", "subscribe"],
  ["ρυθμισεις", "settings"],
  ["εξηγησε", "explain"],
  ["εξηγηση", "explain"],
  ["εξαγωγη", "export"],
]);

const nowWords = new Set(["now", "τωρα"]);

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
  const command = readCommand(text, today, rules);
  // What no word was understood of is named as it was typed.
  const isAlien = command.kind === "misunderstood" && command.about === "name";
  return isAlien ? { ...command, text: typed(text) } : command;
}

const mostEchoed = 80;

function typed(text: string): string {
  const said = text.trim().replace(/^(explain|export)\s+/iu, "");
  return said.length <= mostEchoed ? said : `${said.slice(0, mostEchoed)}…`;
}

function readCommand(text: string, today: Day, rules: CalendarRules): KpiCommand {
  const agreed = readAgreement(text, today);
  if (agreed) return agreed;
  const words = plainWords(text);
  const [first, ...rest] = words;
  if (first === undefined) return { kind: "overview" };
  const command = commandWords.get(first);
  if (command === "explain" || command === "export") {
    if (rest.length > 0) return aboutKpi(command, rest, today, rules);
    return misunderstood("missing-name", [first], `${command} cycle-time`);
  }
  if (command === "overview" || (first === "as" && !leadingKpi(words))) {
    return overview(command === "overview" ? rest : words, today, rules);
  }
  if (command === "digest" && rest.length === 1 && nowWords.has(rest[0] ?? "")) return { kind: "digest-now" };
  // `help me`, `digest please`: the word says enough, unless a KPI's name begins with it.
  if (command && (rest.length === 0 || !leadingKpi(words))) {
    return rest.length === 0 ? { kind: command } : misunderstood("words-after", rest, command);
  }
  return aboutKpi("kpi", words, today, rules);
}

function overview(words: readonly string[], today: Day, rules: CalendarRules): KpiCommand {
  const parts = partsOf(words, today, rules);
  if ("kind" in parts) return { ...parts, example: "as of yesterday" };
  if (parts.period !== undefined || parts.by !== undefined) {
    return misunderstood("words-after", words, "mql-to-opportunity last 90 days by acquisition-channel");
  }
  return { kind: "overview", ...parts };
}

function aboutKpi(
  kind: "kpi" | "explain" | "export",
  words: readonly string[],
  today: Day,
  rules: CalendarRules,
): KpiCommand {
  const prefix = kind === "kpi" ? "" : `${kind} `;
  const unknownName = (name: string | null): Misunderstood => {
    const meant = name === null ? null : `${prefix}${name}`;
    return { ...misunderstood("name", words, meant ?? `${prefix}cycle-time`), suggestion: meant };
  };
  const found = leadingKpi(words);
  if (!found) return unknownName(nearestName(words, kind === "kpi" ? plainCommands : []));
  const parts = partsOf(found.rest, today, rules);
  if (!("kind" in parts)) return { kind, kpi: found.name, ...parts };
  // `mql to oportunity` is a misspelt name, not `mql` of a strange period.
  const meant = parts.about === "period" ? nearestName(words, [], words.length - found.rest.length) : null;
  if (meant !== null) return unknownName(meant);
  return { ...parts, kpi: found.name, example: `${prefix}${found.name} ${clauseFor(parts, found.name)}` };
}

/** Gives a clause that works in the place of the one that was not understood. */
function clauseFor({ about, example }: Misunderstood, kpi: KpiName): string {
  const [breakdown] = breakdownsOf(kpi);
  return about === "breakdown" && breakdown !== undefined ? `by ${breakdown}` : example;
}

type Parts = Pick<KpiQuestion, "period" | "by" | "asOf">;

/** Reads `[period] [by BREAKDOWN] [as of DAY]`, in any order. */
function partsOf(words: readonly string[], today: Day, rules: CalendarRules): Parts | Misunderstood {
  const { period, by, asOf } = clausesOf(words);
  const lookFrom = asOf === undefined ? today : parseAsOf(asOf, today);
  if (lookFrom === null) return misunderstood("as-of", asOf, `as of ${formatDay(today - 30)}`);
  if (lookFrom > today) return misunderstood("as-of-future", asOf, "as of today");
  const breakdown = by === undefined ? undefined : breakdownOf(by);
  if (breakdown === null) return misunderstood("breakdown", by, "last 90 days");
  const read = period === undefined ? undefined : parsePeriod(period, lookFrom, rules);
  if (read?.kind === "unknown") return misunderstood("period", period, "last 90 days");
  if (read?.kind === "not-begun") return misunderstood("period-not-begun", period, "last quarter");
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
  example: string,
): Misunderstood {
  return { kind: "misunderstood", about, text: words?.join(" ") ?? "", suggestion: null, example };
}
