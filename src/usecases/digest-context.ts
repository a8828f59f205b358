import { localDay } from "../funnel/calendar.ts";
import type { KpiTarget } from "../messages/digest-model.ts";
import { listAnnotations } from "../store/annotations.ts";
import type { Store } from "../store/database.ts";
import { listTargets, type StoredTarget } from "../store/targets.ts";
import type { DigestWorkspace } from "./compose-digest.ts";
import type { DigestContext } from "./run-digest-compose.ts";

/** Gives what the teams of a workspace agreed and noted, as it is now. */
export async function digestContext(
  store: Store,
  { workspaceId, settings }: DigestWorkspace,
  now: Date,
): Promise<DigestContext> {
  const today = localDay(now.getTime(), settings.timeZone);
  const [targets, annotations] = await Promise.all([
    listTargets(store, workspaceId),
    listAnnotations(store, workspaceId),
  ]);
  return {
    targets: targets
      .filter(({ acquisitionChannel, from, to }) => {
        return acquisitionChannel === null && from <= today && (to === null || today < to);
      })
      .flatMap((stored) => {
        const target = targetOf(stored);
        return target ? [{ kpi: stored.kpi, target }] : [];
      }),
    annotations: annotations.map(({ day, text }) => ({ day, text })),
  };
}

function targetOf({ low, high }: StoredTarget): KpiTarget | null {
  if (low !== null && high !== null) return { kind: "band", low, high };
  if (low !== null) return { kind: "at-least", value: low };
  return high === null ? null : { kind: "at-most", value: high };
}
