import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { ApiCall } from "./api-call.ts";
import type { NamedSlack } from "./named-slack.ts";

const line = z.union([
  z.object({
    method: z.string(),
    params: z.record(z.string(), z.unknown()),
    token: z.string(),
    born: z.array(z.string()),
  }),
  z.object({ file: z.string(), contentType: z.string(), base64: z.string() }),
]);

/** What was said so far, kept in a file: the emulator forgets everything when it stops. */
export interface Journal {
  said(call: ApiCall, born: readonly string[]): void;
  uploaded(file: string, bytes: Buffer, contentType: string): void;
}

const kept = new Set([
  "chat.postMessage",
  "chat.update",
  "chat.delete",
  "conversations.archive",
  "conversations.create",
  "conversations.invite",
  "conversations.kick",
  "conversations.open",
  "conversations.rename",
  "conversations.unarchive",
  "files.completeUploadExternal",
  "files.getUploadURLExternal",
  "files.delete",
]);

/** Says everything in `path` again to a fresh emulator, in order and under its old names, then keeps on writing. */
export async function replayJournal(path: string, slack: NamedSlack): Promise<Journal> {
  mkdirSync(dirname(path), { recursive: true });
  for (const entry of existsSync(path) ? entries(readFileSync(path, "utf8")) : []) {
    if ("method" in entry) {
      await slack.call({ method: entry.method, params: entry.params, token: entry.token }, entry.born);
    } else {
      await slack.upload(entry.file, Buffer.from(entry.base64, "base64"), entry.contentType);
    }
  }
  const append = (entry: z.infer<typeof line>) => appendFileSync(path, `${JSON.stringify(entry)}\n`);
  return {
    said: (call, born) => {
      if (kept.has(call.method)) append({ ...call, born: [...born] });
    },
    uploaded: (file, bytes, contentType) => append({ file, contentType, base64: bytes.toString("base64") }),
  };
}

/** A last line that a crash cut short is left out. */
function* entries(text: string): Iterable<z.infer<typeof line>> {
  for (const written of text.split("\n")) {
    try {
      yield line.parse(JSON.parse(written));
    } catch {
      if (written !== "") return;
    }
  }
}
