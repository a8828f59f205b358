import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { operatorErrors, toldError, translatedErrors } from "../../src/messages/told-errors.ts";

/** All that Slack's listeners can run: the start of the app is not among it. */
const entrances = ["commands", "actions", "events", "shortcuts", "views"].map(
  (kind) => `src/slack/${kind}/index.ts`,
);

/** Gives the files that these import, and what those import, with their text. */
function reachable(from: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const next = [...from, "src/slack/respond.ts"];
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (found.has(file)) continue;
    const text = readFileSync(file, "utf8");
    found.set(file, text);
    for (const [whole, target = ""] of text.matchAll(/(?:import|export)[^;]*?from "(\.[^"]+)"/g)) {
      if (!/^(import|export) type\b/.test(whole)) next.push(path.join(path.dirname(file), target));
    }
  }
  return found;
}

/** Gives the codes of the errors whose words stand in the code itself, and not in the texts of both languages. */
function wordedInCode(text: string): readonly string[] {
  return [...text.matchAll(/new UserError\(\{(.*?)\}\)/gs)].flatMap(([, parts = ""]) =>
    /\bwhat: *["`]/.test(parts) ? [/code: *"([^"]+)"/.exec(parts)?.[1] ?? parts] : [],
  );
}

describe("what Slack can show of a person's errors", () => {
  test("is in the texts of both languages, or has its translation, or is told as a fault of the app's", () => {
    const files = reachable(entrances);
    expect(files.size).toBeGreaterThan(200);
    const known = new Set<string>([...translatedErrors, ...operatorErrors]);
    const untold = [...files].flatMap(([file, text]) =>
      wordedInCode(text)
        .filter((code) => !known.has(code))
        .map((code) => `${file}: ${code}`),
    );
    expect(untold).toEqual([]);
  });

  test("is said in the asker's language, with the facts of the error", () => {
    const error = new UserError({
      code: "missing-rate",
      what: "For a terminal.",
      next: "For a terminal.",
      details: { from: "CHF", currency: "EUR", day: 20_700 },
    });
    const [english, greek] = [toldError(error, "en"), toldError(error, "el")];
    expect(english?.what).toBe(
      "An opportunity was won in CHF on 4 September 2026, and no exchange rate from CHF to EUR is known for that day.",
    );
    expect(greek?.what).toMatch(/CHF.*4 Σεπτεμβρίου 2026.*EUR/);
  });

  test("keeps to whoever runs Concord what is theirs", () => {
    const error = new UserError({
      code: "wrong-secret-key",
      what: "A stored secret",
      next: "CONCORD_SECRET_KEY",
    });
    expect(toldError(error, "en")).toBeNull();
  });
});
