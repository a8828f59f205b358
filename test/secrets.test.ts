import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { secretBox } from "../src/secrets.ts";

const key = () => new Uint8Array(randomBytes(32));
const mine = key();
const box = secretBox([mine]);
const sealed = box.seal("xoxb-λόγος", "slack 1/bot");

test("a secret comes back whole, and is not readable while it is sealed", () => {
  expect(box.open(sealed, "slack 1/bot")).toBe("xoxb-λόγος");
  expect(sealed).not.toContain("xoxb");
});

test("the same secret is never sealed the same way twice", () => {
  expect(box.seal("xoxb-1", "a")).not.toBe(box.seal("xoxb-1", "a"));
});

test("it opens for nothing else than what it was sealed for", () => {
  expect(() => box.open(sealed, "slack 2/bot")).toThrow();
});

test.each([2, 3, 4])("a change of its part %i is noticed", (part) => {
  const parts = sealed.split(".");
  const bytes = Buffer.from(parts[part] ?? "", "base64url");
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  parts[part] = bytes.toString("base64url");
  expect(() => box.open(parts.join("."), "slack 1/bot")).toThrow();
});

test("an authentication tag that was cut short is refused", () => {
  const parts = sealed.split(".");
  parts[3] = Buffer.from(parts[3] ?? "", "base64url")
    .subarray(0, 4)
    .toString("base64url");
  expect(() => box.open(parts.join("."), "slack 1/bot")).toThrow();
});

test("a former key still opens, and only the present one seals", () => {
  const present = key();
  const both = secretBox([present, mine]);
  expect(both.open(sealed, "slack 1/bot")).toBe("xoxb-λόγος");
  expect([both.isCurrent(sealed), both.isCurrent(both.seal("x", "y"))]).toEqual([false, true]);
  expect(() => secretBox([present]).open(sealed, "slack 1/bot")).toThrow("another key");
});

test("without a key nothing is sealed, and the error says how to make one", () => {
  expect(() => secretBox([]).seal("x", "y")).toThrow("openssl rand -base64 32");
});
