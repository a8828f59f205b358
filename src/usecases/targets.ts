import type { Day } from "../funnel/calendar.ts";
import type { KpiName } from "../funnel/readings.ts";
import type { KpiTarget } from "../messages/digest-model.ts";
import type { Store } from "../store/database.ts";
import { listTargets, type StoredTarget } from "../store/targets.ts";
import type { Target } from "../warnings/history.ts";

/** Gives the targets that hold on a day. */
export async function targetsOn(
  store: Store,
  workspaceId: number,
  day: Day,
): Promise<readonly StoredTarget[]> {
  const targets = await listTargets(store, workspaceId);
  return targets.filter(({ from, to }) => from <= day && (to === null || day < to));
}

/** Gives what the rules know of targets, with the days that they held for: a band as its middle. */
export async function ruleTargets(store: Store, workspaceId: number): Promise<readonly Target[]> {
  const targets = await listTargets(store, workspaceId);
  return targets.flatMap((stored) => {
    const target = targetOf(stored);
    if (target === null) return [];
    const { kpi, acquisitionChannel, from, to } = stored;
    const value = target.kind === "band" ? (target.low + target.high) / 2 : target.value;
    return [{ kpi, value, acquisitionChannel, from, to }];
  });
}

/** Gives what digests, answers and charts show of targets: those of all acquisition channels together. */
export function wholeTargets(
  targets: readonly StoredTarget[],
): readonly { readonly kpi: KpiName; readonly target: KpiTarget }[] {
  return targets.flatMap((stored) => {
    const target = targetOf(stored);
    return stored.acquisitionChannel === null && target ? [{ kpi: stored.kpi, target }] : [];
  });
}

/** Gives a stored target as messages and charts tell it; null where neither end is set. */
export function targetOf({ low, high }: Pick<StoredTarget, "low" | "high">): KpiTarget | null {
  if (low !== null && high !== null) return { kind: "band", low, high };
  if (low !== null) return { kind: "at-least", value: low };
  return high === null ? null : { kind: "at-most", value: high };
}
