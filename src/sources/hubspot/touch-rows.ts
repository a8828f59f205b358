import type { RowTexts } from "../row-facts.ts";
import type { Associated } from "./associations.ts";
import type { HubSpotRecord, Wanted } from "./records.ts";

const kinds = { calls: "call", emails: "email", meetings: "meeting" } as const;
export type TouchType = keyof typeof kinds;

/** Gives what is asked of calls, emails and meetings: when, and in which direction; never what was said. */
export function touchProperties(type: TouchType): Wanted {
  const own = type === "emails" ? ["hs_email_direction"] : [];
  return { properties: ["hs_timestamp", "hs_lastmodifieddate", ...own], histories: [] };
}

/** Gives a call, an email that a rep sent, or a meeting, as one touch of each contact that it was with. */
export function touchRows(
  type: TouchType,
  { id, properties }: HubSpotRecord,
  contacts: readonly Associated[],
): readonly RowTexts[] {
  const direction = properties.hs_email_direction;
  const isAnswer = type === "emails" && direction !== "EMAIL" && direction !== "FORWARDED_EMAIL";
  if (isAnswer || !properties.hs_timestamp) return [];
  return contacts.map((contact) => ({
    lead_id: contact.id,
    touched_at: properties.hs_timestamp,
    // One call can be with several people; each of them was touched.
    touch_id: `${type}:${id}:${contact.id}`,
    kind: kinds[type],
  }));
}
