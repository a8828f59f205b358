import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import { fontFiles, fontFilesFor, smallFontFiles } from "../../src/charts/render-fonts.ts";
import { fontFamily } from "../../src/charts/theme.ts";

const characters = Array.from({ length: 0x2300 }, (_, code) => String.fromCharCode(code));
const covered = characters.filter(
  (character) => character >= " " && fontFilesFor(character)[0] === smallFontFiles()[0],
);
const sentences = [
  "MQL → opportunity: 22.8% of 1,204 (±2.3), 5-year “AVATAR” – To, W. ff fi 10:30 3x4",
  "Από MQL σε ευκαιρία: 22,8% των 1.204 · «Ήταν» ΑΥΤΑ, Τώρα — προϋπολογισμός 3,2 εκ. €",
  "ĄĘŁŃŚŹŻ ąęłńśźż ČŘŠŽĚŮ Ğışİ Ærøskøbing Straße naïve Œuvre",
];

function pixels(text: string, files: readonly string[]): Buffer {
  const rows = [400, 500, 600].map(
    (weight, row) =>
      `<text x="4" y="${(row + 1) * 30}" font-family="${fontFamily}" font-weight="${weight}" font-size="17">${escaped(text)}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="100">${rows.join("")}</svg>`;
  const font = { loadSystemFonts: false, fontFiles: [...files], defaultFontFamily: fontFamily };
  return new Resvg(svg, { fitTo: { mode: "zoom", value: 2 }, font }).render().pixels;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const alike = (text: string) =>
  Buffer.compare(pixels(text, smallFontFiles()), pixels(text, fontFiles())) === 0;

describe("the small fonts", () => {
  test("are for Latin and Greek, not for other scripts", () => {
    for (const text of sentences) expect(fontFilesFor(text)).toEqual(smallFontFiles());
    for (const text of ["Партнёры", "合作伙伴", "Partner 🎉", "e\u0301"])
      expect(fontFilesFor(text)).toEqual(fontFiles());
  });

  test.each(sentences)("draw, pixel by pixel, what the whole fonts draw: %s", (text) => {
    expect(alike(text)).toBe(true);
  });

  test("draw each character that they are used for as the whole fonts do", () => {
    expect(covered.length).toBeGreaterThan(400);
    for (let at = 0; at < covered.length; at += 40) {
      const text = covered.slice(at, at + 40).join("");
      expect({ text, alike: alike(text) }).toEqual({ text, alike: true });
    }
  });
});
