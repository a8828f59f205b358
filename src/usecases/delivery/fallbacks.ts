import { contextBlock, type Message } from "../../messages/blocks.ts";

/** Slack shows no more of a text than 40,000 characters, and advises a tenth of it. */
const shortText = 4000;

/**
 * Gives what to post, best first: the message, the message without its pictures (each place says so), its words alone,
 * and as much of them as Slack surely takes. Slack refuses a message whole when it dislikes one block; the words must
 * arrive all the same.
 */
export function fallbacksOf(message: Message, chartMissing: string): readonly Message[] {
  const { text } = message;
  const hasPictures = message.blocks.some(({ type }) => type === "image");
  const withoutPictures: Message = {
    text,
    blocks: message.blocks.map((block) => (block.type === "image" ? contextBlock([chartMissing]) : block)),
  };
  return [
    message,
    ...(hasPictures ? [withoutPictures] : []),
    { text, blocks: [] },
    ...(text.length > shortText ? [{ text: `${text.slice(0, shortText)}…`, blocks: [] }] : []),
  ];
}

/** Gives the fallbacks that are worth a try after Slack refused the first of them. */
export function fallbacksAfter(fallbacks: readonly Message[], trouble: Trouble): readonly Message[] {
  const [, ...others] = fallbacks;
  // What is too long is not shorter without its pictures.
  return trouble === "length" ? others.filter(({ blocks }) => blocks.length === 0) : others;
}

/** What Slack dislikes of a message that goes through when it is changed. */
export type Trouble = "file" | "blocks" | "length";

/** Whether Slack dislikes the blocks of a message, perhaps only because a file is not ready, or its length. */
export function troubleOf(error: string, messages: readonly string[]): Trouble | null {
  if (error === "msg_too_long" || error === "msg_blocks_too_long") return "length";
  if (error !== "invalid_blocks" && error !== "invalid_blocks_format") return null;
  return messages.some((text) => /slack[ _]file/i.test(text)) ? "file" : "blocks";
}
