import { blockBreaches, viewBreaches } from "../../messages/slack-limits/index.ts";
import { type ApiAnswer, type ApiCall, type Fields, fieldsOf, listOf, refusal, textOf } from "./api-call.ts";
import { botToken, botUserId, people, readerToken } from "./sample-workspace.ts";

type Call = (method: string, params: Fields) => Promise<ApiAnswer>;

const tokens = new Set<string>([botToken, readerToken, ...Object.values(people).map((one) => one.token)]);
const posting = new Set(["chat.postMessage", "chat.postEphemeral", "chat.update"]);
const membersOnly = new Set(["chat.postMessage", "conversations.history", "conversations.replies"]);

/**
 * Says no where Slack does and the emulator does not, or null: unknown tokens, channels without the bot, blocks
 * beyond the limits, pictures that are not there yet or that nobody could see.
 */
export async function refuse(
  { method, params, token }: ApiCall,
  read: Call,
  isReady: (fileId: string) => boolean,
): Promise<ApiAnswer | null> {
  if (token === "") return refusal("not_authed");
  if (!tokens.has(token)) return refusal("invalid_auth");
  const channel = textOf(params.channel);
  if (token === botToken && membersOnly.has(method) && /^[CG]/.test(channel)) {
    const members = (await read("conversations.members", { channel, limit: 1000 })).members;
    if (Array.isArray(members) && !members.includes(botUserId)) return refusal("not_in_channel");
  }
  if (posting.has(method)) {
    const blocks = listOf(params.blocks);
    const wrong = blockBreaches(blocks, "message");
    if (wrong.length > 0) return refusal("invalid_blocks", ...wrong);
    for (const file of blocks.map((block) => textOf(fieldsOf(block.slack_file).id))) {
      if (file === "") continue;
      const known = isReady(file) && (await read("files.info", { file })).ok;
      if (!known || method === "chat.postEphemeral") {
        return refusal("invalid_blocks", "[ERROR] invalid slack file [json-pointer:/blocks/slack_file]");
      }
    }
  }
  if (method.startsWith("views.") && params.view !== undefined) {
    const wrong = viewBreaches(params.view);
    if (wrong.length > 0) return refusal("invalid_arguments", ...wrong);
  }
  return null;
}
