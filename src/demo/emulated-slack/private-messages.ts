import type { Fields } from "./api-call.ts";

/** A message that one person sees ("Only visible to you"), and only until the emulator stops. */
export interface PrivateMessage {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly threadTs: string | null;
  readonly text: string;
  readonly blocks: readonly Fields[];
}

export interface PrivateMessages {
  add(message: Omit<PrivateMessage, "ts">): PrivateMessage;
  replace(ts: string, text: string, blocks: readonly Fields[]): void;
  remove(ts: string): void;
  find(ts: string): PrivateMessage | null;
  of(user: string, channel: string): readonly PrivateMessage[];
}

/** Makes an empty store; `nextTs` gives the time of a new message. */
export function createPrivateMessages(nextTs: () => string): PrivateMessages {
  const byTs = new Map<string, PrivateMessage>();
  return {
    add: (message) => {
      const added = { ...message, ts: nextTs() };
      byTs.set(added.ts, added);
      return added;
    },
    replace: (ts, text, blocks) => {
      const old = byTs.get(ts);
      if (old !== undefined) byTs.set(ts, { ...old, text, blocks });
    },
    remove: (ts) => void byTs.delete(ts),
    find: (ts) => byTs.get(ts) ?? null,
    of: (user, channel) =>
      [...byTs.values()].filter((message) => message.user === user && message.channel === channel),
  };
}
