import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/funnel/facts.ts";
import { settleFact } from "../../src/sources/fact-rules.ts";

const day = { type: "local-day", iso: "2026-03-01" } as const;
const settle = (fact: Fact) => settleFact("opportunities", { opportunity_id: "1", created_at: day, ...fact });

describe("an opportunity's outcome", () => {
  it("is open when its cell and the closing day are empty", () => {
    expect(settle({ outcome: null, closed_at: null })).toMatchObject({ outcome: "open", closed_at: null });
  });

  it("drops the expected closing day of an open one", () => {
    expect(settle({ outcome: "open", closed_at: day })).toMatchObject({ outcome: "open", closed_at: null });
  });

  it("needs a closing day when won", () => {
    expect(settle({ outcome: "won", closed_at: null })).toMatchObject({ field: "closed_at" });
  });

  it("must be told when there is a closing day", () => {
    expect(settle({ outcome: null, closed_at: day })).toMatchObject({ field: "outcome" });
  });

  it("is left to what is stored when the source does not tell it", () => {
    expect(settle({})).toEqual({ opportunity_id: "1", created_at: day });
  });
});

describe("a fact without an id of its own", () => {
  const use = { asset_id: "a", used_at: day, use_id: null };

  it("gets the same one each time, from what identifies it", () => {
    const first = settleFact("content-uses", use);
    expect(first).toMatchObject({ use_id: expect.stringMatching(/^derived:[0-9a-f]{32}$/) });
    expect(settleFact("content-uses", { ...use, used_by: null })).toMatchObject({
      use_id: (first as Fact).use_id,
    });
    expect(settleFact("content-uses", { ...use, asset_id: "b" })).not.toMatchObject({
      use_id: (first as Fact).use_id,
    });
  });

  it("keeps the one it has", () => {
    expect(settleFact("content-uses", { ...use, use_id: "u1" })).toMatchObject({ use_id: "u1" });
  });
});
