import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import { fontFiles } from "../../src/charts/render-fonts.ts";
import { cut, drawable, textWidth, wrap } from "../../src/charts/text-fit.ts";
import { fontFamily, type TextStyle, textStyles } from "../../src/charts/theme.ts";

/** The width that the renderer really draws. */
function drawnWidth(text: string, style: TextStyle): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60"><text x="10" y="40" font-family="${fontFamily}" font-size="${style.size}px" font-weight="${style.weight}">${text}</text></svg>`;
  const box = new Resvg(svg, {
    font: { loadSystemFonts: false, fontFiles: [...fontFiles()], defaultFontFamily: fontFamily },
  }).getBBox();
  return box?.width ?? 0;
}

describe("a text's width", () => {
  test.each([
    ["MQL → opportunity fell to 17%, and webinars carry it", textStyles.title],
    ["Διάρκεια κύκλου πωλήσεων ανά στάδιο", textStyles.label],
    ["26 October to 22 November 2026", textStyles.subtitle],
    ["Продажи и маркетинг", textStyles.axis],
  ])("is within three hundredths of what is drawn: %s", (text, style) => {
    const drawn = drawnWidth(text, style);
    expect(Math.abs(textWidth(text, style) - drawn) / drawn).toBeLessThan(0.03);
  });
});

describe("a text that the font can draw", () => {
  test("keeps Latin, Greek and Cyrillic letters with their accents", () => {
    expect(drawable("Μαΐου, Żółć, Йод, €5")).toBe("Μαΐου, Żółć, Йод, €5");
  });
  test("keeps the spaces that stand inside a number", () => {
    expect(drawable("14\u202f200\u00a0€")).toBe("14\u202f200\u00a0€");
  });
  test("leaves out emoji, flags, joiners and direction marks", () => {
    expect(drawable("Sales 👩‍💻🇬🇷 team\u202e\u200f!")).toBe("Sales team!");
  });
  test("shows a box for a run of letters that the font lacks", () => {
    expect(drawable("שלום x مرحبا")).toBe("□ x □");
  });
  test("is one line without stacked marks", () => {
    expect(drawable("a\n\tb Z̴̧͎a")).toBe("a b Za");
  });
});

describe("a text cut to a width", () => {
  test("stays whole where it has room", () => {
    expect(cut("Partner", textStyles.label, 80)).toBe("Partner");
  });
  test("ends with an ellipsis and is no wider than its room", () => {
    const short = cut("x".repeat(200), textStyles.label, 100);
    expect(short).toMatch(/^x+…$/);
    expect(textWidth(short, textStyles.label)).toBeLessThanOrEqual(100);
  });
});

describe("a wrapped text", () => {
  test("has lines of about one length", () => {
    expect(
      wrap("Deals take 51 days, eight more than in summer; Proposal grew the most", textStyles.title, 592, 2),
    ).toEqual(["Deals take 51 days, eight more than", "in summer; Proposal grew the most"]);
  });
  test("loses what its last line cannot hold", () => {
    const lines = wrap("word ".repeat(100), textStyles.title, 300, 2);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/…$/);
  });
  test("cuts a single word that is wider than a line", () => {
    expect(wrap("x".repeat(300), textStyles.title, 300, 2)).toEqual([expect.stringMatching(/^x+…$/)]);
  });
  test("has no lines when there is nothing to draw", () => {
    expect(wrap("😀 ", textStyles.title, 300, 2)).toEqual([]);
  });

  test("keeps an arrow between its two words", () => {
    const lines = wrap(
      "Ο λόγος μετατροπής ευκαιρία → πελάτης μένει σταθερός: 26,1%",
      textStyles.title,
      560,
      2,
    );
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).not.toMatch(/^→|→$/);
  });
});
