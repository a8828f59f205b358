import { setTimeout as pause } from "node:timers/promises";
import { createRenderer } from "../../src/charts/render.ts";
import { type Fields, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import type { SamplePerson } from "../../src/demo/emulated-slack/sample-workspace.ts";
import { type Act, type Outcome, perform } from "../../src/demo/page/acts.ts";
import { type SlackEmulator, startSlackEmulator } from "../../src/demo/slack-emulator.ts";
import { localDay } from "../../src/funnel/calendar.ts";
import { createLog } from "../../src/log.ts";
import { type RunningBot, startBot } from "../../src/slack/start.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { storeFacts } from "../../src/store/facts.ts";
import { addWorkspace, type Workspace } from "../../src/store/workspaces.ts";
import { rebuild } from "../../src/usecases/refresh.ts";
import { createTestDatabase } from "./database.ts";
import { type SmallCompany, smallCompany } from "./small-company.ts";

export interface TestBot {
  readonly store: Store;
  readonly workspace: Workspace;
  readonly emulator: SlackEmulator;
  readonly bot: RunningBot;
  readonly log: string[];
  readonly url: string;
  /** Does something as somebody, as the local page does, and waits until its answers have come. */
  act(act: Act): Promise<Outcome>;
  /** Types a command in the team's channel and gives the private answers that came. */
  command(text: string, user?: SamplePerson): Promise<readonly PrivateAnswer[]>;
  /** Uses an element of a private answer; gives what came. */
  use(answer: PrivateAnswer, action: Fields, user?: SamplePerson): Promise<readonly PrivateAnswer[]>;
  privates(user?: SamplePerson): readonly PrivateAnswer[];
  stop(): Promise<void>;
}

export interface PrivateAnswer {
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly Fields[];
}

/** A Tuesday. */
export const now = new Date("2026-11-24T09:00:00Z");
const timeZone = "Europe/Athens";
export const today = localDay(now.getTime(), timeZone);

/** Starts the real app over signed HTTP, against the emulated workspace and a database of its own. */
export async function startTestBot(company: Omit<SmallCompany, "today"> | null): Promise<TestBot> {
  const database = await createTestDatabase();
  const store = openStore(database);
  const emulator = await startSlackEmulator();
  const log: string[] = [];
  const workspace = await addWorkspace(store, {
    name: "local",
    teamId: emulator.teamId,
    settings: { timeZone, currency: "EUR" },
  });
  if (company !== null) {
    for (const [kind, facts] of smallCompany({ ...company, today })) {
      await storeFacts(store, { workspaceId: workspace.workspaceId, source: "Test CRM", kind, facts, now });
    }
    await rebuild(store, workspace, now);
  }
  const renderer = createRenderer({ threads: 1 });
  const bot = await startBot({
    connection: {
      kind: "http",
      botToken: emulator.botToken,
      signingSecret: emulator.signingSecret,
      apiUrl: emulator.apiUrl,
    },
    port: 0,
    store,
    renderer,
    log: createLog({ level: "warn", isTerminal: false, write: (line) => log.push(line) }),
    now: () => now,
    // What Slack's pace asks for between messages is not waited out here.
    sleep: (milliseconds) => pause(Math.min(milliseconds, 20)),
  });
  if (bot.requestUrl === null) throw new Error("The app listens nowhere.");
  emulator.deliverTo(bot.requestUrl);
  const { marketer } = emulator.users;
  const room = emulator.channels.revenueTeam.id;
  const privates = (user: SamplePerson = marketer): readonly PrivateAnswer[] =>
    emulator.privates.of(user.id, room);

  async function act(wanted: Act): Promise<Outcome> {
    const outcome = await perform(emulator, wanted);
    await bot.settled();
    return outcome;
  }

  async function came(user: SamplePerson, wanted: Act): Promise<readonly PrivateAnswer[]> {
    const before = new Map(privates(user).map((one) => [one.ts, one]));
    const outcome = await act(wanted);
    if (!outcome.ok) throw new Error(outcome.error);
    return privates(user).filter((one) => before.get(one.ts) !== one);
  }

  return {
    store,
    workspace,
    emulator,
    bot,
    log,
    url: bot.requestUrl,
    act,
    privates,
    command: (text, user = marketer) =>
      came(user, { kind: "command", user: user.id, room, text: `/kpi ${text}` }),
    use: (answer, action, user = marketer) =>
      came(user, {
        kind: "press",
        user: user.id,
        where: { kind: "private", ts: answer.ts },
        action,
        state: {},
      }),
    stop: async () => {
      await bot.stop();
      await renderer.close();
      await emulator.stop();
      await store.destroy();
      await database.drop();
    },
  };
}

/** Gives the element of that action in a message's or view's blocks, as Slack sends it back with its block. */
export function elementIn(blocks: readonly Fields[], actionId: string): Fields {
  for (const block of blocks) {
    const elements = [...listOf(block.elements), ...listOf([block.accessory, block.element])];
    const found = elements.find((element) => element.action_id === actionId);
    if (found) return { ...found, block_id: block.block_id };
  }
  throw new Error(`There is no element ${actionId}.`);
}

/** Gives the press of a button as Slack sends it. */
export function pressOf(element: Fields): Fields {
  const { type, action_id, block_id, value, text } = element;
  return { type, action_id, block_id, value, text };
}

/** Gives the choice of an option of a menu by the beginning of its text. */
export function choiceOf(element: Fields, text: string): Fields {
  const option = listOf(element.options).find((one) => textOf((one.text as Fields).text).startsWith(text));
  if (!option) throw new Error(`There is no option ${text}.`);
  const { type, action_id, block_id } = element;
  return { type, action_id, block_id, selected_option: option };
}

/** Gives all that blocks say, as one text. */
export function wordsIn(blocks: readonly unknown[]): string {
  return JSON.stringify(blocks);
}

/** Waits until something holds; fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    if (await holds()) return;
    await pause(50);
  }
  throw new Error("It did not come to be.");
}
