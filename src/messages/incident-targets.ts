import type { KpiName, Unit } from "../funnel/readings.ts";
import { nameIn } from "./escape.ts";
import { figureWords } from "./figures.ts";
import type { Language } from "./language.ts";

/** The unit of each KPI's value, and of its targets. */
export const unitOf: Readonly<Record<KpiName, Unit>> = {
  "end-to-end": "ratio",
  "cycle-time": "days",
  "mql-to-opportunity": "ratio",
  "opportunity-to-customer": "ratio",
  "revenue-mix": "count",
  "content-used": "ratio",
  "revenue-per-account": "money",
};

export interface ToldTarget {
  readonly kpi: KpiName;
  readonly acquisitionChannel: string | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Gives a target in words: "MQL → opportunity for webinar, target 21.0% to 27.0%". Mrkdwn. */
export function targetName(target: ToldTarget, language: Language): string {
  const { texts } = language;
  const { kpi, acquisitionChannel } = target;
  const name = texts.kpis[kpi].name;
  const whose =
    acquisitionChannel === null
      ? name
      : texts.incidents.targets.ofChannel(name, nameIn(acquisitionChannel, texts.figures.unknownName));
  return `${whose}, ${targetRange(target, language)}`;
}

/** Gives what was agreed: "target 21.0% to 27.0%". */
export function targetRange({ kpi, low, high }: ToldTarget, language: Language): string {
  const { figures } = language.texts;
  const words = (value: number) =>
    figureWords({ value, unit: unitOf[kpi], numerator: null, denominator: null }, language).text;
  if (low !== null && high !== null) return figures.targetBand(words(low), words(high));
  if (low !== null) return figures.targetAtLeast(words(low));
  return high === null ? figures.noTarget : figures.targetAtMost(words(high));
}
