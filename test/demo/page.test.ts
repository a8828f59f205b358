import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type Demo, startDemo } from "../../src/demo/start.ts";
import { createLog } from "../../src/log.ts";
import { startBrowser } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let folder: string;
let demo: Demo;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "concord-page-"));
  [demo, browser] = await Promise.all([
    startDemo({
      config: { databaseUrl: database.connectionString, dataDir: folder, port: 0 },
      log: createLog({ level: "warn", write: (line) => complaints.push(line) }),
      now: () => new Date(),
      onProgress: () => {},
    }),
    startBrowser(),
  ]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
  expect(complaints).toEqual([]);
});

let page: Page;

async function open(look: { readonly colorScheme?: "light" | "dark"; readonly width?: number } = {}) {
  const { colorScheme = "light", width = 1400 } = look;
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  context.setDefaultTimeout(15_000);
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error") complaints.push(line.text());
  });
  onTestFinished(() => context.close());
  await page.goto(demo.url);
}

const channel = () => page.getByRole("log", { name: "Messages in # revenue-team" });
const thread = () => page.getByRole("complementary", { name: "Thread" });
const composer = () => page.getByRole("textbox", { name: "Message # revenue-team" });
const digest = () => channel().getByRole("article").filter({ hasText: "Marketing and sales, week" });

/** Whether every picture within has arrived and has pixels. */
const picturesOf = (place: ReturnType<typeof channel>) =>
  place
    .locator(".blocks img")
    .evaluateAll((pictures) => pictures.map((one) => one instanceof HTMLImageElement && one.naturalWidth));

async function seriousViolations() {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

describe("the demo's page", () => {
  beforeEach(() => open());

  test("shows last week's digest with its picture, in words for those who cannot see it", async () => {
    await expect.poll(() => digest().count()).toBe(1);
    await expect.poll(() => picturesOf(digest())).toEqual([1280]);
    const said = await digest().locator(".blocks img").getAttribute("alt");
    expect(said).toMatch(/MQL → opportunity \d/);
    expect(await digest().getByText("For marketing").count()).toBe(1);
  });

  test("shows the digest's thread, a picture for each KPI, as it arrives", async () => {
    await digest().getByRole("button", { name: "View thread" }).click();
    const replies = () => thread().getByRole("article");
    await expect.poll(() => replies().count(), { timeout: 25_000 }).toBe(9);
    await expect
      .poll(async () => (await picturesOf(thread())).filter((width) => Number(width) > 0).length)
      .toBe(8);
    for (const kpi of ["Cycle time", "Revenue mix", "Revenue per account"]) {
      expect(await replies().filter({ hasText: kpi }).count()).toBeGreaterThan(0);
    }
  });

  test("answers /kpi cycle-time to the one who asks, and its buttons work", async () => {
    await composer().fill("/kpi cycle-time");
    await composer().press("Enter");
    const answer = channel().getByRole("article").filter({ hasText: "Only visible to you" });
    await expect.poll(() => answer.count()).toBe(1);
    expect(await answer.textContent()).toMatch(/Half of the wins took \d+ days or less/);

    await answer.getByRole("button", { name: "Share to channel" }).click();

    const shared = channel()
      .getByRole("article")
      .filter({ hasNotText: "Only visible to you", hasText: "Half of the wins took" });
    await expect.poll(() => shared.count(), { timeout: 20_000 }).toBe(1);
    await expect.poll(() => picturesOf(shared)).toEqual([expect.any(Number)]);
  });

  test("explains the digest's numbers by the message's menu, reached by keyboard", async () => {
    await digest().waitFor();
    await digest().getByRole("button", { name: "More actions" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.locator(":focus").textContent()).toContain("Explain these numbers");
    expect(await seriousViolations()).toEqual([]);
    await page.keyboard.press("Enter");
    const explained = channel().getByRole("article").filter({ hasText: "Only visible to you" });
    await expect.poll(() => explained.allTextContents().then((all) => all.join(" "))).toContain("÷");
  });

  test("tells a misspelt name's nearest", async () => {
    await composer().fill("/kpi cycel-time");
    await composer().press("Enter");
    await expect.poll(() => channel().textContent()).toContain("cycle-time");
  });

  test("can be used from the keyboard alone", async () => {
    await composer().waitFor();
    const reach = async (name: string) => {
      for (let step = 0; step < 60; step++) {
        await page.keyboard.press("Tab");
        if ((await page.locator("button:focus", { hasText: name }).count()) > 0) return;
      }
      throw new Error(`no way by keyboard to ${name}`);
    };
    await reach("View thread");
    await page.keyboard.press("Enter");
    await thread().waitFor();
    await expect.poll(() => page.locator(":focus").getAttribute("aria-label")).toBe("Close thread");
    await page.keyboard.press("Escape");
    await thread().waitFor({ state: "detached" });
    await expect.poll(() => page.locator(":focus").textContent()).toContain("View thread");
  });
});

describe.each(["light", "dark"] as const)("in the %s", (colorScheme) => {
  test("nothing keeps anyone out: channel, thread and Home", async () => {
    await open({ colorScheme });
    await digest().getByRole("button", { name: "View thread" }).click();
    await thread().getByRole("article").nth(1).waitFor();
    expect(await seriousViolations()).toEqual([]);
    await page.getByRole("button", { name: "Concord", exact: true }).click();
    await page.getByText("Revenue per account").first().waitFor();
    expect(await seriousViolations()).toEqual([]);
  }, 120_000);
});

test("on a phone the page fits its width, and the menu opens", async () => {
  await open({ width: 390 });
  await digest().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.getByRole("button", { name: "Workspace menu" }).click();
  await page.getByRole("button", { name: "general" }).click();
  await page.getByRole("log", { name: "Messages in # general" }).waitFor();
});

test("only this page's own requests are answered", async () => {
  const foreign = await fetch(`${demo.url}/api/look`, { headers: { origin: "https://example.com" } });
  expect(foreign.status).toBe(403);
});
