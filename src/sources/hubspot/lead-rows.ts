import type { RowTexts } from "../row-facts.ts";
import type { MergedFact } from "../source.ts";
import type { HubSpotConfig } from "./config.ts";
import type { HubSpotRecord, Wanted } from "./records.ts";

type Mapping = HubSpotConfig["leads"];

const lifecycle = "lifecyclestage";

/** Gives what is asked of contacts: ids, dates and stages, nothing that names a person. */
export function leadProperties({ acquisition_channel, segment, disqualified, mql, sql }: Mapping): Wanted {
  return {
    properties: [
      "createdate",
      "lastmodifieddate",
      "associatedcompanyid",
      "hs_merged_object_ids",
      acquisition_channel.property,
      ...[...mql, ...sql].map(enteredProperty),
      ...(segment === null ? [] : [segment]),
    ],
    histories: [lifecycle, disqualified.property],
  };
}

/** Gives a contact as a lead's row: the first entry into a stage counts. */
export function leadRow(contact: HubSpotRecord, mapping: Mapping): RowTexts {
  const { properties } = contact;
  const { acquisition_channel, segment, disqualified } = mapping;
  const status = versionsOf(contact, disqualified.property).at(-1);
  const isOut = status?.value !== undefined && disqualified.values.includes(status.value ?? "");
  return {
    lead_id: contact.id,
    created_at: properties.createdate,
    acquisition_channel: renamedValue(properties[acquisition_channel.property], acquisition_channel.values),
    account_id: properties.associatedcompanyid ?? null,
    ...(segment === null ? {} : { segment: properties[segment] ?? null }),
    mql_at: firstEntry(contact, mapping.mql),
    sql_at: firstEntry(contact, mapping.sql),
    disqualified_at: isOut ? status.timestamp : null,
    updated_at: properties.lastmodifieddate,
  };
}

/** Gives the contacts that HubSpot made one with this one. */
export function mergesInto(contact: HubSpotRecord, kind: MergedFact["kind"]): readonly MergedFact[] {
  const ids = contact.properties.hs_merged_object_ids?.split(";") ?? [];
  return ids
    .map((id) => id.trim())
    .filter(Boolean)
    .map((from) => ({ kind, from, into: contact.id }));
}

/** Gives a property's versions, the oldest first; consecutive ones that say the same are one. */
export function versionsOf(record: HubSpotRecord, name: string) {
  const oldestFirst = (record.propertiesWithHistory?.[name] ?? []).toSorted(
    (a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp),
  );
  return oldestFirst.filter(({ value }, index) => index === 0 || oldestFirst[index - 1]?.value !== value);
}

/** The history wins over the computed property, which holds the latest entry only and not on every plan. */
function firstEntry(contact: HubSpotRecord, stages: readonly string[]): string | null {
  const entered = versionsOf(contact, lifecycle).find(
    ({ value }) => value !== null && stages.includes(value),
  );
  if (entered) return entered.timestamp;
  const computed = stages.flatMap((stage) => contact.properties[enteredProperty(stage)] ?? []);
  return computed.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

function enteredProperty(stage: string): string {
  return `hs_v2_date_entered_${stage}`;
}

/** Gives a value under the name that people know it by. */
export function renamedValue(
  value: string | null | undefined,
  names: Readonly<Record<string, string>>,
): string | null {
  return value ? (names[value] ?? value) : null;
}
