import { describe, expect, it } from "vitest";
import { languageOf } from "../../src/messages/language.ts";
import { reasonTexts } from "../../src/messages/warning-reason.ts";
import { ruleNames } from "../../src/warnings/rule-names.ts";
import { reasons } from "../support/reasons.ts";

const options = { timeZone: "Europe/Athens", currency: "EUR" };

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
