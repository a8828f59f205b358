import type { Snapshot } from "../funnel/cells.ts";
import { type AssetCell, between } from "../funnel/cells.ts";
import type { Figure, Kpi, Question } from "../funnel/readings.ts";
import { wilson } from "./intervals.ts";
import { enteredIn, enteredNeed, isKeptWeek } from "./weeks.ts";

export interface ContentUsedDetail {
  /** The share that sales used on an opportunity at or after its creation: the rep is in contact. */
  readonly inOpportunity: Figure;
  readonly byJourneyStage: readonly (Figure & { readonly journeyStage: string })[];
  /** Active assets that sales had never used by the period's end. */
  readonly neverUsed: readonly { readonly assetId: string; readonly title: string }[];
  /** Of the opportunities won (lost) in the period: the share on which content was used before they closed. */
  readonly wonWithContent: Figure;
  readonly lostWithContent: Figure;
}

/** KPI 6: the share of the assets active in the period that sales used in it at least once. */
export const contentUsedKpi: Kpi<ContentUsedDetail> = {
  name: "content-used",
  unit: "ratio",
  dimensions: [],
  modes: ["cohort", "period", "pace"],
  needsAcquisitionChannels: false,

  needs(question) {
    const { period, asOf } = question;
    const measures = ["won", "lost", "won-with-content", "lost-with-content"] as const;
    return [
      {
        table: isKeptWeek(question) ? "content-weeks" : "content",
        from: period.from,
        to: Math.min(period.to, asOf),
      },
      ...measures.map((measure) => enteredNeed(measure, question)),
    ];
  },

  read(snapshot, question) {
    const { period, asOf } = question;
    const end = Math.min(period.to, asOf);
    const kept = isKeptWeek(question) ? (snapshot.contentWeeks ?? []) : snapshot.contentDays;
    const days = between(kept, period.from, end);
    const bySales = new Set<number>();
    const inOpportunity = new Set<number>();
    for (const day of days) {
      for (const asset of day.bySales) bySales.add(asset);
      for (const asset of day.inOpportunity) inOpportunity.add(asset);
    }
    const active = snapshot.assets.filter((asset) => isActive(asset, question));
    const stages = Map.groupBy(active, ({ journeyStage }) => journeyStage ?? "unknown");
    return {
      kpi: "content-used",
      period,
      slice: snapshot.slice,
      unit: "ratio",
      ...usedShare(active, bySales),
      mature: period.to <= asOf,
      soFar: null,
      detail: {
        inOpportunity: usedShare(active, inOpportunity),
        byJourneyStage: [...stages]
          .map(([journeyStage, assets]) => ({ journeyStage, ...usedShare(assets, bySales) }))
          .sort((a, b) => (a.journeyStage < b.journeyStage ? -1 : 1)),
        neverUsed: active
          .filter(({ firstSalesUseDay }) => firstSalesUseDay === null || firstSalesUseDay >= end)
          .map(({ id, title }) => ({ assetId: id, title })),
        wonWithContent: closedShare(snapshot, "won", question),
        lostWithContent: closedShare(snapshot, "lost", question),
      },
    };
  },
};

/** Published before the period's end (and known by now), not retired before its start. */
function isActive(asset: AssetCell, { period, asOf }: Question): boolean {
  const retired = asset.retiredDay !== null && asset.retiredDay < asOf && asset.retiredDay < period.from;
  return asset.publishedDay < Math.min(period.to, asOf) && !retired;
}

function usedShare(assets: readonly AssetCell[], used: ReadonlySet<number>): Figure {
  let count = 0;
  for (const { asset } of assets) if (used.has(asset)) count++;
  return share(count, assets.length);
}

function closedShare(snapshot: Snapshot, outcome: "won" | "lost", question: Question): Figure {
  return share(
    enteredIn(snapshot, `${outcome}-with-content`, question),
    enteredIn(snapshot, outcome, question),
  );
}

function share(numerator: number, denominator: number): Figure {
  return {
    value: denominator === 0 ? null : numerator / denominator,
    numerator,
    denominator,
    ...wilson(numerator, denominator),
  };
}
