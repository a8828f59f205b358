import { describe, expect, test } from "vitest";
import { languageOf } from "../../src/messages/language.ts";
import type { Locale } from "../../src/messages/numbers.ts";
import { permissionTexts } from "../../src/messages/permission-texts.ts";
import { statusTexts } from "../../src/messages/status.ts";
import { translatedIn } from "../../src/messages/told-errors.ts";
import { reasonTexts } from "../../src/messages/warning-reason.ts";
import { edgeTexts } from "../../src/slack/texts.ts";

/** Everything that a language can say, as one book. */
function book(locale: Locale) {
  const language = languageOf(locale, { timeZone: "Europe/Athens", currency: "EUR" });
  return {
    texts: language.texts,
    edge: edgeTexts[locale],
    permissions: permissionTexts[locale],
    errors: translatedIn(locale),
    status: statusTexts[locale],
    rules: reasonTexts(language).rules,
  };
}

/** Stands for whatever a text asks for: a number, a word, a list or something made of them. */
function anything(): unknown {
  const target = Object.assign(() => "X", { 0: "X", 1: "Y" });
  return new Proxy(target, {
    get: (_, key) => {
      if (key === Symbol.toPrimitive) return (hint: string) => (hint === "string" ? "X" : 3);
      if (key === Symbol.iterator) return () => ["X", "Y"][Symbol.iterator]();
      if (key === "length") return 2;
      if (key === "toString") return () => "X";
      if (typeof key === "string" && key in Array.prototype) {
        return (...given: unknown[]) => Reflect.apply(Reflect.get(["X", "Y"], key), ["X", "Y"], given);
      }
      if (typeof key === "string" && key in String.prototype) {
        return (...given: unknown[]) => Reflect.apply(Reflect.get(Object("X"), key), "X", given);
      }
      return key === "then" ? undefined : anything();
    },
  });
}

/** Gives every text of a book under its path, with what functions say of anything. */
function textsIn(node: unknown, path = ""): ReadonlyMap<string, string> {
  if (typeof node === "string") return new Map([[path, node]]);
  if (typeof node === "function") return textsIn(node(...Array.from({ length: 8 }, anything)), path);
  if (typeof node !== "object" || node === null) return new Map();
  return new Map(
    Object.entries(node).flatMap(([key, inner]) => [...textsIn(inner, path === "" ? key : `${path}.${key}`)]),
  );
}

const english = textsIn(book("en"));
const greek = textsIn(book("el"));

/** What is written alike everywhere: commands, periods to type, names of formats and bare figures. */
const alike = /^(texts\.help\.(commands\.\d+\.write|periods\.\d+)|texts\.modals\.languages\.\w+)$/;
const letters = /\p{Script=Greek}/u;
/** A text without words of its own: placeholders, signs and the field's terms that stay in English. */
function hasWords(text: string): boolean {
  return /[A-Za-zΑ-ω]{2,}/u.test(
    // X and Y stand for what a text was given.
    text.replaceAll(
      /\bx?[XY]+\b|`[^`]*`|\/kpi [a-z -]+|\b(KPIs?|MQLs?|SQL|CSV|Concord|Slack|README|leads?|CRM|UTC)\b/g,
      "",
    ),
  );
}

describe("the two languages", () => {
  test("were both read whole", () => {
    expect(english.size).toBeGreaterThan(350);
  });

  test("say the same things", () => {
    expect([...greek.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  test("leave nothing empty", () => {
    const empty = [...english, ...greek].filter(([, text]) => text.trim() === "").map(([path]) => path);
    expect(empty).toEqual([]);
  });

  test("Greek leaves nothing in English", () => {
    const untranslated = [...greek].filter(
      ([path, text]) => !alike.test(path) && hasWords(text) && !letters.test(text),
    );
    expect(untranslated).toEqual([]);
  });

  test("Greek repeats no English sentence", () => {
    const repeated = [...greek].filter(
      ([path, text]) => !alike.test(path) && hasWords(text) && text === english.get(path),
    );
    expect(repeated).toEqual([]);
  });

  test("English has no Greek in it", () => {
    const mixed = [...english].filter(([path, text]) => !alike.test(path) && letters.test(text));
    expect(mixed).toEqual([]);
  });

  test("no text shows what a program wrote", () => {
    // Why something was not shared is looked up by its reason, of which none was given here.
    const broken = [...english, ...greek]
      .filter(([path]) => path !== "edge.notShared.what")
      .filter(([, text]) => /undefined|\[object|NaN|\$\{/.test(text));
    expect(broken).toEqual([]);
  });
});
