import { cycleTimeLonger } from "./cycle-time-longer.ts";
import { mqlToOpportunityDrop } from "./mql-to-opportunity-drop.ts";
import { opportunityToCustomerDrop } from "./opportunity-to-customer-drop.ts";
import type { Rule } from "./rule.ts";
import { stageStuck } from "./stage-stuck.ts";

/** All rules, in the design's order. */
export const rules: readonly Rule[] = [
  mqlToOpportunityDrop,
  opportunityToCustomerDrop,
  cycleTimeLonger,
  stageStuck,
];
