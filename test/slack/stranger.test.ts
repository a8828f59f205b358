import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRenderer, type Renderer } from "../../src/charts/render.ts";
import { localDay } from "../../src/funnel/calendar.ts";
import { createLog } from "../../src/log.ts";
import { type RunningBot, startBot } from "../../src/slack/start.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { storeFacts } from "../../src/store/facts.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { rebuild } from "../../src/usecases/refresh.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type OtherSlack, startOtherSlack } from "../support/other-slack/server.ts";
import { people, team } from "../support/other-slack/team.ts";
import {
  type Came,
  elementsIn,
  mrkdwnIn,
  optionsOf,
  type Visitor,
  visitor,
  wordsIn,
} from "../support/other-slack/visitor.ts";
import type { Effect } from "../support/other-slack/web-api.ts";
import { smallCompany } from "../support/small-company.ts";

/** What a program says when it forgot that people read it. */
const garbage = /\bundefined\b|\bNaN\b|\[object |\bnull\b|Infinity|Invalid Date|\bat .+\.[jt]s:\d+/;
const timeZone = "Europe/Athens";

let database: TestDatabase;
let store: Store;
let slack: OtherSlack;
let renderer: Renderer;
let bot: RunningBot;
let ada: Visitor;
let nikos: Visitor;
const log: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  slack = await startOtherSlack();
  const now = new Date();
  const workspace = await addWorkspace(store, {
    name: "local",
    teamId: team.id,
    settings: { timeZone, currency: "EUR" },
  });
  const company = {
    today: localDay(now.getTime(), timeZone),
    acquisitionChannels: ["Webinar", "Partner", "<!channel>"],
    segments: ["EMEA", "APAC"],
    stages: ["Demo", "Proposal"],
    weeks: 40,
    leadsAWeek: 6,
  };
  for (const [kind, facts] of smallCompany(company)) {
    await storeFacts(store, { workspaceId: workspace.workspaceId, source: "CRM", kind, facts, now });
  }
  await rebuild(store, workspace, now);
  renderer = createRenderer({ threads: 1 });
  // What Slack's pace asks for between messages is not waited out here.
  const sleep = (milliseconds: number) => pause(Math.min(milliseconds, 20));
  bot = await startBot({ ...connected(), store, renderer, sleep });
  await slack.connected();
  ada = visitor(slack, people.ada, bot.settled);
  nikos = visitor(slack, people.nikos, bot.settled);
});
afterAll(async () => {
  await bot.stop();
  await slack.stop();
  await renderer.close();
  await store.destroy();
  await database.drop();
});

function connected() {
  return {
    connection: {
      kind: "socket" as const,
      botToken: slack.state.botToken,
      appToken: slack.state.appToken,
      apiUrl: slack.apiUrl,
    },
    port: 0,
    log: createLog({ level: "warn", isTerminal: false, write: (line) => log.push(line) }),
  };
}

/** Fails unless something came in time that reads well and that this Slack took. */
function good(what: string, { acknowledged, effects }: Came): Effect {
  expect(acknowledged, `${what}: no acknowledgement within three seconds`).not.toBeNull();
  const words = effects.flatMap(({ content }) => wordsIn(content));
  for (const text of words) expect(text, what).not.toMatch(garbage);
  for (const { content } of effects) expect(mrkdwnIn(content).join("\n"), what).not.toContain("<!channel>");
  const refused = slack.calls.filter(({ answer }) => answer.ok !== true);
  expect(
    refused.map(({ method, answer }) => `${method} ${JSON.stringify(answer)}`),
    what,
  ).toEqual([]);
  expect(slack.responses.filter((response) => response.refused !== null).map((each) => each.refused)).toEqual(
    [],
  );
  expect(log, what).toEqual([]);
  const last = effects.at(-1);
  if (!last) throw new Error(`${what}: nothing came`);
  return last;
}

const commands = [
  ...["", "help", "status", "digest", "cycle tim", "mql since the flood", "subscribe", "settings"],
  ...["mql last 90 days by channel", "opportunity-to-customer Q3 by segment", "cycle-time by stage"],
  ...["end-to-end", "revenue-mix", "content-used", "revenue-per-account", "explain end-to-end"],
];
const readOnly = ["mql 2026-W20 as of 2026-10-01", "win rate", "export cycle-time"];

