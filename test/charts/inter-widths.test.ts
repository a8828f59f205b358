import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { interWidths } from "../../src/charts/inter-widths.ts";
import { fontFiles } from "../../src/charts/render-fonts.ts";

test("the table of widths is the regular font's own, to half a hundredth", () => {
  const [regular = ""] = fontFiles();
  const widthOf = advanceWidths(readFileSync(regular));
  for (const [width, characters] of Object.entries(interWidths)) {
    for (const character of characters) {
      const own = widthOf(character.codePointAt(0) ?? 0);
      expect(own, `${character} is not in the font`).not.toBeNull();
      expect(Math.abs((own ?? 0) * 100 - Number(width)), character).toBeLessThanOrEqual(0.51);
    }
  }
});

/** Reads `cmap` (format 12), `hmtx` and `head` of a TrueType font; gives widths as shares of the size. */
function advanceWidths(font: Buffer): (codePoint: number) => number | null {
  const tables = new Map<string, number>();
  for (let index = 0; index < font.readUInt16BE(4); index += 1) {
    const record = 12 + index * 16;
    tables.set(font.toString("latin1", record, record + 4), font.readUInt32BE(record + 8));
  }
  const table = (name: string) => tables.get(name) ?? 0;
  const unitsPerEm = font.readUInt16BE(table("head") + 18);
  const metrics = font.readUInt16BE(table("hhea") + 34);
  const cmap = table("cmap");
  const offsets = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, index) => cmap + font.readUInt32BE(cmap + 8 + index * 8),
  );
  const full = offsets.find((offset) => font.readUInt16BE(offset) === 12) ?? cmap;
  return (codePoint) => {
    for (let group = 0; group < font.readUInt32BE(full + 12); group += 1) {
      const at = full + 16 + group * 12;
      const [first, last] = [font.readUInt32BE(at), font.readUInt32BE(at + 4)];
      if (codePoint < first || codePoint > last) continue;
      const glyph = font.readUInt32BE(at + 8) + codePoint - first;
      return font.readUInt16BE(table("hmtx") + Math.min(glyph, metrics - 1) * 4) / unitsPerEm;
    }
    return null;
  };
}
