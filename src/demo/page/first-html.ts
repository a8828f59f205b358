import type { Look } from "./look.ts";
import { wordsOf } from "./message-words.ts";

/** The page as it first arrives: the conversation in readable words, and the same as data for the script. */
export function firstHtml(look: Look): string {
  const room = look.rooms.find((one) => one.id === look.room);
  const name = (id: string) => look.people.find((one) => one.id === id)?.realName ?? "";
  const messages = look.messages.map(
    (message) =>
      `<article><h2>${escaped(name(message.user))}</h2>${wordsOf(message.blocks, message.text)
        .map((line) => `<p>${escaped(line)}</p>`)
        .join("")}${message.replies > 0 ? `<p>${message.replies} replies</p>` : ""}</article>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(room?.name ?? "")} · ${escaped(look.team)} · Concord</title>
<link rel="icon" href="/concord.svg">
<link rel="stylesheet" href="/page.css">
<script type="application/json" id="look">${JSON.stringify(look).replaceAll("<", "\\u003c")}</script>
<script type="module" src="/page.js"></script>
</head>
<body>
<div id="page"><main class="words"><h1>#${escaped(room?.name ?? "")}</h1>
${messages.join("\n")}
</main></div>
</body>
</html>
`;
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
