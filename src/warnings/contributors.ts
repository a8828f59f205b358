import type { Carrier } from "./reason.ts";
import type { GroupChange } from "./statistics/kitagawa.ts";
import { splitRate } from "./statistics/kitagawa.ts";
import type { Contributor } from "./warning.ts";

/** Gives what each acquisition channel's mix and rate did to the whole rate, the greatest effects first. */
export function channelContributors(groups: readonly GroupChange[]): readonly Contributor[] {
  // Sums depend on their order in the last digit: the same story is told however the channels were loaded.
  const split = splitRate(groups.toSorted((a, b) => (a.group < b.group ? -1 : 1)));
  if (split === null) return [];
  const change = split.now - split.before;
  if (change === 0) return [];
  return split.groups
    .flatMap((group): Contributor[] => {
      const who = { dimension: "acquisition-channel", member: group.group } as const;
      return [
        {
          ...who,
          kind: "mix",
          effect: group.mix,
          share: group.mix / change,
          from: group.shareBefore,
          to: group.share,
        },
        {
          ...who,
          kind: "rate",
          effect: group.rate,
          share: group.rate / change,
          from: group.rateBefore,
          to: group.rateNow,
        },
      ];
    })
    .filter(({ effect }) => effect !== 0)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect) || (a.member < b.member ? -1 : 1));
}

/** Gives the acquisition channel whose own rate carries most of the change, when it carries at least a third. */
export function carrierOf(contributors: readonly Contributor[]): Carrier | null {
  const rates = contributors.filter(({ kind }) => kind === "rate");
  const most = rates.reduce<Contributor | null>(
    (best, next) => (best && best.share >= next.share ? best : next),
    null,
  );
  return most !== null && rates.length > 1 && most.share >= 1 / 3
    ? { acquisitionChannel: most.member, share: most.share }
    : null;
}
