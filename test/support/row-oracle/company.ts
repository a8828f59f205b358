import type { Texts } from "./rows.ts";

/** A small messy company as CSV texts, made up from a seed: what CRMs export, with the odd cases that they hold. */
export function messyCompany(seed: number): Texts {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const below = (limit: number) => Math.floor(random() * limit);
  const chance = (share: number) => random() < share;
  const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const start = Date.UTC(2025, 8, 1);
  const span = 430;
  /** Days apart as instants, many of them near the local midnight; now and then a plain day. */
  const moment = (day: number) => {
    const at = new Date(start + day * 86_400_000);
    if (chance(0.3)) return at.toISOString().slice(0, 10);
    at.setUTCHours(oneOf([9, 13, 20, 21, 22, 23]), below(60), below(60));
    return at.toISOString();
  };
  const csv = (rows: readonly (readonly (string | number | null)[])[]) =>
    `${rows.map((row) => row.map((cell) => cell ?? "").join(",")).join("\n")}\n`;
  const channels = ["Paid search", "Webinar", "Partner", null];
  const segments = ["EMEA", "APAC", null];
  const stageNames = ["Discovery", "Demo", "Offer"];

  const leads = Array.from({ length: 700 }, (_, index) => {
    const created = below(span);
    const mql = chance(0.5) ? created + below(25) - 2 : null;
    return {
      id: `L${index}`,
      created,
      mql,
      row: [
        `L${index}`,
        moment(created),
        oneOf(channels),
        oneOf(segments),
        mql === null ? null : moment(mql),
        chance(0.25) ? moment(created + below(80)) : null,
      ],
    };
  });
  const opportunities = Array.from({ length: 420 }, (_, index) => {
    const lead = chance(0.75) ? oneOf(leads) : null;
    const created = Math.max(0, lead ? (lead.mql ?? lead.created) + below(75) - 5 : below(span));
    const outcome = oneOf(["won", "won", "lost", "open"]);
    const closed = outcome === "open" ? null : created + below(120) - (chance(0.02) ? 3 : 0);
    const currency = oneOf(["EUR", "EUR", "USD", "GBP", null]);
    const amount = chance(0.93) ? `${below(40_000)}.${10 + below(90)}` : null;
    const account = chance(0.9) ? `A${below(120)}` : null;
    const id = `O${index}`;
    return {
      id,
      created,
      closed,
      row: [
        ...[id, moment(created), lead?.id ?? null, account, chance(0.4) ? oneOf(channels) : null],
        ...[chance(0.3) ? oneOf(segments) : null, amount, amount === null ? null : currency],
        ...[closed === null ? null : moment(closed), outcome],
      ],
    };
  });
  const changes = opportunities.flatMap(({ id, created }) => {
    let day = created;
    return Array.from({ length: below(5) }, (_, index) => {
      day += 1 + below(20);
      const stage = chance(0.8) ? stageNames[Math.min(index, 2)] : oneOf(stageNames);
      // Instants only, each a day after the one before: two changes at one moment have no order of their own.
      const at = new Date(start + day * 86_400_000 + 36_000_000).toISOString();
      return [id, stage ?? "", at];
    });
  });
  const assets = Array.from({ length: 30 }, (_, index) => {
    const published = below(span) - 60;
    return [
      `C${index}`,
      `Deck ${index}`,
      moment(published),
      oneOf(["awareness", "decision", null]),
      chance(0.3) ? moment(published + 30 + below(200)) : null,
    ];
  });
  const uses = Array.from({ length: 400 }, (_, index) => [
    `U${index}`,
    `C${below(30)}`,
    moment(below(span)),
    oneOf(["sales", "sales", "marketing", null]),
    chance(0.7) ? `O${below(420)}` : null,
  ]);
  const visits = Array.from({ length: span }, (_, day) => [
    new Date(start + day * 86_400_000).toISOString().slice(0, 10),
    oneOf(["Paid search", "Webinar"]),
    below(300),
  ]);
  const rates = ["USD", "GBP"].flatMap((currency) =>
    Array.from({ length: 20 }, (_, step) => [
      currency,
      new Date(start + (step * 30 - 40) * 86_400_000).toISOString().slice(0, 10),
      `${currency === "USD" ? 0 : 1}.${80 + below(19)}`,
    ]),
  );
  return {
    leads: csv([
      ["lead_id", "created_at", "acquisition_channel", "segment", "mql_at", "disqualified_at"],
      ...leads.map(({ row }) => row),
    ]),
    opportunities: csv([
      [
        ...["opportunity_id", "created_at", "lead_id", "account_id", "acquisition_channel"],
        ...["segment", "amount", "currency", "closed_at", "outcome"],
      ],
      ...opportunities.map(({ row }) => row),
    ]),
    "stage-changes": csv([["opportunity_id", "stage", "entered_at"], ...changes]),
    content: csv([["asset_id", "title", "published_at", "journey_stage", "retired_at"], ...assets]),
    "content-uses": csv([["use_id", "asset_id", "used_at", "used_by", "opportunity_id"], ...uses]),
    visits: csv([["day", "acquisition_channel", "visitors"], ...visits]),
    "exchange-rates": csv([["currency", "day", "rate"], ...rates]),
  };
}
