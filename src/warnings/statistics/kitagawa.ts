/** One group's cases and events, before and now. Cases may be fractional. */
export interface GroupChange {
  readonly group: string;
  readonly casesBefore: number;
  readonly eventsBefore: number;
  readonly cases: number;
  readonly events: number;
}

export interface GroupEffect {
  readonly group: string;
  /** What the change of its share of the cases did to the whole rate. */
  readonly mix: number;
  /** What the change of its own rate did. */
  readonly rate: number;
  readonly shareBefore: number;
  readonly share: number;
  /** Null: it had no cases then. */
  readonly rateBefore: number | null;
  readonly rateNow: number | null;
}

export interface RateSplit {
  readonly before: number;
  readonly now: number;
  readonly mix: number;
  readonly rate: number;
  readonly groups: readonly GroupEffect[];
}

/**
 * Gives the exact split of a rate's change into mix and rates (Kitagawa 1955):
 * `Δ = Σ(s1 − s0)((r1 + r0)/2 − r̄) + Σ(r1 − r0)(s1 + s0)/2`, where r̄ is the mean of the whole rate before and now. A
 * group without cases then (or now) has its other rate, so that its coming or going is mix. Null: no cases at all.
 */
export function splitRate(groups: readonly GroupChange[]): RateSplit | null {
  const sum = (of: (group: GroupChange) => number) => groups.reduce((total, group) => total + of(group), 0);
  const casesBefore = sum((group) => group.casesBefore);
  const cases = sum((group) => group.cases);
  if (casesBefore <= 0 || cases <= 0) return null;
  const before = sum((group) => group.eventsBefore) / casesBefore;
  const now = sum((group) => group.events) / cases;
  const middle = (before + now) / 2;
  const effects = groups
    .filter((group) => group.casesBefore > 0 || group.cases > 0)
    .map((group): GroupEffect => {
      const shareBefore = group.casesBefore / casesBefore;
      const share = group.cases / cases;
      const rateBefore = group.casesBefore > 0 ? group.eventsBefore / group.casesBefore : null;
      const rateNow = group.cases > 0 ? group.events / group.cases : null;
      const r0 = rateBefore ?? rateNow ?? 0;
      const r1 = rateNow ?? rateBefore ?? 0;
      return {
        group: group.group,
        mix: (share - shareBefore) * ((r1 + r0) / 2 - middle),
        rate: ((r1 - r0) * (share + shareBefore)) / 2,
        shareBefore,
        share,
        rateBefore,
        rateNow,
      };
    });
  const total = (of: (effect: GroupEffect) => number) => effects.reduce((all, effect) => all + of(effect), 0);
  return { before, now, mix: total(({ mix }) => mix), rate: total(({ rate }) => rate), groups: effects };
}
