import { z } from "zod";

const field = z.string().regex(/^[A-Za-z]\w*(?:\.[A-Za-z]\w*)?$/, {
  error: "must be a field's API name, such as LeadSource or MQL_Date__c",
});
/** Values are put into queries: what would end a text in SOQL is not taken. */
const word = z.string().regex(/^[^'\\]{1,255}$/, { error: "must not have quotes or backslashes" });

/** What of Salesforce becomes which fact. Everything but the address has a default that suits a new org. */
export const salesforceConfig = z.strictObject({
  /** The org's own address: https://ACME.my.salesforce.com */
  url: z.url({ error: "must be your org's address, such as https://acme.my.salesforce.com" }),
  version: z
    .string()
    .regex(/^\d{2,3}\.0$/)
    .default("67.0"),
  /** The share of the org's daily calls at which a sync ends early and leaves the rest to others. */
  stop_at_share: z.number().gt(0).max(1).default(0.8),
  leads: z
    .strictObject({
      /** A field of Lead, or `first-campaign`: the type of the first campaign that the lead was a member of. */
      acquisition_channel: z.union([z.literal("first-campaign"), field]).default("LeadSource"),
      account: field.default("ConvertedAccountId"),
      segment: field.nullable().default(null),
      /** Values of Status whose first entry makes an MQL, an SQL, or ends it. */
      mql: z.array(word).min(1).default(["MQL", "Marketing Qualified"]),
      sql: z.array(word).default(["SQL", "Sales Qualified", "Qualified", "Working - Contacted"]),
      disqualified: z.array(word).default(["Unqualified", "Disqualified", "Closed - Not Converted"]),
      /** A field of Lead that says when it became an MQL; the history of Status wins over it. */
      mql_date: field.nullable().default(null),
    })
    .prefault({}),
  opportunities: z
    .strictObject({
      acquisition_channel: field.default("LeadSource"),
      segment: field.nullable().default(null),
    })
    .prefault({}),
  touches: z.boolean().default(true),
  content: z
    .strictObject({
      /** The libraries (content workspaces) that marketing publishes in. */
      libraries: z.array(word).min(1),
      journey_stage: field.nullable().default(null),
    })
    .nullable()
    .default(null),
});
export type SalesforceConfig = z.infer<typeof salesforceConfig>;

export const salesforceTemplate = `url: https://YOUR-ORG.my.salesforce.com
# What of Salesforce becomes which fact. All of it may be left out.
leads:
  acquisition_channel: LeadSource   # or first-campaign
  # segment: Industry
  mql: [MQL, Marketing Qualified]
  sql: [SQL, Sales Qualified, Qualified]
  disqualified: [Unqualified]
  # mql_date: MQL_Date__c
opportunities:
  acquisition_channel: LeadSource   # or Campaign.Type
touches: true
# content:
#   libraries: [Marketing]
#   journey_stage: Journey_Stage__c
`;
