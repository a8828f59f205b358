import { type Day, localDay } from "../funnel/calendar.ts";
import { listAnnotations } from "../store/annotations.ts";
import type { Store } from "../store/database.ts";
import type { DigestWorkspace } from "./compose-digest.ts";
import { workspaceRules } from "./incidents/workspace-history.ts";
import type { DigestContext } from "./run-digest-compose.ts";
import { targetOf, targetsOn, wholeTargets } from "./targets.ts";

/** Gives what the teams of a workspace agreed and noted, as it is now. */
export async function digestContext(
  store: Store,
  workspace: DigestWorkspace,
  now: Date,
): Promise<DigestContext> {
  return contextOn(store, workspace, localDay(now.getTime(), workspace.settings.timeZone));
}

/** Gives what the teams noted and changed about the rules, and the targets that hold on a day. */
export async function contextOn(
  store: Store,
  { workspaceId }: Pick<DigestWorkspace, "workspaceId">,
  day: Day,
): Promise<DigestContext> {
  const [targets, annotations, rules] = await Promise.all([
    targetsOn(store, workspaceId, day),
    listAnnotations(store, workspaceId),
    workspaceRules(store, workspaceId),
  ]);
  return {
    targets: wholeTargets(targets),
    channelTargets: targets.flatMap((stored) => {
      const { kpi, acquisitionChannel } = stored;
      const target = targetOf(stored);
      return target && acquisitionChannel !== null ? [{ kpi, acquisitionChannel, target }] : [];
    }),
    annotations: annotations.map(({ day: noted, text }) => ({ day: noted, text })),
    rules,
  };
}
