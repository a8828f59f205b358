import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chartSlotsOf } from "../../src/messages/chart-slots.ts";
import { composeDigest } from "../../src/usecases/compose-digest.ts";
import { now, startTestBot, type TestBot, today } from "../support/bot.ts";

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot({
    acquisitionChannels: ["Webinar", "Partner", "Paid search"],
    segments: ["EMEA", "APAC"],
    stages: ["Demo", "Proposal"],
    assets: ["Price list", "Security overview"],
    weeks: 60,
    leadsAWeek: 12,
  });
});
afterAll(() => bot.stop());

/** How a chart is drawn, rather than what it says. */
const drawing = new Set(["kind", "tone", "locale", "style", "currency", "notation", "emptyText", "options"]);

/** Gives every text that a chart shows. */
function textsIn(node: unknown, key = ""): readonly string[] {
  if (drawing.has(key)) return [];
  if (typeof node === "string") return [node];
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, inner]) => textsIn(inner, Array.isArray(node) ? key : name));
}

/** Gives every word that blocks say, and what they say of their pictures. */
function wordsIn(node: unknown, key = ""): readonly string[] {
  if (typeof node === "string") return ["text", "alt_text"].includes(key) ? [node] : [];
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, inner]) => wordsIn(inner, Array.isArray(node) ? key : name));
}

/** Figures and names, apart from what stands around them. */
const partsOf = (text: string) => text.match(/[−+±]?[€]?\d[\d.,]*\d?%?|\p{Lu}[\p{L}]+/gu) ?? [];

const plain = (texts: readonly string[]) => texts.join(" ").replaceAll("*", "").toLowerCase();

describe.each(["en", "el"] as const)("a digest in %s", (locale) => {
  test("says in words all that its pictures say", async () => {
    const { message, charts } = await composeDigest(bot.store, bot.workspace, { asOf: today, locale, now });
    const all = [message, ...message.thread];
    const said = plain(all.flatMap(({ text, blocks }) => [text, ...wordsIn(blocks)]));
    expect(charts.size).toBeGreaterThan(6);
    const missing = [...charts].flatMap(([name, { model }]) =>
      textsIn(model)
        // Of what is left over nothing is drawn when nothing is.
        .filter((text) => !text.endsWith("(0)"))
        .flatMap(partsOf)
        .filter((part) => !said.includes(part.toLowerCase()))
        .map((part) => `${name}: ${part}`),
    );
    expect(missing).toEqual([]);
  });

  test("has alt texts that say each picture's title, and a figure", async () => {
    const { message, charts } = await composeDigest(bot.store, bot.workspace, { asOf: today, locale, now });
    const slots = [message, ...message.thread].flatMap(chartSlotsOf);
    expect(slots.map(({ name }) => name).toSorted()).toEqual([...charts.keys()].toSorted());
    for (const { name, altText } of slots) {
      const title = String(charts.get(name)?.model.title);
      expect(altText).toContain(title.split(":")[0]);
      expect(altText).toMatch(/\d/);
    }
  });
});
