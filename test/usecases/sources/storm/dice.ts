/** Chances that are the same for one seed. */
export interface Dice {
  /** From 0 up to, and without, `below`. */
  below(below: number): number;
  chance(share: number): boolean;
  oneOf<T>(some: readonly T[]): T;
}

/** Gives dice (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number) => Math.floor(next() * most);
  return {
    below,
    chance: (share) => next() < share,
    oneOf: (some) => {
      const [first] = some.slice(below(some.length));
      if (first === undefined) throw new Error("nothing to choose from");
      return first;
    },
  };
}
