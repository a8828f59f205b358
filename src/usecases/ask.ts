import type { Day } from "../funnel/calendar.ts";
import type { Settings } from "../funnel/settings.ts";
import type { Locale } from "../messages/numbers.ts";

/** Who asks, in which language, and when: what every answer is made with. */
export interface Ask {
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly locale: Locale;
  readonly now: Date;
  /** The workspace's local day: answers look from its start when they are not told otherwise. */
  readonly today: Day;
}
