/** The kinds of records that the double keeps. */
export const objectTypes = ["contacts", "companies", "deals", "calls", "emails", "meetings"] as const;
export type ObjectType = (typeof objectTypes)[number];

export interface PropertyVersion {
  readonly value: string;
  readonly timestamp: string;
}

/** A record as HubSpot keeps it. Every value is a text, numbers and truths too. */
export interface HubSpotRecord {
  readonly id: string;
  properties: Record<string, string | null>;
  /** Newest first, as HubSpot gives it. */
  history: Record<string, PropertyVersion[]>;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
  archivedAt?: string;
}

export interface Association {
  readonly id: string;
  readonly types: readonly { readonly typeId: number; readonly label: string | null }[];
}

export interface PipelineStage {
  readonly id: string;
  readonly label: string;
  readonly isClosed: boolean;
  readonly probability: string;
}

export interface Pipeline {
  readonly id: string;
  readonly label: string;
  readonly stages: readonly PipelineStage[];
}

export interface HubSpotState {
  token: string;
  refreshToken: string | null;
  objects: Record<ObjectType, Record<string, HubSpotRecord>>;
  /** By `deals>contacts`, then by the id of the first. */
  associations: Record<string, Record<string, Association[]>>;
  pipelines: Pipeline[];
  exchangeRates: { readonly from: string; readonly rate: string; readonly effectiveAt: string }[];
  companyCurrency: string;
  /** Whether the token has the scope settings.currencies.read. */
  mayReadRates: boolean;
}

export function emptyHubSpot(token: string): HubSpotState {
  return {
    token,
    refreshToken: null,
    objects: { contacts: {}, companies: {}, deals: {}, calls: {}, emails: {}, meetings: {} },
    associations: {},
    pipelines: [],
    exchangeRates: [],
    companyCurrency: "EUR",
    mayReadRates: true,
  };
}

/** The property that says when a record changed; contacts alone have another name for it. */
export function changedProperty(type: ObjectType): string {
  return type === "contacts" ? "lastmodifieddate" : "hs_lastmodifieddate";
}

/** Sets a property as somebody does at a time: the value, its history, and the time of change. */
export function setProperty(
  record: HubSpotRecord,
  type: ObjectType,
  name: string,
  value: string,
  at: string,
): void {
  record.properties[name] = value;
  record.history[name] = [{ value, timestamp: at }, ...(record.history[name] ?? [])].sort((a, b) =>
    a.timestamp < b.timestamp ? 1 : -1,
  );
  if (record.updatedAt < at) record.updatedAt = at;
  record.properties[changedProperty(type)] = record.updatedAt;
}
