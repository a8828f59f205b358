import { type Message, sectionBlock } from "../messages/blocks.ts";

/** Gives a message of a few sentences, one paragraph each; mrkdwn in which data was made safe. */
export function notice(...paragraphs: readonly string[]): Message {
  return {
    text: paragraphs.join("\n").replaceAll("*", "").replaceAll("`", ""),
    blocks: paragraphs.map((paragraph) => sectionBlock(paragraph)),
  };
}
