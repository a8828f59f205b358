import { type Day, startOfWeek } from "../../funnel/calendar.ts";
import type { usedBy } from "../../funnel/facts.ts";
import { type LocalMinute, minutesPerDay } from "./athens.ts";
import { type Chance, chanceOf, countAround } from "./chance.ts";
import type { Deal, StageEntry } from "./deals.ts";
import type { Scene } from "./leads.ts";
import { type Demand, type LibraryAsset, library } from "./library.ts";
import type { PipelineStage } from "./profile.ts";

export interface Asset extends Pick<LibraryAsset, "title" | "journeyStage" | "demand"> {
  readonly id: string;
  readonly published: Day;
  readonly retired: Day | null;
}

export interface Use {
  readonly asset: string;
  readonly at: LocalMinute;
  readonly by: (typeof usedBy)[number];
  readonly deal: string | null;
}

/** Gives the assets as dated from a day. */
export function assetsOf(today: Day): readonly Asset[] {
  const tuesday = startOfWeek(today) + 1;
  return library.map(({ publishedWeeksAgo, retiredWeeksAgo, ...asset }, index) => ({
    ...asset,
    id: `C-${String(index + 1).padStart(3, "0")}`,
    published: tuesday - 7 * publishedWeeksAgo,
    retired: retiredWeeksAgo === undefined ? null : tuesday - 7 * retiredWeeksAgo,
  }));
}

/** What a rep has at hand in each stage of the pipeline. */
const handedOutIn: Record<PipelineStage, readonly Asset["journeyStage"][]> = {
  Discovery: ["Awareness", "Consideration"],
  Demo: ["Consideration", "Decision"],
  Proposal: ["Decision"],
  Negotiation: ["Decision", "Onboarding"],
};

/** How often an asset is used apart from the pipeline's routine, a week. */
const usesPerWeek: Record<Demand, number> = { steady: 0.6, occasional: 0.12, rare: 0.012, never: 0 };
const marketingUsesPerWeek = 0.5;

/** Gives every use of an asset before the scene's day, in the order of time. */
export function usesOf(scene: Scene, assets: readonly Asset[], deals: readonly Deal[]): readonly Use[] {
  const chance = chanceOf(scene.seed, "content");
  return [...usesInDeals(scene, assets, deals, chance), ...usesByTheWeek(scene, assets, deals, chance)]
    .filter(({ at }) => at < scene.today * minutesPerDay)
    .sort((a, b) => a.at - b.at || (a.asset < b.asset ? -1 : 1));
}

/** Reps hand out what everyone knows; the deals that are won have seen more of it. */
function usesInDeals(
  { clock }: Scene,
  assets: readonly Asset[],
  deals: readonly Deal[],
  { random }: Chance,
): readonly Use[] {
  const uses: Use[] = [];
  const known = assets.filter(({ demand }) => demand === "steady");
  for (const deal of deals) {
    for (const [index, entry] of deal.stages.entries()) {
      const start = clock.at(entry.at);
      const days = clock.at(endOf(deal, index, entry)) - start;
      for (let left = countAround(deal.outcome === "won" ? 0.48 : 0.36, random); left > 0; left -= 1) {
        const at = clock.minute(start + random() * days);
        const fitting = known.filter(
          ({ journeyStage, published }) =>
            handedOutIn[entry.stage].includes(journeyStage) && published * minutesPerDay < at,
        );
        const asset = fitting[Math.floor(random() * fitting.length)];
        if (asset) uses.push({ asset: asset.id, at, by: "sales", deal: deal.id });
      }
    }
  }
  return uses;
}

function endOf({ stages, closed }: Deal, index: number, entry: StageEntry): LocalMinute {
  return stages[index + 1]?.at ?? closed ?? entry.at + 20 * minutesPerDay;
}

function usesByTheWeek(
  { from, today, clock }: Scene,
  assets: readonly Asset[],
  deals: readonly Deal[],
  { random }: Chance,
): readonly Use[] {
  const uses: Use[] = [];
  for (let week = from; week < today; week += 7) {
    const openDeals = deals.filter(
      ({ created, closed }) =>
        created < week * minutesPerDay && closed !== null && closed >= (week + 7) * minutesPerDay,
    );
    const start = clock.at(week * minutesPerDay);
    const days = clock.at((week + 7) * minutesPerDay) - start;
    for (const { id, demand, published, retired } of assets) {
      if (published >= week || (retired !== null && retired < week + 7)) continue;
      const moment = () => clock.minute(start + random() * days);
      for (let left = countAround(usesPerWeek[demand], random); left > 0; left -= 1) {
        const deal = random() < 0.4 ? openDeals[Math.floor(random() * openDeals.length)] : undefined;
        uses.push({ asset: id, at: moment(), by: "sales", deal: deal?.id ?? null });
      }
      const byMarketing = demand === "never" ? 0.1 : marketingUsesPerWeek;
      for (let left = countAround(byMarketing, random); left > 0; left -= 1) {
        uses.push({ asset: id, at: moment(), by: "marketing", deal: null });
      }
    }
  }
  return uses;
}
