import type { Breakdown } from "../actions.ts";

/** What the modals for a digest's subscription and for the workspace's settings say. */
export interface ModalTexts {
  readonly cancel: string;
  readonly save: string;
  readonly timeZone: string;
  readonly timeZoneHint: string;
  readonly timeZonePlaceholder: string;
  readonly language: string;
  readonly languages: Readonly<Record<"en" | "el", string>>;
  readonly subscribe: {
    readonly title: string;
    readonly change: string;
    readonly channel: string;
    readonly channelHint: string;
    readonly days: string;
    readonly time: string;
    readonly kpis: string;
    readonly kpisHint: string;
    readonly breakdown: string;
    readonly breakdowns: Readonly<Record<Exclude<Breakdown, "stage"> | "none", string>>;
    readonly options: string;
    readonly skipUnchanged: string;
    readonly skipUnchangedHint: string;
    readonly nextRuns: string;
    readonly noRuns: string;
    saved(channel: string, first: string): string;
    readonly savedTitle: string;
    readonly howToOpen: string;
    readonly sendNow: (channel: string) => string;
    readonly paused: (channel: string) => string;
    readonly resumed: (channel: string, next: string) => string;
    readonly removed: (channel: string) => string;
    readonly gone: { readonly what: string; readonly next: string };
  };
  readonly settings: {
    readonly title: string;
    readonly intro: string;
    readonly currency: string;
    readonly currencyHint: string;
    readonly weekStart: string;
    readonly fiscalYearStart: string;
    readonly fiscalYearHint: string;
    readonly windows: string;
    readonly window: Readonly<
      Record<"mqlToOpportunity" | "opportunityToCustomer" | "endToEnd" | "leadToMql" | "mqlToWorked", string>
    >;
    readonly spans: string;
    span(kpi: string): string;
    readonly access: string;
    readonly guests: string;
    readonly external: string;
    readonly owners: string;
    readonly ownersHint: string;
    readonly saved: string;
    readonly recomputed: string;
  };
  readonly errors: {
    readonly channel: string;
    readonly notInChannel: string;
    readonly archived: string;
    readonly days: string;
    readonly time: string;
    readonly timeZone: string;
    readonly currency: { readonly malformed: string; noRates(currency: string): string };
    number(least: number, most: number): string;
    readonly choice: string;
  };
}
