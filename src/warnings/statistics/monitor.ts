/** What one week says for (above 0) or against a change, and the counts it says it from. */
export interface Score {
  readonly observed: number;
  readonly expected: number;
  /** The log-likelihood ratio of the change against none, divided by the dispersion. */
  readonly score: number;
  /** It may be judged by itself, however little was expected: its score is exact for few cases too. */
  readonly exact?: boolean;
}

/** A way to judge weeks against a baseline that is known by then. */
export interface Detector<Baseline> {
  /** Gives the baseline of a week from what earlier weeks knew, or null while there is too little to judge by. */
  baselineAt(week: number): Baseline | null;
  score(week: number, baseline: Baseline): Score;
}

export interface MonitorRules {
  /** Opens above it. */
  readonly threshold: number;
  /** Weeks that neither accuse nor acquit: holidays, and weeks whose data is missing. */
  readonly idle: (week: number) => boolean;
  /** Weeks that say nothing by themselves and are judged together with those after them; absent: none. */
  readonly joined?: (week: number) => boolean;
}

/** Where the monitor stood at the end of a week. */
export interface Standing<Baseline> {
  readonly week: number;
  /** The accumulated evidence of the change. */
  readonly statistic: number;
  readonly open: boolean;
  /** The first week of the run of evidence that `statistic` holds; null while it holds none. */
  readonly onset: number | null;
  /** The evidence is of those who entered in this week or later; null: of everyone in flight. */
  readonly enteredFrom: number | null;
  /** Null while there is too little to judge by. */
  readonly baseline: Baseline | null;
  readonly observed: number;
  readonly expected: number;
}

/** A week in which so little is expected is judged together with its neighbours, at most four weeks at once. */
const fewestExpected = 2;
const mostJoined = 4;
/** What has lasted for so long is the new normal. */
const longestFreeze = 52;

/**
 * Gives the standing at the end of each week: a CUSUM `S = clip(S + min(score, h ÷ 2.5), 0, 2h)` that opens above h
 * and closes below h ÷ 3. The cap lets no fewer than three bad weeks open it. While it is open its baseline is frozen,
 * else a lasting change would soon become the new normal; after a year it does.
 */
export function monitor<Baseline>(
  count: number,
  detector: Detector<Baseline>,
  { threshold, idle, joined: joins }: MonitorRules,
): readonly Standing<Baseline>[] {
  const standings: Standing<Baseline>[] = [];
  let statistic = 0;
  let open = false;
  let onset: number | null = null;
  let frozen: { readonly baseline: Baseline | null; readonly week: number } | null = null;
  let joined = { observed: 0, expected: 0, score: 0, weeks: 0, from: 0 };
  for (let week = 0; week < count; week++) {
    const held: Baseline | null =
      frozen !== null && week - frozen.week <= longestFreeze ? frozen.baseline : null;
    const baseline: Baseline | null = held ?? detector.baselineAt(week);
    const here = baseline === null ? null : detector.score(week, baseline);
    if (here !== null && !idle(week)) {
      joined = {
        observed: joined.observed + here.observed,
        expected: joined.expected + here.expected,
        score: joined.score + here.score,
        weeks: joined.weeks + 1,
        from: joined.weeks === 0 ? week : joined.from,
      };
      const tells = here.exact || joined.expected >= fewestExpected || joined.weeks >= mostJoined;
      if (tells && !joins?.(week)) {
        const before = statistic;
        const step = Math.min(joined.score, threshold / 2.5);
        statistic = Math.min(2 * threshold, Math.max(0, statistic + step));
        if (statistic === 0) onset = null;
        else if (before === 0) onset = joined.from;
        joined = { observed: 0, expected: 0, score: 0, weeks: 0, from: 0 };
        if (!open && statistic > threshold) {
          open = true;
          frozen = { baseline, week };
        } else if (open && statistic < threshold / 3) {
          open = false;
          frozen = null;
        }
      }
    }
    standings.push({
      week,
      statistic,
      open,
      onset,
      enteredFrom: null,
      baseline,
      observed: here?.observed ?? 0,
      expected: here?.expected ?? 0,
    });
  }
  return standings;
}
