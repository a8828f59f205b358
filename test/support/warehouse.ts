import { formatDay } from "../../src/funnel/calendar.ts";
import { type Change, factsAfter } from "./funnel-facts.ts";

/** A dialect's words for a table of somebody else's warehouse. */
export interface WarehouseWords {
  /** Opens a table: a name and its columns. */
  table(name: string, columns: Readonly<Record<string, "text" | "time" | "day" | "amount">>): string;
  text(value: string | null): string;
  time(iso: string | null): string;
  day(iso: string | null): string;
}

export const postgresWords: WarehouseWords = {
  table: (name, columns) =>
    `drop table if exists ${name}; create table ${name} (${Object.entries(columns)
      .map(
        ([column, type]) =>
          `${column} ${{ text: "text", time: "timestamptz", day: "date", amount: "numeric" }[type]}`,
      )
      .join(", ")});`,
  text: (value) => (value === null ? "null" : `'${value}'`),
  time: (iso) => (iso === null ? "null" : `timestamptz '${iso}'`),
  day: (iso) => (iso === null ? "null" : `date '${iso}'`),
};

/** A time of day that is the same for the same words, so that days differ by time zone. */
function at(day: number | null, ...words: readonly string[]): string | null {
  if (day === null) return null;
  const sum = [...words.join("/")].reduce((total, sign) => (total * 31 + sign.charCodeAt(0)) % 86_400, 7);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${formatDay(day)} ${two(Math.floor(sum / 3600))}:${two(Math.floor(sum / 60) % 60)}:${two(sum % 60)}+00:00`;
}

/** Gives the statements that fill a warehouse with what stands after changes: stale copies of rows among them. */
export function warehouseStatements(changes: readonly Change[], words: WarehouseWords): readonly string[] {
  const facts = factsAfter(changes);
  const { text, time, day } = words;
  const insert = (table: string, rows: readonly (readonly string[])[]) =>
    rows.length === 0
      ? []
      : [`insert into ${table} values ${rows.map((row) => `(${row.join(", ")})`).join(", ")};`];
  const people = [...facts.leads.values()].flatMap((lead) => {
    const row = (updated: string, created: number) => [
      text(lead.id),
      time(at(created, lead.id)),
      text(lead.channel),
      text(lead.segment),
      time(at(lead.mql, lead.id, "mql")),
      day(lead.sql === null ? null : formatDay(lead.sql)),
      time(at(lead.disqualified, lead.id, "out")),
      time(updated),
      text("f"),
    ];
    return [
      row("2026-01-01 00:00:00+00:00", lead.created - 5),
      row("2026-02-01 00:00:00+00:00", lead.created),
    ];
  });
  return [
    words.table("people", {
      id: "text",
      created: "time",
      came_by: "text",
      segment: "text",
      mql_at: "time",
      sql_at: "day",
      disqualified_at: "time",
      updated_at: "time",
      gone: "text",
    }),
    words.table("deals", {
      opportunity_id: "text",
      created_at: "time",
      lead_id: "text",
      account_id: "text",
      came_by: "text",
      amount: "amount",
      closed_at: "time",
      status: "text",
    }),
    words.table("moves", { opportunity_id: "text", stage: "text", entered_at: "time" }),
    words.table("calls", { touch_id: "text", lead_id: "text", touched_at: "time" }),
    words.table("decks", {
      asset_id: "text",
      title: "text",
      published_at: "day",
      retired_at: "day",
      journey_stage: "text",
    }),
    words.table("shares", {
      use_id: "text",
      asset_id: "text",
      used_at: "time",
      used_by: "text",
      opportunity_id: "text",
    }),
    ...insert("people", [
      ...people,
      [
        text("gone"),
        time("2024-10-05 00:00:00+00:00"),
        text("Webinar"),
        text(null),
        time(null),
        day(null),
        time(null),
        time("2026-01-01 00:00:00+00:00"),
        text("true"),
      ],
    ]),
    ...insert(
      "deals",
      [...facts.opportunities.values()].map((deal) => [
        text(deal.id),
        time(at(deal.created, deal.id)),
        text(deal.lead),
        text(deal.account),
        text(deal.channel),
        deal.amount ?? "null",
        // CRMs keep an expected day on open deals.
        time(at(deal.closed ?? deal.created + 30, deal.id, "closed")),
        text({ open: "In progress", won: "Closed Won", lost: " LOST " }[deal.outcome]),
      ]),
    ),
    ...insert(
      "moves",
      [...facts.stageChanges.values()].map((move) => [
        text(move.opportunity),
        text(move.stage),
        time(at(move.entered, move.opportunity, move.stage)),
      ]),
    ),
    ...insert(
      "calls",
      [...facts.touches.values()].map((touch) => [
        text(touch.id),
        text(touch.lead),
        time(at(touch.day, touch.id)),
      ]),
    ),
    ...insert(
      "decks",
      [...facts.assets.values()].map((asset) => [
        text(asset.id),
        text(asset.id),
        day(formatDay(asset.published)),
        day(asset.retired === null ? null : formatDay(asset.retired)),
        text(asset.journeyStage),
      ]),
    ),
    ...insert(
      "shares",
      [...facts.uses.values()].map((use) => [
        text(use.id),
        text(use.asset),
        time(at(use.day, use.id)),
        text(use.by),
        text(use.opportunity),
      ]),
    ),
  ];
}

/** The mapping of that warehouse. */
export function warehouseMapping(type: "postgres" | "clickhouse", compute: "facts" | "cells"): string {
  return `
source: ${type}
compute: ${compute}
facts:
  leads:
    query: select * from people
    cursor: updated_at
    deleted: gone
    fields: { lead_id: id, created_at: created, acquisition_channel: came_by }
    values: { acquisition_channel: { webinar: Online events } }
  opportunities:
    query: select * from deals
    fields: { acquisition_channel: came_by, outcome: status }
    values: { outcome: { In progress: open, Closed Won: won } }
  stage-changes: { query: select * from moves }
  sales-touches: { query: select * from calls }
  content: { query: select * from decks }
  content-uses: { query: select * from shares }
`;
}
