import { sql } from "kysely";
import { type Day, formatDay, parseDay } from "../funnel/calendar.ts";
import type { Period } from "../funnel/period.ts";
import type { Figure, KpiName, Unit } from "../funnel/readings.ts";
import type { Store } from "./database.ts";
import type { RunRef } from "./runs.ts";
import type { SubscriptionRef } from "./subscriptions.ts";

/** A figure as a digest posted it: a KPI's pace over the span that ends with a week. */
export interface ReportedReading extends Pick<Figure, "value" | "numerator" | "denominator"> {
  readonly kpi: KpiName;
  readonly unit: Unit;
  readonly week: Period;
  readonly spanWeeks: number;
}

/** Keeps what a run's digest says. */
export async function insertReported(
  store: Store,
  { workspaceId, subscriptionId, dueAt }: RunRef,
  readings: readonly ReportedReading[],
  at: Date,
): Promise<void> {
  if (readings.length === 0) return;
  const values = sql.join(
    readings.map(
      (reading) =>
        sql`(${workspaceId}::integer, ${subscriptionId}, ${dueAt}::timestamptz, ${reading.kpi},
          ${formatDay(reading.week.from)}::date, ${formatDay(reading.week.to)}::date, ${reading.spanWeeks}::integer,
          ${reading.unit}, ${reading.value}::double precision, ${reading.numerator}::double precision,
          ${reading.denominator}::double precision, ${at}::timestamptz)`,
    ),
  );
  await sql`
    insert into reported_readings (workspace_id, subscription_id, due_at, kpi, week_from, week_to, span_weeks, unit,
      value, numerator, denominator, reported_at)
    values ${values}
    on conflict (workspace_id, subscription_id, due_at, kpi) do nothing`.execute(store);
}

interface Row {
  readonly kpi: KpiName;
  readonly unit: Unit;
  readonly week_from: string;
  readonly week_to: string;
  readonly span_weeks: number;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/** Gives what a subscription's newest delivered digest before a due time said. */
export async function lastReported(
  store: Store,
  { workspaceId, subscriptionId }: SubscriptionRef,
  before: Date,
): Promise<readonly ReportedReading[]> {
  const { rows } = await sql<Row>`
    select kpi, unit, week_from::text, week_to::text, span_weeks, value, numerator, denominator
    from reported_readings
    where workspace_id = ${workspaceId} and subscription_id = ${subscriptionId} and due_at = (
      select max(due_at) from runs
      where workspace_id = ${workspaceId} and subscription_id = ${subscriptionId} and due_at < ${before}
        and state in ('delivered', 'late'))`.execute(store);
  return rows.map((row) => ({
    kpi: row.kpi,
    unit: row.unit,
    week: { from: dayOfText(row.week_from), to: dayOfText(row.week_to) },
    spanWeeks: row.span_weeks,
    value: row.value,
    numerator: row.numerator,
    denominator: row.denominator,
  }));
}

function dayOfText(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError(`${text} is no day`);
  return day;
}
