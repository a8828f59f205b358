import { UserError } from "../../errors.ts";
import { languageOf } from "../../messages/language.ts";
import type { Store } from "../../store/database.ts";
import {
  changingIncidents,
  continueIncident,
  findIncident,
  isHeldElsewhere,
  type StoredIncident,
} from "../../store/incidents.ts";
import { addJobs, type Job } from "../../store/jobs.ts";
import { listThresholds, removeSubjectThreshold, saveSubjectThreshold } from "../../store/rule-thresholds.ts";
import type { Incident, SubjectKey } from "../../warnings/incident.ts";
import { decide, type IncidentCommand } from "../../warnings/incident-commands.ts";
import { raisedTimes, thresholdFor, timesOf } from "../../warnings/incident-thresholds.ts";
import type { Ask } from "../ask.ts";

/** What a person does to an incident: `not-useful` and `restore-threshold` find the thresholds themselves. */
export type PersonsCommand =
  | Exclude<IncidentCommand, { readonly kind: "not-useful" | "restore-threshold" }>
  | { readonly kind: "not-useful" }
  | { readonly kind: "restore-threshold" };

/** Gives an incident that somebody named. Throws `unknown-incident`. */
export async function incidentFor(store: Store, ask: Ask, number: number): Promise<StoredIncident> {
  const stored = await findIncident(store, ask.workspaceId, number);
  if (stored) return stored;
  const { unknown } = languageOf(ask.locale, ask.settings).texts.incidents;
  throw new UserError({ code: "unknown-incident", ...unknown });
}

/** By then whoever was asked has shown it, or has died; the queue makes sure. */
const takenUpAfter = 30_000;

/** Gives the job that brings a workspace's incidents to where their stories are. */
export function showingJob(workspaceId: number): Job {
  return { task: "show-incidents", payload: { workspaceId }, key: `incidents:${workspaceId}` };
}

/**
 * Does what a person wants of an incident; `deliverIncidents` then shows it in its thread. Throws a `UserError` that says why not, whose
 * code is the reason; the first of two who do the same wins.
 */
export async function changeIncident(
  { store: whole }: { readonly store: Store },
  ask: Ask & { readonly userId: string },
  number: number,
  command: PersonsCommand,
): Promise<Incident> {
  const { workspaceId } = ask;
  const at = { instant: ask.now.getTime(), day: ask.today };
  return changingIncidents(whole, workspaceId, async (store) => {
    const { incident } = await incidentFor(store, ask, number);
    const { unfit } = languageOf(ask.locale, ask.settings).texts.incidents;
    const decision = decide(incident, await completed(store, ask, incident, command), ask.userId, at);
    if ("unfit" in decision) throw new UserError({ code: decision.unfit, ...unfit[decision.unfit] });
    if (command.kind === "reopen") await requireFree(store, ask, incident);
    await addJobs(store, [{ ...showingJob(workspaceId), delay: takenUpAfter }]);
    return continueIncident(store, workspaceId, incident, decision.events);
  });
}

/** The command with the thresholds that it changes; they are changed here, in the same transaction. */
async function completed(
  store: Store,
  { workspaceId, userId, now }: Ask & { readonly userId: string },
  incident: Incident,
  command: PersonsCommand,
): Promise<IncidentCommand> {
  if (command.kind !== "not-useful" && command.kind !== "restore-threshold") return command;
  const { rules, subjects } = await listThresholds(store, workspaceId);
  const thresholds = Object.fromEntries(rules.map(({ rule, value }) => [rule, value]));
  const raised = subjects.find((own) =>
    incident.members.some(({ fired }) => fired.rule === own.rule && fired.subject === own.subject),
  );
  const [lead] = incident.members;
  const key: SubjectKey = command.kind === "restore-threshold" && raised ? keyOf(raised) : keyOf(lead.fired);
  if (command.kind === "restore-threshold") {
    await removeSubjectThreshold(store, workspaceId, key);
    return { kind: "restore-threshold", subject: key, to: thresholdFor({ thresholds }, key) };
  }
  const times = raisedTimes(timesOf({ subjectThresholds: subjects }, key));
  const others = subjects.filter(({ rule, subject }) => rule !== key.rule || subject !== key.subject);
  if (incident.status.kind !== "resolved") {
    await saveSubjectThreshold(store, workspaceId, { ...key, times, changedBy: userId, changedAt: now });
  }
  return {
    kind: "not-useful",
    subject: key,
    from: thresholdFor({ thresholds, subjectThresholds: subjects }, key),
    to: thresholdFor({ thresholds, subjectThresholds: [...others, { ...key, times }] }, key),
  };
}

function keyOf({ rule, subject }: SubjectKey): SubjectKey {
  return { rule, subject };
}

async function requireFree(
  store: Store,
  { workspaceId, locale, settings }: Ask,
  { number, members }: Incident,
): Promise<void> {
  for (const { fired } of members) {
    if (await isHeldElsewhere(store, workspaceId, number, fired)) {
      const { heldElsewhere } = languageOf(locale, settings).texts.incidents;
      throw new UserError({ code: "held-elsewhere", ...heldElsewhere });
    }
  }
}
