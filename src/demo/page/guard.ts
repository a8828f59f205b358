import type { IncomingMessage } from "node:http";

/**
 * Tells whether a request comes from the page itself: the host must be this machine by the name that the page is
 * opened with (else another site could point its own name here), and what changes something must come from the
 * page's own origin.
 */
export function isOurs(request: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = request.headers.host ?? "";
  if (!hosts.includes(host)) return false;
  const { origin } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (origin !== undefined && origin !== `http://${host}`) return false;
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return request.method === "GET" && isNavigation(request);
  const changes = request.method !== "GET" && request.method !== "HEAD";
  return !changes || request.headers["content-type"]?.startsWith("application/json") === true;
}

/** A link followed from elsewhere may open the page, as any page may be opened. */
const isNavigation = (request: IncomingMessage) =>
  request.headers["sec-fetch-mode"] === "navigate" && (request.url ?? "/").split("?")[0] === "/";

/** Nothing from elsewhere, and nothing inline. */
export const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const;
