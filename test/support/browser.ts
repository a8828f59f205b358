import { type Browser, chromium } from "playwright-core";

/** Starts the Chromium that comes from npm, with all that it needs. */
export async function startBrowser(): Promise<Browser> {
  // The package unpacks its own system libraries only where it believes itself in this runtime.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x";
  const { default: packed } = await import("@sparticuz/chromium");
  return chromium.launch({
    executablePath: await packed.executablePath(),
    // In its single process, made for functions that serve one request, closing a page ends the browser.
    args: [...packed.args.filter((flag) => flag !== "--single-process"), "--no-sandbox"],
    headless: true,
  });
}
