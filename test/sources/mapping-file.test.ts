import { describe, expect, it } from "vitest";
import { sourceTypes } from "../../src/sources/index.ts";
import { mappingTemplate, parseMapping } from "../../src/sources/mapping-file.ts";

const kinds = "facts: { leads: { query: select 1 } }";

describe("a mapping file", () => {
  it("has sensible defaults for all but its queries", () => {
    expect(parseMapping(`source: postgres\n${kinds}`, sourceTypes)).toMatchObject({
      everyMinutes: 60,
      lookBackMinutes: 60,
      config: {
        time_zone: "UTC",
        facts: { leads: { query: "select 1", fields: {}, values: {}, constants: {} } },
      },
    });
  });

  it("says how often, as people write it", () => {
    const every = (text: string) =>
      parseMapping(`source: postgres\nevery: ${text}\n${kinds}`, sourceTypes).everyMinutes;
    expect([every("15 minutes"), every("hour"), every("2 Days"), every("never")]).toEqual([
      15,
      60,
      2880,
      null,
    ]);
  });

  it.each([
    ["", "must name the type"],
    ["- a", "mapping"],
    ["source: postgrs\n", "Did you mean postgres?"],
    [`source: postgres\nevery: soon\n${kinds}`, "every must be a span of time"],
    [`source: postgres\nevry: 1 hour\n${kinds}`, "evry, which nobody reads"],
    ["source: postgres\nfacts: {}", "at least one kind"],
    ["source: postgres\nfacts: { lead: { query: select 1 } }", "lead"],
    [
      "source: postgres\nfacts: { leads: { query: select 1, fields: { leadid: id } } }",
      "facts.leads.fields.leadid is no field",
    ],
    [
      "source: postgres\nfacts: { leads: { query: select 1, fields: { segment: a }, constants: { segment: b } } }",
      "told twice",
    ],
    ["source: postgres\nfacts: { visits: { query: select 1, deleted: x } }", "cannot be told of visits"],
    ["source: [postgres", "no YAML"],
    [`a: &a [x,x,x,x]\n${"b".repeat(300_000)}: 1`, "too long"],
  ])("%j is refused: %s", (text, part) => {
    expect(() => parseMapping(text, sourceTypes)).toThrow(part);
  });

  it("of each type begins with a template that can be used as it is", () => {
    for (const type of sourceTypes) {
      const { everyMinutes, lookBackMinutes } = type;
      expect(parseMapping(mappingTemplate(type), sourceTypes)).toMatchObject({
        type,
        everyMinutes,
        lookBackMinutes,
      });
    }
  });
});
