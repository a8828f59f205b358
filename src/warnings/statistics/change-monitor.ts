import type { MonitorRules, Score, Standing } from "./monitor.ts";

/** A way to judge those who entered from a week on against what was normal before that week. */
export interface ChangeDetector<Baseline> {
  /** Gives what was normal in the weeks before this one, or null while they are too few. */
  baselineBefore(week: number): Baseline | null;
  /** Judges one week's events of those who entered in `enteredFrom` or later; null: of everyone in flight. */
  score(week: number, baseline: Baseline, enteredFrom: number | null): Score;
}

/** A change that may have happened, and the evidence gathered for it. */
interface Suspicion<Baseline> {
  readonly since: number;
  /** It is said of new entries only; else of everyone in flight. */
  readonly ofEntries: boolean;
  readonly baseline: Baseline;
  evidence: number;
  /** Evidence of weeks that say something only together with the next. */
  pending: number;
  /** Where the evidence was least, and the week after that: since then it grows. */
  least: number;
  onset: number;
}

/** A change further back than this is the normal of today. */
const weeksBack = 39;
const leastGap = 7;
/** What befalls everyone at once is more often a holiday or a rush: it must show so much more of the threshold. */
const everyoneCosts = 0.4;
/** What has lasted for so long is the new normal. */
const longestFreeze = 52;

/**
 * Gives the standing at the end of each week of the likeliest change: `S = max Σ min(score, h ÷ 2.5)` over the weeks since
 * when it may hold, for those who entered since then and for everyone in flight. A change that hits new entries shows
 * undiluted by those who were there before it, and each is judged by a baseline that it cannot have touched. Opens above
 * h; from then on the suspicion that opened it is followed like a CUSUM and closes below h ÷ 3.
 */
export function changeMonitor<Baseline>(
  count: number,
  detector: ChangeDetector<Baseline>,
  { threshold, idle, joined }: MonitorRules,
): readonly Standing<Baseline>[] {
  const cap = threshold / 2.5;
  const standings: Standing<Baseline>[] = [];
  let suspicions: Suspicion<Baseline>[] = [];
  let found: (Suspicion<Baseline> & { readonly openedIn: number }) | null = null;
  const weigh = (suspicion: Suspicion<Baseline>, score: number, week: number) => {
    suspicion.pending += score;
    if (joined?.(week)) return;
    suspicion.evidence += Math.min(suspicion.pending, cap);
    suspicion.pending = 0;
    if (suspicion.evidence > suspicion.least || found !== null) return;
    suspicion.least = suspicion.evidence;
    suspicion.onset = week + 1;
  };
  for (let week = 0; week < count; week++) {
    const usual = detector.baselineBefore(week - leastGap);
    suspicions = suspicions.filter(({ since }) => week - since <= weeksBack);
    const before = detector.baselineBefore(week);
    if (before !== null) {
      for (const ofEntries of [true, false]) {
        const evidence = ofEntries ? 0 : -everyoneCosts * threshold;
        const nothingYet = { evidence, pending: 0, least: evidence, onset: week };
        suspicions.push({ since: week, ofEntries, baseline: before, ...nothingYet });
      }
    }
    if (!idle(week)) {
      if (found !== null) {
        const lasted = week - found.openedIn > longestFreeze;
        const baseline = lasted ? (usual ?? found.baseline) : found.baseline;
        const { score } = detector.score(week, baseline, found.ofEntries && !lasted ? found.since : null);
        weigh(found, score, week);
        found.evidence = Math.min(2 * threshold, Math.max(0, found.evidence));
        if (found.evidence < threshold / 3) {
          found = null;
          suspicions = [];
        }
      } else {
        for (const suspicion of suspicions) {
          const { score } = detector.score(
            week,
            suspicion.baseline,
            suspicion.ofEntries ? suspicion.since : null,
          );
          weigh(suspicion, score, week);
        }
        const worst = joined?.(week) ? null : likeliest(suspicions);
        if (worst !== null && worst.evidence > threshold) found = { ...worst, openedIn: week };
      }
    }
    const shown = found ?? likeliest(suspicions);
    const baseline = found?.baseline ?? usual;
    const here = baseline === null ? null : detector.score(week, baseline, null);
    standings.push({
      week,
      statistic: shown?.evidence ?? 0,
      open: found !== null,
      onset: shown === null ? null : Math.min(shown.onset, week),
      enteredFrom: shown?.ofEntries ? shown.since : null,
      baseline,
      observed: here?.observed ?? 0,
      expected: here?.expected ?? 0,
    });
  }
  return standings;
}

/** The suspicion with the most evidence for it; null when there is none for any. */
function likeliest<Baseline>(suspicions: readonly Suspicion<Baseline>[]): Suspicion<Baseline> | null {
  let worst: Suspicion<Baseline> | null = null;
  for (const suspicion of suspicions) {
    if (suspicion.evidence > (worst?.evidence ?? 0)) worst = suspicion;
  }
  return worst;
}
