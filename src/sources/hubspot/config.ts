import { z } from "zod";

const property = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, { error: "must be a HubSpot property's internal name" });

/** A property whose values are renamed; a value that is not named stays as it is. */
const renamed = z.strictObject({
  property,
  values: z.record(z.string(), z.string()).default({}),
});

/** HubSpot's own list of original sources, as people call them. */
const sourceWords = {
  ORGANIC_SEARCH: "Organic search",
  PAID_SEARCH: "Paid search",
  EMAIL_MARKETING: "Email",
  SOCIAL_MEDIA: "Social",
  PAID_SOCIAL: "Paid social",
  REFERRALS: "Referral",
  OTHER_CAMPAIGNS: "Other campaigns",
  DIRECT_TRAFFIC: "Direct",
  OFFLINE: "Offline",
  AI_REFERRALS: "AI referral",
} as const;

const source = { property: "hs_analytics_source", values: sourceWords };

/** What of HubSpot becomes which fact. Everything has a default that suits an account that nobody changed. */
export const hubSpotConfig = z.strictObject({
  /** Another address than HubSpot's own, for an account in another region or a test. */
  url: z.url().default("https://api.hubapi.com"),
  /** The date that versions the paths of HubSpot's API. */
  version: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .default("2026-09"),
  /** Calls in ten seconds; HubSpot's smallest plan takes 100. Zero: as fast as HubSpot answers. */
  calls_per_ten_seconds: z.number().int().min(0).default(95),
  leads: z
    .strictObject({
      acquisition_channel: renamed.default(source),
      segment: property.nullable().default(null),
      /** Lifecycle stages, by their internal names, whose first entry makes an MQL or an SQL. */
      mql: z.array(z.string()).min(1).default(["marketingqualifiedlead"]),
      sql: z.array(z.string()).default(["salesqualifiedlead"]),
      disqualified: z
        .strictObject({ property, values: z.array(z.string()).min(1) })
        .default({ property: "hs_lead_status", values: ["UNQUALIFIED", "BAD_TIMING"] }),
    })
    .prefault({}),
  deals: z
    .strictObject({
      acquisition_channel: renamed.default(source),
      segment: property.nullable().default(null),
      /** Only these pipelines, by id; null: all of them. */
      pipelines: z.array(z.string()).min(1).nullable().default(null),
      /** The label that marks the contact a deal came from; null: the contact that was created first. */
      contact_label: z.string().nullable().default(null),
    })
    .prefault({}),
  touches: z.array(z.enum(["calls", "emails", "meetings"])).default(["calls", "emails", "meetings"]),
  exchange_rates: z.boolean().default(true),
});
export type HubSpotConfig = z.infer<typeof hubSpotConfig>;

export const hubSpotTemplate = `# What of HubSpot becomes which fact. All of it may be left out.
leads:
  acquisition_channel:
    property: hs_analytics_source
    values: { PAID_SEARCH: Paid search, ORGANIC_SEARCH: Organic search, OFFLINE: Events }
  # segment: industry
  mql: [marketingqualifiedlead]
  sql: [salesqualifiedlead]
  disqualified: { property: hs_lead_status, values: [UNQUALIFIED, BAD_TIMING] }
deals:
  acquisition_channel: { property: hs_analytics_source }
  # segment: dealtype
  # pipelines: [default]
  # contact_label: Decision maker
touches: [calls, emails, meetings]
exchange_rates: true
`;
