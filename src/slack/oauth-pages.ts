import type { ServerResponse } from "node:http";

/** Gives the page from which somebody installs the app; the address is Slack's, with this browser's state. */
export function installPage(addToSlackUrl: string): string {
  return page(
    "Add Concord to Slack",
    `<p>Concord shows a sales team and a marketing team the same seven numbers, tells both when they drift apart, and
    keeps that conversation in one thread.</p>
    <p><a class="button" href="${escapeHtml(addToSlackUrl)}">Add to Slack</a></p>
    <p>Slack shows what Concord may do before anything is installed.</p>`,
  );
}

/** Gives the page after an installation. */
export function installedPage(name: string, teamId: string | undefined, appId: string | undefined): string {
  const opened =
    teamId && appId
      ? `slack://app?team=${encodeURIComponent(teamId)}&id=${encodeURIComponent(appId)}`
      : "slack://open";
  return page(
    name === "" ? "Concord is installed" : `Concord is installed in ${name}`,
    `<p>Type <code>/kpi</code> in Slack, or <code>/invite @Concord</code> to the channel that both teams share.</p>
    <p><a class="button" href="${escapeHtml(opened)}">Open Slack</a></p>`,
  );
}

const reasons: Readonly<Record<string, string>> = {
  slack_oauth_invalid_state: "The installation was begun in another browser, or more than ten minutes ago.",
  slack_oauth_missing_state: "The installation was not begun here.",
  slack_oauth_missing_code: "Slack did not say that the installation is allowed.",
  slack_oauth_installer_authorization_error: "The installation was cancelled.",
};

/** Gives the page after an installation that did not come about. */
export function failedPage(code: string): string {
  return page(
    "Concord was not installed",
    `<p>${escapeHtml(reasons[code] ?? "Slack did not complete the installation.")}</p>
    <p><a class="button" href="/slack/install">Try again</a></p>`,
  );
}

/** Sends a page that runs nothing and that nobody can frame. */
export function sendPage(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    })
    .end(html);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
.button { display: inline-block; padding: .65rem 1.2rem; border-radius: .5rem; background: #1f2a44; color: #fff;
  font-weight: 600; text-decoration: none; }
.button:focus-visible { outline: 3px solid #6b8afd; outline-offset: 2px; }
@media (prefers-color-scheme: dark) { .button { background: #dfe6ff; color: #10182b; } }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
