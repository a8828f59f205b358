import { z } from "zod";

/** The buttons of incidents, and the modals that they open; all outlive releases. */
export const incidentActions = {
  acknowledge: "concord_incident_acknowledge",
  assign: "concord_incident_assign",
  snooze: "concord_incident_snooze",
  resolve: "concord_incident_resolve",
  notUseful: "concord_incident_not_useful",
  reopen: "concord_incident_reopen",
  restore: "concord_incident_restore",
  changeThresholds: "concord_change_thresholds",
  setTarget: "concord_set_target",
} as const;

export const incidentViews = {
  assign: "concord_view_incident_assign",
  snooze: "concord_view_incident_snooze",
  resolve: "concord_view_incident_resolve",
  threshold: "concord_view_threshold",
  target: "concord_view_target",
} as const;

const reference = z.object({ incident: z.number().int().positive() });

/** Gives the value of a button about an incident. */
export function encodeIncident(number: number): string {
  return JSON.stringify({ incident: number });
}

/** Gives the number of the incident that a button is about, or null when it is none of ours. */
export function decodeIncident(value: string): number | null {
  try {
    return reference.safeParse(JSON.parse(value)).data?.incident ?? null;
  } catch {
    return null;
  }
}
