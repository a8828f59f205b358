import type { RowTexts } from "../row-facts.ts";
import type { Row, SalesforceApi } from "./api.ts";
import { leadsOfContacts } from "./leads-behind.ts";

const kindOf: Readonly<Record<string, string>> = { Call: "call", Email: "email" };

/** Gives sales' calls, emails and meetings with leads, also those that moved to the contact a lead became. */
export async function touchRows(
  api: SalesforceApi,
  activities: readonly Row[],
): Promise<readonly RowTexts[]> {
  const contacts = activities.flatMap(({ WhoId }) => (WhoId?.startsWith("003") ? WhoId : []));
  const leadOf = await leadsOfContacts(api, [...new Set(contacts)]);
  return activities.flatMap((activity) => {
    const { Id, WhoId, TaskSubtype } = activity;
    const leadId = WhoId?.startsWith("00Q") ? WhoId : leadOf.get(WhoId ?? "")?.id;
    const kind = TaskSubtype === undefined ? "meeting" : kindOf[TaskSubtype ?? ""];
    const at =
      activity.StartDateTime ?? activity.CompletedDateTime ?? activity.ActivityDate ?? activity.CreatedDate;
    return leadId && kind && at ? [{ touch_id: Id, lead_id: leadId, touched_at: at, kind }] : [];
  });
}
