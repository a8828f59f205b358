import { channelNeglected } from "./channel-neglected.ts";
import { channelNotAttracting } from "./channel-not-attracting.ts";
import { contentUnused } from "./content-unused.ts";
import { cycleTimeLonger } from "./cycle-time-longer.ts";
import { dataStale } from "./data-stale.ts";
import { endToEndUnstable } from "./end-to-end-unstable.ts";
import { handoffImbalance } from "./handoff-imbalance.ts";
import { mqlToOpportunityDrop } from "./mql-to-opportunity-drop.ts";
import { opportunityToCustomerDrop } from "./opportunity-to-customer-drop.ts";
import { revenueConcentrated } from "./revenue-concentrated.ts";
import { revenuePerAccountDrop } from "./revenue-per-account-drop.ts";
import type { Rule } from "./rule.ts";
import { stageStuck } from "./stage-stuck.ts";

/** All rules, in the design's order. */
export const rules: readonly Rule[] = [
  mqlToOpportunityDrop,
  opportunityToCustomerDrop,
  handoffImbalance,
  endToEndUnstable,
  cycleTimeLonger,
  stageStuck,
  channelNotAttracting,
  channelNeglected,
  revenueConcentrated,
  contentUnused,
  revenuePerAccountDrop,
  dataStale,
];
