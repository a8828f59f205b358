import { contextBlock, type Message, type MessageBlock } from "../messages/blocks.ts";
import type { Store } from "../store/database.ts";
import type { Ask } from "./ask.ts";
import { composeDigest } from "./compose-digest.ts";
import { contextOn } from "./digest-context.ts";
import { refresh } from "./refresh.ts";

/** Gives this week's digest for the asker alone: where the channel would see a picture, they read what it says. */
export async function answerDigest(store: Store, ask: Ask): Promise<Message> {
  await refresh(store, ask, ask.now);
  const { today: asOf, locale, now } = ask;
  const context = await contextOn(store, ask, asOf);
  const { message } = await composeDigest(store, ask, { ...context, asOf, locale, now });
  return { text: message.text, blocks: message.blocks.map(inWords) };
}

/** Slack shows no file in an answer that only one person sees. */
function inWords(block: MessageBlock): MessageBlock {
  return block.type === "image" ? contextBlock([block.alt_text]) : block;
}