describe("against a Slack of another make, over Socket Mode", () => {
  test("every command is answered, and Slack takes every answer", async () => {
    for (const text of [...commands, ...readOnly]) good(`/kpi ${text}`, await ada.command(text));
  });

  test("to a Greek, in Greek", async () => {
    // Names and what is typed stay as they are.
    const names =
      /`[^`]*`|\/(kpi|invite) [\w @-]+|\b(KPI|MQL|SQL|CSV|leads?|Concord|Slack|Europe|Athens|CRM|UTC|EUR|EMEA|APAC|Webinar|Partner|Demo|Proposal|Security overview|Never opened|email|English)\b|«[^»]*»|[<&]\S*|acquisition-channel|segment|stage/g;
    for (const text of commands) {
      const { content } = good(`/kpi ${text}`, await nikos.command(text));
      for (const said of wordsIn(content)) expect(said.replace(names, ""), text).not.toMatch(/[A-Za-z]{3,}/);
    }
  });

  test("every button and menu of an answer does something", async () => {
    for (const text of ["", "mql by channel", "digest"]) {
      const answer = good(text, await ada.command(text));
      for (const element of elementsIn(answer.content)) {
        const option = optionsOf(element).at(-1);
        good(`${text} > ${String(element.action_id)}`, await ada.use(answer, element, option));
      }
    }
  });

  test("Home's buttons and modals do something, and a subscription comes of them", async () => {
    const empty = good("Home", await nikos.openHome());
    for (const element of elementsIn(empty.content)) {
      good(`Home > ${String(element.action_id)}`, await nikos.use(empty, element, optionsOf(element)[0]));
    }
    const modal = good("subscribe", await nikos.command("subscribe"));
    const refusal = await nikos.submit(modal, {
      channel: { channel: { selected_conversation: slack.state.rooms.outside.id } },
    });
    expect(refusal.acknowledged?.payload).toMatchObject({
      response_action: "errors",
      errors: { channel: expect.stringMatching(/\/invite @Concord/) },
    });
    const saved = await nikos.submit(modal);
    expect(saved.acknowledged?.payload).toMatchObject({ response_action: "update" });
    const home = good("Home", await nikos.openHome());
    expect(wordsIn(home.content).join(" ")).toContain(`<#${slack.state.rooms.shared.id}>`);
    const menu = elementsIn(home.content).find(({ type }) => type === "overflow");
    if (!menu) throw new Error("Home shows no subscription");
    for (const option of optionsOf(menu))
      good("the subscription's menu", await nikos.use(home, menu, option));
  });

  test("a mention is answered in its thread, and a message of ours explains itself", async () => {
    const came = await ada.mention("how was our win rate last quarter?");
    good("a mention", came);
    const post = came.effects.find(({ content }) => content.thread_ts === "1790000000.000100");
    if (post?.kind !== "post") throw new Error("Nothing came into the mention's thread");
    const explained = good("the shortcut", await ada.explain(post));
    expect(wordsIn(explained.content).join(" ")).toContain("÷");
  });

  test("members are answered in every kind of channel, also where the bot is none; nobody else is in any", async () => {
    const { shared, closed, outside, direct } = slack.state.rooms;
    const refusals = [
      [people.guest, /members of this workspace only/],
      [people.stranger, /people of its own workspace only/],
      [people.gone, /account is deactivated/],
    ] as const;
    const mel = visitor(slack, people.member, bot.settled);
    for (const room of [shared, closed, outside, direct]) {
      const answer = good(`/kpi mql in ${room.name}`, await mel.command("mql", room));
      expect(wordsIn(answer.content).join(" "), room.name).toMatch(/\d%|\d of \d/);
      for (const [person, refusal] of refusals) {
        for (const text of ["mql", "export mql", "digest now", "note x"]) {
          const { effects } = await visitor(slack, person, bot.settled).command(text, room);
          expect(effects, `${person.name} ${text}`).toHaveLength(1);
          const said = wordsIn(effects[0]?.content).join(" ");
          expect(said, `${person.name} ${text}`).toMatch(refusal);
          expect(said, `${person.name} ${text}`).not.toMatch(/\d%/);
        }
      }
    }
    // What a member may not change is refused in the same words everywhere.
    for (const text of ["subscribe", "settings", "targets set mql 20%", "targets remove 1"]) {
      const { effects } = await mel.command(text, closed);
      expect(wordsIn(effects.at(-1)?.content).join(" "), text).toContain("Only workspace admins");
    }
  });

  test("an answer's figure is the terminal's", async () => {
    const answer = good("/kpi", await ada.command("mql 2026-W20"));
    const { readings } = JSON.parse(
      await concord("kpi", "mql-to-opportunity", "--from", "2026-05-11", "--to", "2026-05-18", "--json"),
    );
    const [{ value, numerator, denominator }] = readings;
    const said = wordsIn(answer.content).join(" ");
    expect(said).toContain(`${(value * 100).toFixed(1)}% within 60 days`);
    expect(said).toContain(`${numerator} of ${denominator} MQLs`);
  });

  test("doctor finds all well, and names what is not with its mend", async () => {
    const environment = {
      SLACK_BOT_TOKEN: slack.state.botToken,
      SLACK_APP_TOKEN: slack.state.appToken,
      SLACK_API_URL: slack.apiUrl,
    };
    const well = JSON.parse(await doctor(environment)).findings;
    expect(well.filter(({ state }: { state: string }) => state === "problem")).toEqual([]);
    const { scopes } = slack.state;
    slack.state.scopes = scopes.filter((scope) => scope !== "files:write");
    const ill = await doctor({
      ...environment,
      SLACK_APP_TOKEN: "xapp-another",
      CONCORD_CHANNEL: slack.state.rooms.outside.id,
    });
    slack.state.scopes = scopes;
    expect(ill).toMatch(/SLACK_APP_TOKEN: invalid_auth.*connections:write/);
    expect(ill).toMatch(/The bot lacks files:write/);
    expect(ill).toMatch(/not in #random.*\/invite @Concord/);
    slack.calls.length = 0;
  });
});

async function concord(...words: readonly string[]): Promise<string> {
  return run(words, { DATABASE_URL: database.connectionString });
}

function doctor(environment: Readonly<Record<string, string>>): Promise<string> {
  return run(["doctor", "--json"], { DATABASE_URL: database.connectionString, ...environment });
}

function run(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["src/cli.ts", ...words], { env: { PATH, ...environment } });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  return new Promise((resolve) => child.once("close", () => resolve(Buffer.concat(parts).toString())));
}
