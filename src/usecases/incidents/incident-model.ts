import type { Day } from "../../funnel/calendar.ts";
import type { IncidentModel } from "../../messages/incident-card.ts";
import { targetName } from "../../messages/incident-targets.ts";
import type { Language } from "../../messages/language.ts";
import { listAnnotations } from "../../store/annotations.ts";
import type { Store } from "../../store/database.ts";
import { listThresholds, type Thresholds } from "../../store/rule-thresholds.ts";
import type { StoredTarget } from "../../store/targets.ts";
import type { Incident } from "../../warnings/incident.ts";
import { ruleNamed, thresholdFor } from "../../warnings/incident-thresholds.ts";
import { targetsOn } from "../targets.ts";

/** Gives all that an incident's messages say, as of a day. */
export async function incidentModel(
  store: Store,
  workspaceId: number,
  incident: Incident,
  asOf: Day,
  language: Language,
): Promise<IncidentModel> {
  const [annotations, targets, thresholds] = await Promise.all([
    listAnnotations(store, workspaceId),
    targetsOn(store, workspaceId, asOf),
    listThresholds(store, workspaceId),
  ]);
  const seenOn = Math.max(...incident.members.map((member) => member.seenOn));
  return {
    incident,
    dataThrough: seenOn - 1,
    annotations,
    targets: targets
      .filter((target) => isAbout(incident, target))
      .map((target) => targetName(target, language)),
    raised: raisedOf(incident, thresholds),
  };
}

/** Of the KPI as a whole, and of the acquisition channel that the incident is about. */
function isAbout({ members }: Incident, { kpi, acquisitionChannel }: StoredTarget): boolean {
  return members.some(({ fired }) => {
    if (ruleNamed(fired.rule).kpi !== kpi) return false;
    const carrier = fired.reason.key === "conversion-fell" ? fired.reason.carrier : null;
    return (
      acquisitionChannel === null ||
      acquisitionChannel === fired.subject ||
      acquisitionChannel === carrier?.acquisitionChannel
    );
  });
}

function raisedOf({ members }: Incident, { rules, subjects }: Thresholds): IncidentModel["raised"] {
  for (const { fired } of members) {
    const own = subjects.find(({ rule, subject }) => rule === fired.rule && subject === fired.subject);
    if (!own) continue;
    const thresholds = Object.fromEntries(rules.map(({ rule, value }) => [rule, value]));
    return {
      from: thresholdFor({ thresholds }, fired),
      to: thresholdFor({ thresholds, subjectThresholds: subjects }, fired),
      by: own.changedBy,
    };
  }
  return null;
}
