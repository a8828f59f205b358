import { type Fields, fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { startSlackEmulator } from "../../src/demo/slack-emulator.ts";

/** The Slack behind the proxy, which sees what really arrived. */
export interface Witness {
  readonly slackUrl: string;
  readonly token: string;
  /** A channel's messages, oldest first. */
  messages(channel: string): Promise<readonly Fields[]>;
  /** A thread's replies, oldest first. */
  replies(channel: string, ts: string): Promise<readonly Fields[]>;
  /** Every file there is. */
  files(): Promise<readonly string[]>;
  /** A file's bytes, counted. */
  sizeOf(file: string): Promise<number>;
  makeChannel(name: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startWitness(): Promise<Witness> {
  const emulator = await startSlackEmulator({ fileReadyAfterMs: 100 });
  const read = async (method: string, params: Fields) =>
    listOf((await emulator.read(method, params)).messages);
  return {
    slackUrl: emulator.webUrl,
    token: emulator.botToken,
    messages: async (channel) => (await read("conversations.history", { channel, limit: 1000 })).toReversed(),
    replies: async (channel, ts) =>
      (await read("conversations.replies", { channel, ts, limit: 1000 })).filter(
        (message) => message.ts !== ts,
      ),
    files: async () => {
      const found: string[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await emulator.read("files.list", { count: 200, page });
        const files = listOf(answer.files);
        found.push(...files.map(({ id }) => textOf(id)));
        if (page >= Number(fieldsOf(answer.paging).pages ?? 1)) return found;
      }
    },
    sizeOf: async (file) => (await emulator.file(file))?.bytes.length ?? 0,
    makeChannel: async (name) => {
      const admin = emulator.users.admin.token;
      const made = await emulator.call("conversations.create", { name }, admin);
      const id = textOf(fieldsOf(made.channel).id);
      await emulator.call("conversations.invite", { channel: id, users: emulator.botUserId }, admin);
      return id;
    },
    stop: () => emulator.stop(),
  };
}

export async function openChannels(
  witness: Witness,
  name: string,
  count: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await witness.makeChannel(`${name}-${index}`));
  return ids;
}
