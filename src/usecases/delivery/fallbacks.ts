import { contextBlock, type Message } from "../../messages/blocks.ts";

/**
 * Gives what to post, best first: the message, the message without its pictures (each place says so), and its words
 * alone. Slack refuses a message whole when it dislikes one block; the words must arrive all the same.
 */
export function fallbacksOf(message: Message, chartMissing: string): readonly Message[] {
  const hasPictures = message.blocks.some(({ type }) => type === "image");
  const withoutPictures: Message = {
    text: message.text,
    blocks: message.blocks.map((block) => (block.type === "image" ? contextBlock([chartMissing]) : block)),
  };
  return [message, ...(hasPictures ? [withoutPictures] : []), { text: message.text, blocks: [] }];
}

/** Whether Slack dislikes the blocks of a message, and whether only because a file is not ready. */
export function blockTrouble(error: string, messages: readonly string[]): "file" | "blocks" | null {
  if (error !== "invalid_blocks" && error !== "invalid_blocks_format") return null;
  return messages.some((text) => /slack[ _]file/i.test(text)) ? "file" : "blocks";
}
