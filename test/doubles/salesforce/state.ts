import type { Row, Value } from "./soql.ts";

export interface SalesforceState {
  accessToken: string;
  clientId: string;
  clientSecret: string;
  /** Rows by object, each with its Id; moments are ISO 8601 in UTC. */
  objects: Record<string, Record<string, Value>[]>;
  /** What an object has, whether or not any row has it. */
  fields: Record<string, readonly string[]>;
  callsToday: number;
  callsPerDay: number;
}

const system = ["Id", "CreatedDate", "SystemModstamp", "IsDeleted"];

/** The standard objects that are read, with the fields that the double knows. */
const standard: Readonly<Record<string, readonly string[]>> = {
  Lead: [
    ...system,
    "Status",
    "LeadSource",
    "IsConverted",
    "ConvertedDate",
    "ConvertedOpportunityId",
    "ConvertedContactId",
    "ConvertedAccountId",
    "MasterRecordId",
    "Email",
    "LastName",
    "Phone",
    "Segment__c",
    "Account__c",
  ],
  LeadHistory: ["Id", "CreatedDate", "IsDeleted", "LeadId", "Field", "OldValue", "NewValue"],
  Opportunity: [
    ...system,
    "Name",
    "AccountId",
    "StageName",
    "Amount",
    "CloseDate",
    "LeadSource",
    "IsClosed",
    "IsWon",
    "CampaignId",
    "CurrencyIsoCode",
    "Segment__c",
  ],
  OpportunityHistory: [...system, "OpportunityId", "StageName", "Amount", "CloseDate", "Probability"],
  OpportunityStage: ["Id", "ApiName", "MasterLabel", "IsClosed", "IsWon", "IsActive", "SortOrder"],
  OpportunityContactRole: [...system, "OpportunityId", "ContactId", "IsPrimary"],
  Campaign: [...system, "Type"],
  CampaignMember: [...system, "CampaignId", "LeadId", "ContactId", "HasResponded"],
  Task: [...system, "WhoId", "TaskSubtype", "IsClosed", "CompletedDateTime", "ActivityDate", "Subject"],
  Event: [...system, "WhoId", "StartDateTime", "IsChild", "Subject"],
  ContentWorkspace: [...system, "Name"],
  ContentWorkspaceDoc: [...system, "ContentWorkspaceId", "ContentDocumentId"],
  ContentDocument: [...system, "Title", "ArchivedDate", "IsArchived", "LatestPublishedVersionId"],
  ContentVersion: [...system, "ContentDocumentId", "Title", "IsLatest", "Journey_Stage__c"],
  ContentDocumentLink: ["Id", "SystemModstamp", "IsDeleted", "ContentDocumentId", "LinkedEntityId"],
  ContentDistribution: [...system, "ContentDocumentId", "RelatedRecordId"],
  CurrencyType: [...system, "IsoCode", "ConversionRate", "IsCorporate", "IsActive"],
  DatedConversionRate: [...system, "IsoCode", "ConversionRate", "StartDate", "NextStartDate"],
};

export function newSalesforce(): SalesforceState {
  return {
    accessToken: "00Dxx0000001gPL!first",
    clientId: "3MVG9.client",
    clientSecret: "secret-of-the-client",
    objects: Object.fromEntries(Object.keys(standard).map((name) => [name, []])),
    fields: { ...standard },
    callsToday: 0,
    callsPerDay: 100_000,
  };
}

const prefixes: Readonly<Record<string, string>> = {
  Lead: "00Q",
  Contact: "003",
  Account: "001",
  Opportunity: "006",
  Task: "00T",
  Event: "00U",
  Campaign: "701",
  ContentDocument: "069",
};

/** Gives an id of 18 characters as Salesforce makes them: the first three tell the object. */
export function salesforceId(object: string, number: number): string {
  return `${prefixes[object] ?? "0XX"}gK${String(number).padStart(10, "0")}QAA`;
}

/** Adds a row; what it does not say is null, and it changed last when it was created. */
export function insert(state: SalesforceState, object: string, row: Row): void {
  const blank = Object.fromEntries((state.fields[object] ?? []).map((field) => [field, null]));
  state.objects[object]?.push({
    ...blank,
    IsDeleted: false,
    SystemModstamp: row.CreatedDate ?? null,
    ...row,
  });
}
