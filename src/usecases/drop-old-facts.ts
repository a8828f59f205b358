import { civilDate, type Day, dayOf, formatDay, localDay } from "../funnel/calendar.ts";
import type { Settings } from "../funnel/settings.ts";
import type { Store } from "../store/database.ts";
import { type DroppedFacts, dropFacts } from "../store/drop-facts.ts";

export interface DroppedOldFacts extends DroppedFacts {
  /** The first day whose facts are kept. */
  readonly keptFrom: Day;
}

/**
 * Drops the facts that are older than the workspace keeps them, after its snapshots have taken all of them in; gives
 * null where it keeps them for good. Readings stay as they are.
 */
export async function dropOldFacts(
  store: Store,
  workspace: { readonly workspaceId: number; readonly settings: Settings },
  now: Date,
): Promise<DroppedOldFacts | null> {
  const { workspaceId, settings } = workspace;
  if (settings.keepFactsMonths === null) return null;
  const { year, month } = civilDate(localDay(now.getTime(), settings.timeZone));
  const keptFrom = dayOf(year, month - settings.keepFactsMonths, 1);
  const before = new Date(`${formatDay(keptFrom)}T00:00:00Z`);
  const dropped = await dropFacts(store, { workspaceId, settings, now, before });
  return { keptFrom, ...dropped };
}
