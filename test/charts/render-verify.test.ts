import { deflateSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import { ChartError, verifyPng } from "../../src/charts/render-verify.ts";

const picture = (body: string, width = 40) =>
  new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="30"><rect width="${width}" height="30" fill="#fff"/>${body}</svg>`,
  )
    .render()
    .asPng();
const dot = `<circle cx="20" cy="15" r="9" fill="#0b66c9"/>`;

describe("a picture", () => {
  test("of the right size with something on it passes, and tells its size", () => {
    expect(verifyPng(picture(dot), { width: 40, height: 30 })).toEqual({ width: 40, height: 30 });
  });
  test("that is blank is refused", () => {
    expect(() => verifyPng(picture(""), { width: 40 })).toThrow("The PNG is blank.");
  });
  test("of another width is refused", () => {
    expect(() => verifyPng(picture(dot, 41), { width: 40 })).toThrow("41 by 30 pixels instead of 40 by any");
  });
  test("of another height is refused", () => {
    expect(() => verifyPng(picture(dot), { width: 40, height: 31 })).toThrow("40 by 30 pixels");
  });
  test("that is something else is refused", () => {
    expect(() => verifyPng(deflateSync(Buffer.from("no picture")))).toThrow(ChartError);
  });
  test("that is cut short is refused", () => {
    const whole = picture(dot);
    expect(() => verifyPng(whole.subarray(0, whole.length - 5), { width: 40 })).toThrow("cut short");
  });
  test("with a changed byte is refused", () => {
    const damaged = Buffer.from(picture(dot));
    damaged.writeUInt8(damaged.readUInt8(50) ^ 0xff, 50);
    expect(() => verifyPng(damaged, { width: 40 })).toThrow("damaged");
  });
});
