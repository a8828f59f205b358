import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
const faces = ["400Regular/Inter_400Regular", "500Medium/Inter_500Medium", "600SemiBold/Inter_600SemiBold"];

/** Gives the paths of the font files that charts are drawn with, one a weight; no system font is used. */
export function fontFiles(): readonly string[] {
  return faces.map((face) => resolve(`@expo-google-fonts/inter/${face}.ttf`));
}
