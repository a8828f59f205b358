import { decodeKpiSubject, decodeOption, decodeOverviewSubject, type KpiSubject } from "./actions.ts";

/** What a message of ours is about, as its buttons and menus say. */
export interface MessageSubjects {
  /** Each KPI once, in the message's order. */
  readonly kpis: readonly KpiSubject[];
  /** The day from whose start it looks; null where nothing in it says so. */
  readonly asOf: number | null;
}

/** Gives what a message's blocks are about; whatever is not ours says nothing. */
export function subjectsOf(blocks: unknown): MessageSubjects {
  const values = valuesIn(blocks);
  const found = values.flatMap((value) => decodeKpiSubject(value) ?? decodeOption(value) ?? []);
  const kpis = found.filter(({ kpi }, index) => found.findIndex((other) => other.kpi === kpi) === index);
  const asOf = kpis[0]?.asOf ?? values.flatMap((value) => decodeOverviewSubject(value) ?? [])[0]?.asOf;
  return { kpis, asOf: asOf ?? null };
}

/** Every `value` of buttons and options, however deep; a message is never deeper than this. */
function valuesIn(node: unknown, depth = 8): readonly string[] {
  if (depth === 0 || typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, inner]) =>
    key === "value" && typeof inner === "string" ? [inner] : valuesIn(inner, depth - 1),
  );
}
