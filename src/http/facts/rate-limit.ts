/** How much one token may ask for. */
export interface RateLimits {
  /** Requests a second, in the long run. */
  readonly perSecond: number;
  /** How many may come at once after a rest. */
  readonly burst: number;
  /** How many may be under way at the same time. */
  readonly atOnce: number;
}

export const usualLimits: RateLimits = { perSecond: 20, burst: 60, atOnce: 4 };

export type Turn =
  | { readonly kind: "taken"; readonly end: () => void }
  /** In whole seconds, at least 1. */
  | { readonly kind: "wait"; readonly seconds: number };

interface Bucket {
  tokens: number;
  filledAt: number;
  underWay: number;
}

/** More buckets than this and full ones, which know nothing, are dropped. */
const mostBuckets = 10_000;

/** Gives what lets requests of one key through at a bounded rate: a token bucket, kept by this process. */
export function rateLimiter(limits: RateLimits, clock: () => number): (key: string) => Turn {
  const buckets = new Map<string, Bucket>();
  const fill = (bucket: Bucket, now: number): void => {
    const gained = (Math.max(0, now - bucket.filledAt) / 1000) * limits.perSecond;
    bucket.tokens = Math.min(limits.burst, bucket.tokens + gained);
    bucket.filledAt = now;
  };
  return (key) => {
    const now = clock();
    const bucket = buckets.get(key) ?? { tokens: limits.burst, filledAt: now, underWay: 0 };
    buckets.set(key, bucket);
    if (buckets.size > mostBuckets) {
      for (const [other, held] of buckets) {
        fill(held, now);
        if (other !== key && held.underWay === 0 && held.tokens === limits.burst) buckets.delete(other);
      }
    }
    fill(bucket, now);
    if (bucket.underWay >= limits.atOnce) return { kind: "wait", seconds: 1 };
    if (bucket.tokens < 1) {
      return { kind: "wait", seconds: Math.max(1, Math.ceil((1 - bucket.tokens) / limits.perSecond)) };
    }
    bucket.tokens--;
    bucket.underWay++;
    let ended = false;
    return {
      kind: "taken",
      end: () => {
        if (!ended) bucket.underWay--;
        ended = true;
      },
    };
  };
}
