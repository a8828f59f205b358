import fc from "fast-check";
import type { Change } from "./funnel-facts.ts";

/** The days that random facts lie in; few enough that they meet. */
export const firstDay = 20_000;
export const lastDay = 20_060;

const day = fc.integer({ min: firstDay, max: lastDay });
const perhapsDay = fc.option(day, { nil: null, freq: 3 });
const id = (prefix: string, count: number) =>
  fc.integer({ min: 1, max: count }).map((number) => `${prefix}${number}`);
const channel = fc.option(fc.constantFrom("Webinar", "Partner"), { nil: null });
const segment = fc.option(fc.constantFrom("EMEA", "APAC"), { nil: null });

const lead = fc
  .record({
    id: id("L", 6),
    created: day,
    channel,
    segment,
    mql: perhapsDay,
    sql: perhapsDay,
    disqualified: perhapsDay,
  })
  .map((fact): Change => ({ put: "lead", fact }));

const opportunity = fc
  .record({
    id: id("O", 8),
    created: day,
    lead: fc.option(id("L", 7), { nil: null }),
    account: fc.option(id("A", 3), { nil: null }),
    channel,
    amount: fc.option(fc.constantFrom("100", "250.5", "0.1", "9999.9999"), { nil: null }),
    // Closed on its day of creation at the earliest.
    days: fc.integer({ min: 0, max: 40 }),
    outcome: fc.constantFrom("open" as const, "won" as const, "lost" as const),
  })
  .map(
    ({ days, ...fact }): Change => ({
      put: "opportunity",
      fact: { ...fact, closed: fact.outcome === "open" ? null : fact.created + days },
    }),
  );

const stageChange = fc
  .record({ opportunity: id("O", 9), stage: fc.constantFrom("Demo", "Offer", "Talks"), entered: day })
  .map((fact): Change => ({ put: "stage-change", fact }));

const touch = fc
  .record({ id: id("T", 6), lead: id("L", 7), day })
  .map((fact): Change => ({ put: "touch", fact }));

const asset = fc
  .record({
    id: id("C", 3),
    published: day,
    retired: perhapsDay,
    journeyStage: fc.option(fc.constantFrom("awareness", "decision"), { nil: null }),
  })
  .map((fact): Change => ({ put: "asset", fact }));

const use = fc
  .record({
    id: id("U", 8),
    asset: id("C", 4),
    day,
    by: fc.option(fc.constantFrom("sales" as const, "marketing" as const), { nil: null }),
    opportunity: fc.option(id("O", 9), { nil: null }),
  })
  .map((fact): Change => ({ put: "use", fact }));

/** New facts, corrections of earlier ones, late facts, facts about what is not there yet; in any order. */
export const changes = fc.array(fc.oneof(lead, opportunity, stageChange, touch, asset, use), {
  minLength: 1,
  maxLength: 30,
  size: "max",
});
