import { z } from "zod";

const timeZone = z.string().refine(
  (zone) => {
    try {
      new Intl.DateTimeFormat("en", { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  },
  { error: "is not an IANA time zone; an example: Europe/Athens" },
);

const days = z.number().int().min(1).max(3650);
const weeks = z.number().int().min(1).max(104);

const slackId = (...first: readonly string[]) =>
  z.string().regex(new RegExp(`^[${first.join("")}][A-Z0-9]{2,}$`), {
    error: `is not a Slack id; it begins with ${first.join(" or ")}, as in ${first[0]}0123ABCD`,
  });

/** What a workspace can set. Every field has a default, so that a new workspace needs none. */
export const settingsSchema = z.object({
  timeZone: timeZone.default("UTC"),
  /** ISO 4217 code of the currency that money is shown in. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: "is not an ISO 4217 currency code; an example: EUR" })
    .default("EUR"),
  /** 1 (Monday) to 7 (Sunday). */
  weekStart: z.number().int().min(1).max(7).default(1),
  /** The month, 1 to 12, in which the fiscal year begins. */
  fiscalYearStart: z.number().int().min(1).max(12).default(1),
  /** Age limits in days. */
  windows: z
    .object({
      leadToMql: days.default(30),
      mqlToWorked: days.default(14),
      mqlToOpportunity: days.default(60),
      opportunityToCustomer: days.default(90),
      endToEnd: days.default(180),
    })
    .prefault({}),
  /** How many weeks the current figure of each KPI spans. */
  spans: z
    .object({
      "end-to-end": weeks.default(13),
      "cycle-time": weeks.default(13),
      "mql-to-opportunity": weeks.default(4),
      "opportunity-to-customer": weeks.default(13),
      "revenue-mix": weeks.default(13),
      "content-used": weeks.default(4),
      "revenue-per-account": weeks.default(13),
    })
    .prefault({}),
  /** The opportunity's stages in their order, as the data names them; empty: the order is unknown. */
  stages: z.array(z.string().min(1)).default([]),
  /** Local days on which nobody works, as ISO days. */
  holidays: z.array(z.iso.date()).default([]),
  /** How many months facts are kept once all is over for them; null keeps them for good. Readings stay either way. */
  keepFactsMonths: z.number().int().min(13).max(240).nullable().default(null),
  locale: z.enum(["en", "el"]).default("en"),
  /** Whether guests of the Slack workspace see readings; they can change nothing. */
  guestsMayRead: z.boolean().default(false),
  /** The same for people of other organisations in shared channels (Slack Connect). */
  externalUsersMayRead: z.boolean().default(false),
  /** Where incidents get their threads, and whom their opening mentions. Slack ids; null: nowhere, nobody. */
  incidents: z
    .object({
      channelId: slackId("C", "G").nullable().default(null),
      marketingGroup: slackId("S").nullable().default(null),
      salesGroup: slackId("S").nullable().default(null),
    })
    .prefault({}),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The settings of a workspace that set nothing. */
export const defaultSettings: Settings = settingsSchema.parse({});
