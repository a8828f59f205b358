import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { Outcome } from "../funnel/facts.ts";

type Instant = ColumnType<Date, Date | string, Date | string>;
type OptionalInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Exact decimals and 64-bit counts travel as text. */
type Decimal = ColumnType<string, string | number, string | number>;

interface Sourced {
  workspace_id: number;
  source: string;
}

interface Dated extends Sourced {
  /** Bit mask of the moments that are calendar days, counted from the left: 1, 2, 4. */
  local_days: Generated<number>;
}

export interface WorkspacesTable {
  workspace_id: Generated<number>;
  name: string;
  team_id: string | null;
  settings: JSONColumnType<Record<string, unknown>>;
  created_at: Generated<Date>;
}

export interface LeadsTable extends Dated {
  lead_id: string;
  created_at: Instant;
  acquisition_channel: string | null;
  account_id: string | null;
  segment: string | null;
  mql_at: OptionalInstant;
  sql_at: OptionalInstant;
  disqualified_at: OptionalInstant;
  updated_at: OptionalInstant;
}

export interface OpportunitiesTable extends Dated {
  opportunity_id: string;
  created_at: Instant;
  lead_id: string | null;
  account_id: string | null;
  acquisition_channel: string | null;
  segment: string | null;
  stage: string | null;
  amount: Decimal | null;
  currency: string | null;
  closed_at: OptionalInstant;
  outcome: Generated<Outcome>;
  updated_at: OptionalInstant;
}

export interface StageChangesTable extends Dated {
  opportunity_id: string;
  entered_at: Instant;
  stage: string;
}

export interface ContentTable extends Dated {
  asset_id: string;
  asset_number: ColumnType<number, never, never>;
  title: string;
  published_at: Instant;
  journey_stage: string | null;
  retired_at: OptionalInstant;
}

export interface ContentUsesTable extends Dated {
  use_id: string;
  asset_id: string;
  used_at: Instant;
  used_by: "sales" | "marketing" | null;
  opportunity_id: string | null;
}

export interface SalesTouchesTable extends Dated {
  touch_id: string;
  lead_id: string;
  touched_at: Instant;
  kind: string | null;
}

export interface VisitsTable extends Sourced {
  day: Date;
  acquisition_channel: string;
  visitors: Decimal;
}

export interface ExchangeRatesTable extends Sourced {
  currency: string;
  day: Date;
  rate: Decimal;
}

export interface SourceDeliveriesTable extends Sourced {
  kind: string;
  received_at: Instant;
  latest_fact_at: OptionalInstant;
  rows_read: Decimal;
}

export interface FactChangesTable {
  workspace_id: number;
  change_id: ColumnType<string, never, never>;
  entity: "lead" | "opportunity" | "asset" | "content-use";
  entity_id: string;
}

export interface SourcesTable {
  workspace_id: number;
  name: string;
  type: string;
  mapping: string;
  secrets: JSONColumnType<Record<string, string>>;
  every_minutes: number | null;
  paused: Generated<boolean>;
  cursor: JSONColumnType<Record<string, unknown>> | null;
  revision: Generated<string>;
  full_since: OptionalInstant;
  loaded_at: OptionalInstant;
  started_at: OptionalInstant;
  progress: JSONColumnType<{ what: string; rows: number; of: number | null }> | null;
  finished_at: OptionalInstant;
  rows_read: Generated<string>;
  rejected: JSONColumnType<SourceRejectionRow[]>;
  error: JSONColumnType<{ code: string; what: string; next: string }> | null;
  failing_since: OptionalInstant;
  failures: Generated<number>;
  checked: JSONColumnType<{ kind: string; fields: string[] }[]> | null;
  created_at: Generated<Date>;
}

/** Rows that a sync refused for one reason, with the first that was refused. */
export interface SourceRejectionRow {
  kind: string;
  field: string | null;
  reason: string;
  row: string | null;
  count: number;
}

export interface FactAliasesTable {
  workspace_id: number;
  kind: string;
  alias_id: string;
  fact_id: string;
  created_at: OptionalInstant;
  mql_at: OptionalInstant;
  sql_at: OptionalInstant;
  local_days: Generated<number>;
}

export interface ApiTokensTable {
  workspace_id: number;
  token_id: ColumnType<number, never, never>;
  name: string;
  hash: Buffer;
  hint: string;
  created_at: Generated<Date>;
  last_used_at: OptionalInstant;
  revoked_at: OptionalInstant;
}

export interface FactRequestsTable {
  workspace_id: number;
  idempotency_key: string;
  request_hash: Buffer;
  status: number | null;
  answer: JSONColumnType<Record<string, unknown>> | null;
  received_at: Instant;
}

export interface Database {
  workspaces: WorkspacesTable;
  leads: LeadsTable;
  opportunities: OpportunitiesTable;
  stage_changes: StageChangesTable;
  content: ContentTable;
  content_uses: ContentUsesTable;
  sales_touches: SalesTouchesTable;
  visits: VisitsTable;
  exchange_rates: ExchangeRatesTable;
  source_deliveries: SourceDeliveriesTable;
  fact_changes: FactChangesTable;
  sources: SourcesTable;
  fact_aliases: FactAliasesTable;
  api_tokens: ApiTokensTable;
  fact_requests: FactRequestsTable;
}
