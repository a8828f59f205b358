import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const { resolve } = createRequire(import.meta.url);
const faces = ["400Regular/Inter_400Regular", "500Medium/Inter_500Medium", "600SemiBold/Inter_600SemiBold"];
const smallFaces = ["Regular", "Medium", "SemiBold"];

/** Gives the paths of the whole fonts that charts are drawn with, one a weight; no system font is used. */
export function fontFiles(): readonly string[] {
  return faces.map((face) => resolve(`@expo-google-fonts/inter/${face}.ttf`));
}

/** The same for Latin and Greek alone (`fonts/README.md`). */
export function smallFontFiles(): readonly string[] {
  return smallFaces.map((face) => fileURLToPath(new URL(`./fonts/Inter-${face}.ttf`, import.meta.url)));
}

/** All that the small fonts have, and the ends of lines. */
const small =
  /^[\n\u0020-\u007E\u00A0-\u0148\u014A-\u017F\u0384-\u038A\u038C\u038E-\u03A1\u03A3-\u03CE\u2009\u2010-\u2015\u2018-\u201E\u2020-\u2022\u2026\u202F\u2030\u2039\u203A\u20AC\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]*$/;

/** Gives the smallest fonts that have every character of a text: the smaller their files, the sooner it is drawn. */
export function fontFilesFor(text: string): readonly string[] {
  return small.test(text) ? smallFontFiles() : fontFiles();
}
