import { describe, expect, it } from "vitest";
import { generateCompany } from "../../src/demo/company/generate.ts";
import { companySettings } from "../../src/demo/company/profile.ts";
import { companyStories } from "../../src/demo/company/stories.ts";
import { dayOf } from "../../src/funnel/calendar.ts";
import { evaluate, incidentsOf } from "../../src/warnings/evaluate.ts";
import { withoutEchoes } from "../../src/warnings/groups.ts";
import { historyOf } from "../support/company-history.ts";

const halfYear = 182;
/** The demo's own seed on days of every season, and other companies. */
const mornings = [
  { seed: 42, today: dayOf(2026, 11, 24) },
  // The stuck stage holds wins back: they come late, but none is lost.
  { seed: 42, today: dayOf(2026, 12, 14) },
  { seed: 42, today: dayOf(2027, 1, 8) },
  { seed: 42, today: dayOf(2027, 8, 31) },
  { seed: 1, today: dayOf(2026, 11, 24) },
  { seed: 7, today: dayOf(2027, 6, 12) },
];

describe.each(mornings)("the sample company of seed $seed on day $today", ({ seed, today }) => {
  const stories = companyStories(today);
  const history = historyOf(generateCompany({ seed, today }), today, companySettings(today));

  it("has each of its three stories told once, and nothing else in half a year", () => {
    const told = withoutEchoes(incidentsOf(history)).filter(({ openedOn }) => openedOn > today - halfYear);
    expect(new Set(told.map(({ rule, subject }) => `${rule} ${subject}`))).toEqual(
      new Set([
        "mql-to-opportunity-drop null",
        `channel-neglected ${stories.neglect.acquisitionChannel}`,
        `stage-stuck ${stories.stuck.stage}`,
      ]),
    );
    expect(told).toHaveLength(3);
  });

  it("names the acquisition channel that carries the fall, and says that it is going on", () => {
    const drop = evaluate(history).find(({ rule }) => rule === "mql-to-opportunity-drop");
    expect(drop?.reason).toMatchObject({
      key: "conversion-fell",
      carrier: { acquisitionChannel: stories.drop.acquisitionChannel },
    });
    expect(drop?.openedOn).toBeGreaterThan(stories.drop.since);
    expect(drop?.closedOn).toBeNull();
  });
});
