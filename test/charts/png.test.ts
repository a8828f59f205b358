import { Resvg } from "@resvg/resvg-js";
import { expect, test } from "vitest";
import { encodePng } from "../../src/charts/png.ts";
import { verifyPng } from "../../src/charts/render-verify.ts";

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">
  <rect width="40" height="30" fill="#ffffff"/><circle cx="20" cy="15" r="9" fill="#1f6feb"/></svg>`;

const drawn = (svg: string) => new Resvg(svg, { font: { loadSystemFonts: false } }).render();

test("a PNG of our own making shows the very pixels that it was made of", () => {
  const { pixels, width, height } = drawn(drawing);
  const png = encodePng(pixels, width, height);
  expect(verifyPng(png, { width, height })).toEqual({ width, height });
  const image = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  const shown = drawn(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
    width="40" height="30"><image width="40" height="30" xlink:href="${image}" image-rendering="optimizeSpeed"/></svg>`);
  expect(Buffer.compare(shown.pixels, pixels)).toBe(0);
});

test("pixels that do not fill the picture are refused", () => {
  expect(() => encodePng(Buffer.alloc(12), 2, 2)).toThrow(RangeError);
});
