import { chromium } from "playwright-core";

export interface Chromium {
  /** Opens a page of its own, waits until it says that it has drawn, and takes a picture at 2x. */
  screenshot(html: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function launchChromium(): Promise<Chromium> {
  // Its package then unpacks the libraries that the machine may lack.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  const browser = await chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...packaged.args, "--no-sandbox"],
    headless: true,
  });
  const context = await browser.newContext({ deviceScaleFactor: 2, viewport: { width: 680, height: 500 } });
  return {
    async screenshot(html) {
      const page = await context.newPage();
      await page.setContent(html);
      await page.waitForSelector("body[data-drawn=yes]");
      const picture = await page.screenshot();
      await page.close();
      return picture;
    },
    close: () => browser.close(),
  };
}
