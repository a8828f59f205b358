import { localDay } from "../funnel/calendar.ts";
import type { Period } from "../funnel/period.ts";
import type { SourceFreshness } from "../messages/digest-model.ts";
import type { Store } from "../store/database.ts";
import { listSourceDeliveries } from "../store/source-deliveries.ts";

/** Gives when each source delivered last, and whether that was after the week had ended. */
export async function sourceFreshness(
  store: Store,
  workspaceId: number,
  week: Period,
  timeZone: string,
): Promise<readonly SourceFreshness[]> {
  const deliveries = await listSourceDeliveries(store, workspaceId);
  return deliveries.map(({ source, receivedAt }) => ({
    source,
    receivedAt,
    coversWeek: localDay(receivedAt, timeZone) >= week.to,
  }));
}
