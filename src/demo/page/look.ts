import { type Fields, listOf, textOf } from "../emulated-slack/api-call.ts";
import type { PrivateMessage } from "../emulated-slack/private-messages.ts";
import type { SlackEmulator } from "../slack-emulator.ts";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly locale: string;
  readonly bot: boolean;
}

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly kind: "channel" | "direct";
  readonly archived: boolean;
}

/** A message as the page shows it; a private one is seen by its reader only. */
export interface ShownMessage {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Fields[];
  readonly threadTs: string | null;
  readonly replies: number;
  readonly edited: boolean;
  readonly isPrivate: boolean;
}

export interface Thread {
  readonly ts: string;
  readonly messages: readonly ShownMessage[];
}

/** All that one person sees in one place, at one moment. */
export interface Look {
  readonly team: string;
  readonly me: string;
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];
  readonly room: string;
  readonly messages: readonly ShownMessage[];
  readonly thread: Thread | null;
  readonly home: Fields | null;
  readonly modals: readonly Fields[];
  readonly bot: { readonly id: string; readonly name: string; readonly appId: string };
}

export interface Whereabouts {
  readonly user: string;
  readonly room: string;
  readonly thread: string | null;
}

/** Gives what `user` sees. The conversation with the app is there once the app has written to the person. */
export async function look(emulator: SlackEmulator, { user, room, thread }: Whereabouts): Promise<Look> {
  const rooms = await roomsOf(emulator, user);
  const known = rooms.some((one) => one.id === room) ? room : emulator.channels.revenueTeam.id;
  const history = await emulator.read("conversations.history", { channel: known });
  const replies =
    thread === null
      ? []
      : listOf((await emulator.read("conversations.replies", { channel: known, ts: thread })).messages);
  const privates = emulator.privates.of(user, known).map(shownPrivate);
  return {
    team: emulator.teamName,
    me: user,
    people: await everyone(emulator),
    rooms,
    room: known,
    messages: inOrder([
      ...listOf(history.messages).map(shown),
      ...privates.filter((one) => one.threadTs === null),
    ]),
    thread:
      thread === null || replies.length === 0
        ? null
        : {
            ts: thread,
            messages: inOrder([...replies.map(shown), ...privates.filter((one) => one.threadTs === thread)]),
          },
    home: emulator.views.home(user),
    modals: emulator.views.modals(user),
    bot: { id: emulator.botUserId, name: "Concord", appId: emulator.appId },
  };
}

async function roomsOf(emulator: SlackEmulator, user: string): Promise<readonly Room[]> {
  const types = "public_channel,private_channel,im";
  const { channels } = await emulator.read("conversations.list", { types, limit: 1000 });
  const visible = listOf(channels).filter((one) =>
    one.is_im === true ? one.user === user : one.is_member === true || one.is_archived !== true,
  );
  return visible.map((one) => ({
    id: textOf(one.id),
    name: one.is_im === true ? "Concord" : textOf(one.name),
    topic: textOf((one.topic as Fields | undefined)?.value),
    kind: one.is_im === true ? "direct" : "channel",
    archived: one.is_archived === true,
  }));
}

async function everyone(emulator: SlackEmulator): Promise<readonly Person[]> {
  const { members } = await emulator.read("users.list", { limit: 1000 });
  return listOf(members).map((one) => ({
    id: textOf(one.id),
    name: textOf(one.name),
    realName: textOf(one.real_name),
    title: textOf((one.profile as Fields | undefined)?.title),
    locale: textOf(one.locale),
    bot: one.is_bot === true,
  }));
}

function shown(message: Fields): ShownMessage {
  const threadTs = textOf(message.thread_ts);
  return {
    ts: textOf(message.ts),
    user: textOf(message.user),
    text: textOf(message.text),
    blocks: listOf(message.blocks),
    threadTs: threadTs === "" || threadTs === message.ts ? null : threadTs,
    replies: Number(message.reply_count ?? 0),
    edited: message.edited !== undefined && message.bot_id === undefined,
    isPrivate: false,
  };
}

const shownPrivate = (message: PrivateMessage): ShownMessage => ({
  ts: message.ts,
  user: "",
  text: message.text,
  blocks: message.blocks,
  threadTs: message.threadTs,
  replies: 0,
  edited: false,
  isPrivate: true,
});

const inOrder = (messages: readonly ShownMessage[]) =>
  messages.toSorted((a, b) => Number(a.ts) - Number(b.ts));
