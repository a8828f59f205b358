/** Names as data may hold them, each out to break a message in its own way. */
export const hostileNames: readonly string[] = [
  "<!channel>",
  "<!here> & <@U0MAYA00001>",
  "<https://evil.example|click me>",
  "*bold* _italic_ ~gone~ `code`",
  "```\nblock\n```",
  ":tada: @channel #general evil.example",
  '=HYPERLINK("https://evil.example")',
  "+1+1|cmd",
  "مرحبا بالعالم",
  "\u202Etxt.exe",
  "👩‍👩‍👧‍👦 families 🏳️‍🌈",
  "Z̴̡̧̢͓̘͔̭̹̻̼̫̪̈́̀̅͆̔̿a̵̧̛̖̫̗̭̘̠l̷̢̧͔̗̰̮̟̔̍g̴͙̮̘̪̦̙̿o",
  "x".repeat(4000),
  "δοκιμή ".repeat(570),
  "line\nbreak\ttab\u0000null".replace("\u0000", ""),
  '","quotes"; drop table',
  "undefined",
  "null",
  "__proto__",
  " ",
];

/** Gives as many names as asked for, the hostile ones first. */
export function manyNames(count: number): readonly string[] {
  return [
    ...hostileNames,
    ...Array.from({ length: count }, (_, index) => `Acquisition channel ${index}`),
  ].slice(0, count);
}
