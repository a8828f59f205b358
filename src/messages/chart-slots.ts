import { contextBlock, type Message, type MessageBlock } from "./blocks.ts";

/** A picture's place in a message: the chart that belongs there, by name, and the words that stand for it. */
export interface ChartSlot {
  readonly name: string;
  readonly altText: string;
}

const prefix = "chart:";

/** Gives the image block of a chart that is not drawn yet; `fillChartSlots` puts the uploaded file's id in. */
export function chartSlotBlock({ name, altText }: ChartSlot): MessageBlock {
  return { type: "image", slack_file: { id: `${prefix}${name}` }, alt_text: altText };
}

/** Gives the charts that a message waits for, in their order. */
export function chartSlotsOf(message: Message): readonly ChartSlot[] {
  return message.blocks.flatMap((block) => {
    const name = slotName(block);
    return name === null || block.type !== "image" ? [] : [{ name, altText: block.alt_text }];
  });
}

/**
 * Gives the message with Slack's file ids, by chart name, in its slots. A chart that could not be drawn or sent
 * leaves the sentence `missing` in its place.
 */
export function fillChartSlots<M extends Message>(
  message: M,
  fileIds: ReadonlyMap<string, string>,
  missing: string,
): M {
  return {
    ...message,
    blocks: message.blocks.map((block) => {
      const name = slotName(block);
      if (name === null) return block;
      const id = fileIds.get(name);
      return id === undefined ? contextBlock([missing]) : { ...block, slack_file: { id } };
    }),
  };
}

function slotName(block: MessageBlock): string | null {
  if (block.type !== "image" || !("slack_file" in block)) return null;
  const file = block.slack_file;
  return "id" in file && file.id?.startsWith(prefix) ? file.id.slice(prefix.length) : null;
}
