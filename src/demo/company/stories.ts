import { type Day, startOfWeek } from "../../funnel/calendar.ts";
import type { KpiName } from "../../funnel/readings.ts";

/** What happens to the sample company and should be noticed. It goes on to this day. */
export type CompanyStory =
  | {
      readonly kind: "mql-to-opportunity-drop";
      readonly acquisitionChannel: string;
      readonly since: Day;
      /** The share of the channel's opportunities that do not come about any more. */
      readonly missing: number;
    }
  | {
      readonly kind: "channel-neglected";
      readonly acquisitionChannel: string;
      readonly since: Day;
      /** The share of the channel's MQLs that sales still works within days; it was `workedBefore`. */
      readonly worked: number;
      readonly workedBefore: number;
    }
  | {
      readonly kind: "stage-stuck";
      readonly stage: string;
      readonly since: Day;
      /** How many times longer the stage takes. */
      readonly slower: number;
    };

export interface CompanyStories {
  readonly drop: Extract<CompanyStory, { kind: "mql-to-opportunity-drop" }>;
  readonly neglect: Extract<CompanyStory, { kind: "channel-neglected" }>;
  readonly stuck: Extract<CompanyStory, { kind: "stage-stuck" }>;
}

export const workedShare = 0.9;

/** Gives the stories as they stand on a day: each began whole weeks before the week that holds it. */
export function companyStories(today: Day): CompanyStories {
  const week = startOfWeek(today);
  return {
    drop: {
      kind: "mql-to-opportunity-drop",
      acquisitionChannel: "Webinar",
      since: week - 5 * 7,
      missing: 0.62,
    },
    neglect: {
      kind: "channel-neglected",
      acquisitionChannel: "Partner",
      since: week - 13 * 7,
      worked: 0.5,
      workedBefore: workedShare,
    },
    stuck: { kind: "stage-stuck", stage: "Proposal", since: week - 10 * 7, slower: 2 },
  };
}

/** Gives what the teams wrote down themselves, to be drawn on charts. */
export function companyNotes(today: Day): readonly { readonly day: Day; readonly text: string }[] {
  return [{ day: companyStories(today).drop.since, text: "New webinar partner" }];
}

/** Gives what the teams agreed half a year ago. */
export function companyTargets(today: Day): readonly CompanyTarget[] {
  const lasting = { from: startOfWeek(today) - 26 * 7, to: null };
  const { acquisitionChannel } = companyStories(today).drop;
  return [
    { ...lasting, kpi: "mql-to-opportunity", acquisitionChannel: null, low: 0.21, high: 0.27 },
    { ...lasting, kpi: "mql-to-opportunity", acquisitionChannel, low: 0.2, high: null },
    { ...lasting, kpi: "cycle-time", acquisitionChannel: null, low: null, high: 45 },
  ];
}

interface CompanyTarget {
  readonly kpi: KpiName;
  readonly acquisitionChannel: string | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly from: Day;
  readonly to: null;
}
