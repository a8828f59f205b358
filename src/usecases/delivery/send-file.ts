import type { WebClient } from "@slack/web-api";
import type { CsvFile } from "../export-kpi.ts";
import { type Sleep, untilAnswered } from "./slack-calls.ts";

const uploadTimeout = 30_000;

/**
 * Sends a file into somebody's conversation with the app. Gives false where Slack refuses: a missing permission, a
 * closed messages tab. Throws `SlackUnreachable`.
 */
export async function sendFile(
  client: WebClient,
  userId: string,
  file: CsvFile,
  sleep: Sleep,
): Promise<boolean> {
  const bytes = new TextEncoder().encode(file.content);
  const opened = await untilAnswered(() => client.conversations.open({ users: userId }), sleep);
  const channelId = opened.kind === "ok" ? opened.value.channel?.id : undefined;
  if (channelId === undefined) return false;
  const granted = await untilAnswered(
    () => client.files.getUploadURLExternal({ filename: file.name, length: bytes.byteLength }),
    sleep,
  );
  if (granted.kind === "refused") return false;
  const { upload_url: url, file_id: id } = granted.value;
  if (!url || !id) return false;
  const uploaded = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "text/csv; charset=utf-8" },
    body: bytes,
    signal: AbortSignal.timeout(uploadTimeout),
  }).then(
    (response) => response.ok,
    () => false,
  );
  if (!uploaded) return false;
  const completed = await untilAnswered(
    () => client.files.completeUploadExternal({ files: [{ id, title: file.title }], channel_id: channelId }),
    sleep,
  );
  return completed.kind === "ok";
}
