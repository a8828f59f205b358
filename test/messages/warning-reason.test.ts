import { describe, expect, it } from "vitest";
import { dayOf } from "../../src/funnel/calendar.ts";
import { languageOf } from "../../src/messages/language.ts";
import { reasonTexts } from "../../src/messages/warning-reason.ts";
import type { Reason } from "../../src/warnings/reason.ts";
import { ruleNames } from "../../src/warnings/rule-names.ts";

const since = dayOf(2026, 10, 12);
const options = { timeZone: "Europe/Athens", currency: "EUR" };
const reasons = {
  "conversion-fell": {
    key: "conversion-fell",
    step: "mql-to-opportunity",
    observed: 63,
    expected: 92.1,
    from: 0.239,
    to: 0.163,
    since,
    carrier: { acquisitionChannel: "Webinar", share: 0.75 },
  },
  "gate-raised": { key: "gate-raised", first: 0.7, second: 1.3, since },
  "pushed-through": { key: "pushed-through", first: 1.3, second: 0.7, since },
  "half-fails-target": {
    key: "half-fails-target",
    failing: "opportunity-to-customer",
    value: 0.18,
    target: 0.25,
    other: 0.24,
    otherTarget: 0.22,
  },
  swings: {
    key: "swings",
    tau: 0.3,
    low: 0.15,
    bins: 26,
    inStep: false,
    step: "mql-to-opportunity",
    stepTau: 0.28,
  },
  "takes-longer": {
    key: "takes-longer",
    stage: "Proposal",
    observed: 61,
    expected: 87,
    from: 5.9,
    to: 8.6,
    overstaying: 8,
    since,
  },
  "few-leads-come": {
    key: "few-leads-come",
    acquisitionChannel: "Partner",
    perWeek: 6,
    perWeekBefore: 10.2,
    conversionFactor: 1.02,
  },
  "not-taken-up": {
    key: "not-taken-up",
    acquisitionChannel: "Partner",
    observed: 105,
    expected: 130.4,
    from: 0.939,
    to: 0.755,
    conversionFactor: 1.12,
  },
  "not-taken-up-or-poor": {
    key: "not-taken-up-or-poor",
    acquisitionChannel: "Partner",
    observed: 20,
    expected: 35,
    from: 0.25,
    to: 0.14,
    conversionFactor: 1,
  },
  "revenue-concentrated": {
    key: "revenue-concentrated",
    from: 4.4,
    to: 2.8,
    acquisitionChannel: "Webinar",
    share: 0.61,
    shareBefore: 0.34,
  },
  "content-fell": { key: "content-fell", from: 0.4, to: 0.27 },
  "content-below-target": { key: "content-below-target", from: 0.5, to: 0.38 },
  "content-in-deals-fell": { key: "content-in-deals-fell", from: 0.6, to: 0.41 },
  "contracts-smaller": { key: "contracts-smaller", from: 10_340, to: 7651, deals: 45, since },
  "source-silent": { key: "source-silent", source: "Salesforce", lastReceived: since, days: 9 },
} as const satisfies Record<Reason["key"], Reason>;

describe.each(["en", "el"] as const)("the reasons in %s", (locale) => {
  const { sentence, rules } = reasonTexts(languageOf(locale, options));

  it("are one sentence or two each, with a full stop and no hole", () => {
    for (const reason of Object.values(reasons)) {
      const text = sentence(reason, (name) => name);
      expect(text).toMatch(/\.$/);
      expect(text).not.toMatch(/undefined|NaN|null|\s\s/);
    }
    expect(Object.values(reasons).map((reason) => sentence(reason, (name) => name))).toMatchSnapshot();
  });

  it("write names from data as the place asks", () => {
    for (const reason of Object.values(reasons)) {
      const text = sentence(reason, (name) => `<${name.length}>`);
      expect(text).not.toMatch(/Webinar|Partner|Proposal|Salesforce/);
    }
  });

  it("name every rule", () => {
    expect(Object.keys(rules)).toEqual(ruleNames);
  });
});
