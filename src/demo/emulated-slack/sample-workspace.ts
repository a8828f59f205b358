/** Who is in the sample company's workspace, and what the app may do there. Ids stay the same at every start. */

export interface SamplePerson {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly locale: string;
  readonly admin: boolean;
  readonly guest: boolean;
  readonly token: string;
}

export const teamId = "T000000001";
export const teamName = "Sample company";
export const teamDomain = "sample-company";
export const appId = "A0CONCORD01";
export const botId = "B0CONCORD01";
export const botUserId = "U0CONCORD01";
export const botName = "Concord";
export const botToken = "xoxb-sample-concord";
/** The bot's eyes without the bot's limits: what the page reads with, since people see more than apps may. */
export const readerToken = "xoxb-sample-reader";
/** The app as Slack's OAuth knows it. */
export const oauthClient = { id: "1.1", secret: "5a4d6f0c9be14e7a8f3d2c1b0a998877" } as const;
export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
export const timeZone = "Europe/Athens";

const person = (
  id: string,
  name: string,
  realName: string,
  title: string,
  locale: string,
  standing: "member" | "admin" | "guest" = "member",
): SamplePerson => ({
  id,
  name,
  realName,
  title,
  locale,
  admin: standing === "admin",
  guest: standing === "guest",
  token: `xoxp-sample-${name}`,
});

export const people = {
  marketer: person("U0MAYA00001", "maya", "Maya Stone", "Marketing", "en-US"),
  salesLead: person("U0NIKOS0001", "nikos", "Nikos Georgiou", "Sales lead", "el-GR"),
  admin: person("U0ALEX00001", "admin", "Alex Reed", "Revenue operations", "en-US", "admin"),
  guest: person("U0SAM000001", "sam", "Sam Rivers", "Agency, guest", "en-US", "guest"),
} as const;

export const channels = {
  revenueTeam: { id: "C0REVENUE01", name: "revenue-team", topic: "Marketing and sales, the same numbers" },
  general: { id: "C0GENERAL01", name: "general", topic: "Everyone" },
} as const;

/** The scopes of the app's bot token: those of its manifest. */
export const botScopes: readonly string[] = [
  "app_mentions:read",
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:write",
  "users:read",
];

/** The seed in the shape that the emulator reads. */
export function emulatorSeed(scopes: readonly string[], redirectUrls: readonly string[] = []) {
  const everyone = Object.values(people);
  const bot = { app_id: appId, bot_id: botId, bot_user_id: botUserId };
  return {
    slack: {
      team: { name: teamName, domain: teamDomain },
      strict_scopes: true,
      users: everyone.map((one) => ({ name: one.name, real_name: one.realName, is_admin: one.admin })),
      channels: [{ name: channels.revenueTeam.name, topic: channels.revenueTeam.topic }],
      oauth_apps: [
        {
          ...bot,
          bot_name: "concord",
          name: botName,
          client_id: oauthClient.id,
          client_secret: oauthClient.secret,
          redirect_uris: redirectUrls,
          scopes,
        },
      ],
      tokens: [
        { token: botToken, type: "bot", user: botUserId, scopes, ...bot },
        { token: readerToken, type: "bot", user: botUserId, ...bot },
        ...everyone.map((one) => ({ token: one.token, type: "user", user: one.name, app_id: appId })),
      ],
    },
  };
}
