import { describe, expect, it } from "vitest";
import { factShapes } from "../../src/funnel/facts.ts";
import { parseFieldMapping } from "../../src/sources/field-mapping.ts";

const parse = (texts: Parameters<typeof parseFieldMapping>[1]) =>
  parseFieldMapping(factShapes.opportunities, texts);

describe("a field mapping", () => {
  it("translates a value as written, else whatever its case, else not at all", () => {
    const translate = parse({ value: ["outcome.Closed Won=won", "outcome.closed won=lost"] }).values.get(
      "outcome",
    );
    expect(translate?.("closed won")).toBe("lost");
    expect(translate?.("CLOSED WON")).toBe("won");
    expect(translate?.("open")).toBe("open");
  });

  it("lets their value hold dots and equals signs, and be empty", () => {
    const translate = parse({ value: ["stage.4.a=b=Demo", "stage.=New"] }).values.get("stage");
    expect(translate?.("4.a=b")).toBe("Demo");
    expect(translate?.("")).toBe("New");
  });

  it.each([
    [{ map: ["creatd_at=x"] }, "Did you mean created_at?"],
    [{ map: ["created_at"] }, "field=column"],
    [{ map: ["created_at=a", "created_at=b"] }, "twice"],
    [{ map: ["stage=a"], set: ["stage=b"] }, "told twice"],
    [{ value: ["outcome=won"] }, "field.THEIRS=OURS"],
    [{ value: ["outcome.A=won", "outcome.A=lost"] }, "two meanings"],
  ])("refuses %j", (texts, part) => {
    expect(() => parse(texts)).toThrow(part);
  });
});
