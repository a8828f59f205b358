import { type Day, parseDay } from "../funnel/calendar.ts";
import type { KpiName } from "../funnel/readings.ts";
import { parseRange, type TargetRange } from "../usecases/target-range.ts";
import { leadingKpi } from "./kpi-names.ts";
import { plainWords } from "./plain-words.ts";

/** What somebody wants of warnings, targets and notes. Their words are kept as typed, since names matter here. */
export type AgreementCommand =
  | { readonly kind: "warnings" }
  | { readonly kind: "targets" }
  | { readonly kind: "set-target"; readonly target: TargetWish | null }
  | { readonly kind: "remove-target"; readonly number: number }
  | { readonly kind: "notes" }
  | { readonly kind: "note"; readonly day: Day; readonly text: string }
  | { readonly kind: "remove-note"; readonly number: number };

export interface TargetWish extends TargetRange {
  readonly kpi: KpiName;
  /** As typed; null: all of them. */
  readonly acquisitionChannel: string | null;
  readonly from: Day;
  readonly to: Day | null;
}

const words = {
  warnings: /^(warnings?|incidents?|προειδοποιησ\p{L}*|περιστατικ\p{L}*)$/u,
  targets: /^(targets?|στοχ\p{L}*)$/u,
  notes: /^(notes?|σημειωσ\p{L}*)$/u,
  set: /^(set|ορισε|ορισμος)$/u,
  remove: /^(remove|delete|αφαιρεσ\p{L}*|διαγραφη)$/u,
} as const;

/** Reads what comes after `/kpi`, or gives null when it is about something else. */
export function readAgreement(text: string, today: Day): AgreementCommand | null {
  const [first = "", second = "", ...rest] = text.trim().split(/\s+/);
  const is = (word: string, form: RegExp) => form.test(folded(word));
  if (is(first, words.warnings)) return second === "" ? { kind: "warnings" } : null;
  const number = /^\d{1,6}$/.test(rest[0] ?? "") ? Number(rest[0]) : null;
  if (is(first, words.targets)) {
    if (second === "") return { kind: "targets" };
    if (is(second, words.remove) && number !== null) return { kind: "remove-target", number };
    const wish = is(second, words.set) ? rest.join(" ") : [second, ...rest].join(" ");
    return { kind: "set-target", target: wish === "" ? null : readTarget(wish, today) };
  }
  if (is(first, words.notes)) {
    if (second === "") return { kind: "notes" };
    if (is(second, words.remove) && number !== null) return { kind: "remove-note", number };
    return readNote([second, ...rest], today);
  }
  return null;
}

function folded(word: string): string {
  return word
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replace(/σ$/u, "ς");
}

/** Reads `KPI RANGE [for CHANNEL] [from DAY] [to DAY]`; null where one of them cannot be read. */
function readTarget(text: string, today: Day): TargetWish | null {
  const clauses =
    /^(?<what>.+?)(?:\s+(?:for|για)\s+(?<channel>.+?))?(?:\s+(?:from|since|από|απο)\s+(?<from>\S+))?(?:\s+(?:to|until|έως|εως)\s+(?<to>\S+))?$/iu.exec(
      text,
    )?.groups;
  const range =
    /^(?<kpi>.*?[\p{L}])\s+(?<range>(?:at least|at most|τουλάχιστον|το πολύ|[<>≥≤]=?)?\s*\p{Sc}?\d.*)$/iu.exec(
      clauses?.what?.trim() ?? "",
    )?.groups;
  if (!clauses || !range) return null;
  const named = leadingKpi(plainWords(range.kpi ?? ""));
  if (!named || named.rest.length > 0) return null;
  const read = parseRange(named.name, range.range ?? "");
  const from = clauses.from === undefined ? today : parseDay(clauses.from);
  const to = clauses.to === undefined ? null : parseDay(clauses.to);
  if (read === null || from === null || (clauses.to !== undefined && to === null)) return null;
  if (to !== null && to <= from) return null;
  return { kpi: named.name, ...read, acquisitionChannel: clauses.channel?.trim() ?? null, from, to };
}

function readNote(typed: readonly string[], today: Day): AgreementCommand {
  const [first = "", ...rest] = typed;
  const day = dayOf(first, today);
  return day === null || rest.length === 0
    ? { kind: "note", day: today, text: typed.join(" ") }
    : { kind: "note", day, text: rest.join(" ") };
}

function dayOf(word: string, today: Day): Day | null {
  if (/^(today|σημερα|σήμερα)$/iu.test(word)) return today;
  if (/^(yesterday|χθες|χτες)$/iu.test(word)) return today - 1;
  return parseDay(word);
}
