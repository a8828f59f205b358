import type { KpiName } from "../funnel/readings.ts";
import { unitOf } from "../messages/incident-targets.ts";

/** What a KPI should be, in its own unit: at least, at most, or between both. */
export interface TargetRange {
  readonly low: number | null;
  readonly high: number | null;
}

/** For these less is better: one figure alone is the most that it should be. */
const lessIsBetter: ReadonlySet<KpiName> = new Set(["cycle-time"]);
const number = String.raw`\p{Sc}?\s*(\d+(?:[.,]\d+)?)\s*(%?)\s*(?:\p{Sc}|days?|ημέρες|ημέρα|d)?`;
const band = new RegExp(String.raw`^${number}\s*(?:-|–|to|έως|εως|\.\.)\s*${number}$`, "iu");
const single = new RegExp(
  String.raw`^(at least|at most|τουλάχιστον|το πολύ|>=|<=|≥|≤|>|<)?\s*${number}$`,
  "iu",
);

/**
 * Reads what people agree on: `21-27%`, `at least 21%`, `<= 45 days`, `9000`. A share may be given in percent or, without
 * the sign, as percent too when it is above 1. Null where it is none, or out of the KPI's range.
 */
export function parseRange(kpi: KpiName, text: string): TargetRange | null {
  const two = band.exec(text.trim());
  if (two) {
    const percent = two[2] === "%" || two[4] === "%";
    const low = valueIn(kpi, two[1], percent);
    const high = valueIn(kpi, two[3], percent);
    return low === null || high === null || low > high ? null : { low, high };
  }
  const one = single.exec(text.trim());
  if (!one) return null;
  const value = valueIn(kpi, one[2], one[3] === "%");
  if (value === null) return null;
  const sign = one[1]?.toLowerCase() ?? (lessIsBetter.has(kpi) ? "<=" : ">=");
  const isMost = /^(at most|το πολύ|<=?|≤)$/u.test(sign);
  return isMost ? { low: null, high: value } : { low: value, high: null };
}

function valueIn(kpi: KpiName, text: string | undefined, percent: boolean): number | null {
  const value = Number((text ?? "").replace(",", "."));
  if (!Number.isFinite(value) || value <= 0) return null;
  if (unitOf[kpi] !== "ratio") return percent ? null : value;
  const share = percent || value > 1 ? value / 100 : value;
  return share < 1 ? Math.round(share * 1e6) / 1e6 : null;
}
