/** A stretch without facts that was too long to be chance, in days counted like the activity. */
export interface SilentSpell {
  readonly lastDay: number;
  /** The first day at whose start the silence was too long. */
  readonly staleSince: number;
  /** The first day at whose start a new fact was known; null: still silent. */
  readonly resumedOn: number | null;
  /** Facts to be expected in the silence up to `staleSince`. */
  readonly missed: number;
}

/** A silence in which so many facts were to be expected is no chance: one in e^10. */
const missedFacts = 10;
/** It must also be longer than any silence of the year before. */
const longerThanUsual = 1.5;
const memoryDays = 364;
const rateDays = 91;

/**
 * Gives the silences of a series of daily counts that were too long by the days before them: at least `shortest` days of
 * ordinary work without a fact, ten facts missed, and half as long again as any gap of the year before.
 */
export function silentSpells(
  activity: readonly number[],
  isQuiet: (day: number) => boolean,
  shortest: number,
): readonly SilentSpell[] {
  const active = activity.flatMap((count, day) => (count > 0 ? [day] : []));
  return active.flatMap((last, index) => {
    const next = active[index + 1] ?? activity.length;
    if (next - last - 1 < shortest) return [];
    const least = Math.max(shortest, longerThanUsual * longestGap(active, index));
    const rate = rateBefore(activity, last, isQuiet);
    let gap = 0;
    for (let day = last + 1; day < next; day++) {
      if (isQuiet(day)) continue;
      gap++;
      if (gap >= least && rate * gap >= missedFacts) {
        const resumedOn = active[index + 1];
        return [
          {
            lastDay: last,
            staleSince: day + 1,
            resumedOn: resumedOn === undefined ? null : resumedOn + 1,
            missed: rate * gap,
          },
        ];
      }
    }
    return [];
  });
}

function longestGap(active: readonly number[], index: number): number {
  let longest = 0;
  const last = active[index] ?? 0;
  for (let i = index; i > 0 && (active[i] ?? 0) > last - memoryDays; i--) {
    longest = Math.max(longest, (active[i] ?? 0) - (active[i - 1] ?? 0) - 1);
  }
  return longest;
}

/** Facts a day over the ordinary days of the quarter that ended with the last fact. */
function rateBefore(activity: readonly number[], last: number, isQuiet: (day: number) => boolean): number {
  let facts = 0;
  let days = 0;
  for (let day = Math.max(0, last - rateDays + 1); day <= last; day++) {
    if (isQuiet(day)) continue;
    facts += activity[day] ?? 0;
    days++;
  }
  return days === 0 ? 0 : facts / days;
}
