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
    const { assets } = snapshot;
    const bySales = marked(
      assets,
      days.map((day) => day.bySales),
    );
    const inOpportunity = marked(
      assets,
      days.map((day) => day.inOpportunity),
    );
    const all = { used: 0, inOpportunity: 0, active: 0 };
    const stages = new Map<string, { used: number; active: number }>();
    const neverUsed: { readonly assetId: string; readonly title: string }[] = [];
    // One pass: a year of weeks looks at every asset 52 times.
    assets.forEach((asset, place) => {
      if (!isActive(asset, question)) return;
      const journeyStage = asset.journeyStage ?? "unknown";
      const stage = stages.get(journeyStage) ?? { used: 0, active: 0 };
      if (stage.active === 0) stages.set(journeyStage, stage);
      all.active++;
      stage.active++;
      if (bySales[place]) {
        all.used++;
        stage.used++;
      }
      if (inOpportunity[place]) all.inOpportunity++;
      const { firstSalesUseDay, id, title } = asset;
      if (firstSalesUseDay === null || firstSalesUseDay >= end) neverUsed.push({ assetId: id, title });
    });
    return {
      kpi: "content-used",
      period,
      slice: snapshot.slice,
      unit: "ratio",
      ...share(all.used, all.active),
      mature: period.to <= asOf,
      soFar: null,
      detail: {
        inOpportunity: share(all.inOpportunity, all.active),
        byJourneyStage: [...stages]
          .map(([journeyStage, { used, active }]) => ({ journeyStage, ...share(used, active) }))
          .sort((a, b) => (a.journeyStage < b.journeyStage ? -1 : 1)),
        neverUsed,
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

/** Marks the assets, by their place, whose numbers any of the lists has. */
function marked(assets: readonly AssetCell[], lists: readonly (readonly number[])[]): readonly boolean[] {
  const places = placesOf(assets);
  const marks: boolean[] = new Array(assets.length).fill(false);
  for (const list of lists) {
    for (const number of list) {
      const place = places.get(number);
      if (place !== undefined) marks[place] = true;
    }
  }
  return marks;
}

function placesOf(assets: readonly AssetCell[]): ReadonlyMap<number, number> {
  const places = known.get(assets) ?? new Map(assets.map(({ asset }, place) => [asset, place]));
  known.set(assets, places);
  return places;
}

/** Every period of a series asks of the same assets. */
const known = new WeakMap<readonly AssetCell[], ReadonlyMap<number, number>>();

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
