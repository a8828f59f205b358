import {
  type ApiAnswer,
  type Fields,
  fieldsOf,
  listOf,
  textOf,
} from "../../src/demo/emulated-slack/api-call.ts";
import {
  type SlackEmulator,
  type SlackEmulatorOptions,
  startSlackEmulator,
} from "../../src/demo/slack-emulator.ts";

export interface TestSlack {
  readonly emulator: SlackEmulator;
  /** A channel's messages, oldest first, with their metadata. */
  messages(channel?: string): Promise<readonly Fields[]>;
  /** A thread's replies, oldest first, without the message that began it. */
  replies(threadTs: string, channel?: string): Promise<readonly Fields[]>;
  /** The pictures that a message shows, as bytes. */
  pictures(message: Fields): Promise<readonly Buffer[]>;
  /** Uploads a file as the bot, as an app does, and gives its id. */
  upload(name: string, bytes: Buffer): Promise<string>;
  call(method: string, params: Fields): Promise<ApiAnswer>;
  stop(): Promise<void>;
}

/** Starts the emulated workspace for a test. `channel` is the team's, unless another is named. */
export async function startTestSlack(options: SlackEmulatorOptions = {}): Promise<TestSlack> {
  const emulator = await startSlackEmulator(options);
  const team = emulator.channels.revenueTeam.id;
  return {
    emulator,
    messages: async (channel = team) =>
      listOf((await emulator.read("conversations.history", { channel })).messages).toReversed(),
    replies: async (ts, channel = team) =>
      listOf((await emulator.read("conversations.replies", { channel, ts })).messages).filter(
        (message) => message.ts !== ts,
      ),
    pictures: async (message) => {
      const ids = listOf(message.blocks).map((block) => textOf(fieldsOf(block.slack_file).id));
      const files = await Promise.all(ids.filter((id) => id !== "").map((id) => emulator.file(id)));
      return files.flatMap((file) => (file === null ? [] : [file.bytes]));
    },
    upload: async (filename, bytes) => {
      const place = await emulator.call("files.getUploadURLExternal", { filename, length: bytes.length });
      await fetch(textOf(place.upload_url), { method: "POST", body: new Uint8Array(bytes) });
      await emulator.call("files.completeUploadExternal", {
        files: [{ id: place.file_id, title: filename }],
      });
      return textOf(place.file_id);
    },
    call: (method, params) => emulator.call(method, params),
    stop: () => emulator.stop(),
  };
}
