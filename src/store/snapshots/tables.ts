/** What each lead, opportunity and content use went through. */
const journeyTables = [
  "lead_journeys",
  "opportunity_journeys",
  "stage_stays",
  "content_use_journeys",
] as const;

/** What readings are computed from. */
export const cellTables = [
  "cells",
  "revenue_cells",
  "account_win_cells",
  "account_week_cells",
  "asset_cells",
  "content_day_cells",
  "week_cells",
  "revenue_week_cells",
  "content_week_cells",
] as const;

/** Every table of a workspace's snapshots. */
export const snapshotTables = [...journeyTables, ...cellTables] as const;
