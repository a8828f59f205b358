/** A stream of chance that the same seed repeats. */
export interface Chance {
  /** Gives the next number, evenly spread over [0, 1). */
  random(): number;
  /**
   * Gives the next number of a named deck, in [0, 1). A deck deals each twentieth once before it is shuffled
   * again, so that shares drawn from it keep to what was intended while their order stays random.
   */
  dealt(deck: string): number;
}

const cards = 20;

/** Gives the stream of a seed and a name; streams of different names do not disturb each other. */
export function chanceOf(seed: number, name: string): Chance {
  const random = mulberry32(hashed(seed, name));
  const decks = new Map<string, number[]>();
  return {
    random,
    dealt(deck) {
      const left = decks.get(deck) ?? [];
      if (left.length === 0) {
        left.push(...shuffled(random));
        decks.set(deck, left);
      }
      return ((left.pop() ?? 0) + random()) / cards;
    },
  };
}

function shuffled(random: () => number): readonly number[] {
  return Array.from({ length: cards }, (_, card) => ({ card, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ card }) => card);
}

/** FNV-1a over the name, begun at the seed. */
function hashed(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Tommy Ettinger's mulberry32: 32 bits of state, plenty for one sample company. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Turns a number in [0, 1) into a log-normal one with the median; `sigma` is the spread of its logarithm. */
export function logNormal(uniform: number, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(uniform));
}

/** The quantile of the standard normal distribution, by Winitzki's approximation (good to 0.002). */
function normal(uniform: number): number {
  const x = 2 * Math.min(Math.max(uniform, 1e-9), 1 - 1e-9) - 1;
  const a = 0.147;
  const logarithm = Math.log(1 - x * x);
  const half = 2 / (Math.PI * a) + logarithm / 2;
  return Math.sign(x) * Math.sqrt(2) * Math.sqrt(Math.sqrt(half * half - logarithm / a) - half);
}

/** Draws how many things happen when `mean` are expected; above 30 by the normal approximation. */
export function countAround(mean: number, random: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random())));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

/** Gives the item on which a number in [0, 1) falls when each item takes its share; shares come to 1. */
export function byShare<Item extends { readonly share: number }>(
  items: readonly [Item, ...Item[]],
  uniform: number,
): Item {
  let above = 0;
  for (const item of items) {
    above += item.share;
    if (uniform < above) return item;
  }
  return items[0];
}
