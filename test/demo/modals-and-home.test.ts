import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Page as PageServer, startPage } from "../../src/demo/page/server.ts";
import { startTestBot, type TestBot } from "../support/bot.ts";
import { startBrowser } from "../support/browser.ts";

let bot: TestBot;
let server: PageServer;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  bot = await startTestBot({ acquisitionChannels: ["Webinar", "Partner"], weeks: 30, leadsAWeek: 5 });
  server = await startPage({ emulator: bot.emulator, boltUrl: bot.url, port: 0, log: () => {} });
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await bot?.stop();
  expect(complaints).toEqual([]);
});

/** Opens the page as somebody. */
async function openAs(name: string, colorScheme: "light" | "dark" = "light"): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1300, height: 1000 } });
  context.setDefaultTimeout(20_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(server.url);
  const people = page.getByLabel("You are");
  const entry = (await people.locator("option").allTextContents()).find((one) => one.startsWith(name));
  await people.selectOption({ label: entry ?? name });
  return page;
}

async function type(page: Page, line: string): Promise<void> {
  const composer = page.getByRole("textbox", { name: "Message # revenue-team" });
  await composer.fill(line);
  await composer.press("Enter");
}

async function seriousViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}

const private_ = (page: Page) => page.getByRole("article").filter({ hasText: "Only visible to you" });

describe("the page in a browser", () => {
  test("puts another answer in the place of the first when a period is chosen", async () => {
    const page = await openAs("Maya");
    await type(page, "/kpi cycle-time");
    const answer = private_(page).filter({ hasText: "Cycle time" });
    const periods = answer.getByLabel("Period");
    await periods.waitFor();
    const labels = await periods.locator("option").allTextContents();
    await periods.selectOption({ label: labels.find((label) => label.startsWith("Last 90 days")) ?? "" });
    await answer.getByText("In the period 26 August – 23 November 2026").waitFor();
    expect(await answer.count()).toBe(1);
    expect(await seriousViolations(page)).toEqual([]);
  });

  test("shows Home in the reader's language, and a KPI in a modal that the keyboard opens and closes", async () => {
    const page = await openAs("Nikos", "dark");
    await page.getByRole("button", { name: "Concord", exact: true }).click();
    await page.getByText("Οι επτά δείκτες").waitFor();
    const open = page.getByRole("button", { name: "Άνοιγμα: Κύκλος πωλήσεων" });
    expect(await page.getByRole("button", { name: /^Άνοιγμα: / }).count()).toBe(7);
    expect(await seriousViolations(page)).toEqual([]);
    await open.focus();
    await page.keyboard.press("Enter");
    const modal = page.getByRole("dialog");
    await modal.getByText("Τώρα ·").waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await modal.waitFor({ state: "detached" });
  });

  test("sets up a digest with the keyboard, and shows the next five before it is saved", async () => {
    const page = await openAs("Alex");
    await type(page, "/kpi subscribe");
    const modal = page.getByRole("dialog", { name: "Set up a digest" });
    await modal.getByText("Mon 30 Nov, 09:00").waitFor();
    await modal.getByLabel("Wednesday").focus();
    await page.keyboard.press("Space");
    await modal.getByText("Wed 25 Nov, 09:00").waitFor();
    const zone = modal.getByLabel("Time zone");
    await zone.fill("new york");
    await expect
      .poll(() => modal.locator("datalist option").first().getAttribute("value"), { timeout: 20_000 })
      .toBe("America/New_York");
    await zone.fill("America/New_York");
    await modal.getByText("(America/New_York)").first().waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await modal.getByRole("button", { name: "Save" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Concord" }).getByText("The first digest comes to").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Concord", exact: true }).click();
    await page.getByText("Every Monday and Wednesday at 09:00 (America/New_York)").waitFor();
  });

  test("says at the field what is wrong with the settings", async () => {
    const page = await openAs("Alex");
    await type(page, "/kpi settings");
    const modal = page.getByRole("dialog", { name: "Settings" });
    await modal.getByLabel("Currency").fill("E");
    await modal.getByRole("button", { name: "Save" }).click();
    await modal.getByText("Write a currency's code of three letters, such as EUR.").waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });
});
