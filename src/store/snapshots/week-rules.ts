import type { Settings } from "../../funnel/settings.ts";

/** What whole weeks are made with; where one of these changes, they are made anew. */
export interface WeekRules {
  readonly workspaceId: number;
  readonly currency: string;
  readonly weekStart: number;
  readonly windows: Settings["windows"];
}

/** Gives the age limits in the order in which `snapshot_states` keeps them. */
export function windowList({ windows }: Pick<WeekRules, "windows">): readonly number[] {
  const { leadToMql, mqlToWorked, mqlToOpportunity, opportunityToCustomer, endToEnd } = windows;
  return [leadToMql, mqlToWorked, mqlToOpportunity, opportunityToCustomer, endToEnd];
}
