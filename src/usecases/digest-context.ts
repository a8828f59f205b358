import { localDay } from "../funnel/calendar.ts";
import { listAnnotations } from "../store/annotations.ts";
import type { Store } from "../store/database.ts";
import type { DigestWorkspace } from "./compose-digest.ts";
import type { DigestContext } from "./run-digest-compose.ts";
import { targetOf, targetsOn, wholeTargets } from "./targets.ts";

/** Gives what the teams of a workspace agreed and noted, as it is now. */
export async function digestContext(
  store: Store,
  { workspaceId, settings }: DigestWorkspace,
  now: Date,
): Promise<DigestContext> {
  const today = localDay(now.getTime(), settings.timeZone);
  const [targets, annotations] = await Promise.all([
    targetsOn(store, workspaceId, today),
    listAnnotations(store, workspaceId),
  ]);
  return {
    targets: wholeTargets(targets),
    channelTargets: targets.flatMap((stored) => {
      const { kpi, acquisitionChannel } = stored;
      const target = targetOf(stored);
      return target && acquisitionChannel !== null ? [{ kpi, acquisitionChannel, target }] : [];
    }),
    annotations: annotations.map(({ day, text }) => ({ day, text })),
  };
}
