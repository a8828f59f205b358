import { ofBlock } from "./blocks.ts";
import { count, fieldsOf, longer, over, text, textOf, twice } from "./measure.ts";

/**
 * Slack's limits on what an app sends, in one place: the emulator refuses by them, and a test runs them over
 * everything that the app can say. Sources: docs.slack.dev/reference/block-kit and its pages for each block.
 */
export const surfaces = ["message", "modal", "home"] as const;
export type SlackSurface = (typeof surfaces)[number];

const everywhere = ["actions", "context", "divider", "header", "image", "rich_text", "section", "video"];
const messagesOnly = [
  "context_actions",
  "data_table",
  "data_visualization",
  "file",
  "markdown",
  "plan",
  "table",
  "task_card",
];
/** Which kinds of block each surface takes. */
const kinds: Readonly<Record<SlackSurface, ReadonlySet<string>>> = {
  message: new Set([...everywhere, ...messagesOnly]),
  modal: new Set([...everywhere, "input", "alert"]),
  home: new Set([...everywhere, "input"]),
};
const mostBlocks: Readonly<Record<SlackSurface, number>> = { message: 50, modal: 100, home: 100 };

/** Gives one sentence for each breach of Slack's limits by a message's, modal's or Home's blocks. */
export function blockBreaches(blocks: readonly unknown[], surface: SlackSurface): readonly string[] {
  const all = blocks.map(fieldsOf);
  return [
    ...over("blocks", all.length, mostBlocks[surface]),
    ...all
      .map(({ type }) => textOf(type))
      .filter((type) => !kinds[surface].has(type))
      .map((type) => `a ${surface} takes no block of the kind "${type}"`),
    ...twice(
      "block_id",
      all.map((block) => textOf(block.block_id)),
    ),
    ...over("tables", count(all, "table") + count(all, "data_table"), 1),
    ...over("charts", count(all, "data_visualization"), 2),
    ...over(
      "characters of markdown",
      all.reduce((sum, block) => sum + (block.type === "markdown" ? textOf(block.text).length : 0), 0),
      12_000,
    ),
    ...all.flatMap(ofBlock),
  ];
}

/** Gives one sentence for each breach by what goes to `chat.postMessage` or a response URL. */
export function messageBreaches(message: {
  readonly text: string;
  readonly blocks: readonly unknown[];
}): readonly string[] {
  return [
    ...(message.text.trim() === "" ? ["no text for notifications"] : []),
    ...longer("text", message.text, 4000),
    ...blockBreaches(message.blocks, "message"),
  ];
}

/** Gives one sentence for each breach by a view: a modal or a Home. */
export function viewBreaches(view: unknown): readonly string[] {
  const { type, blocks, title, submit, close, ...rest } = fieldsOf(view);
  const surface = type === "home" ? "home" : "modal";
  const list = Array.isArray(blocks) ? blocks : [];
  const inputs = list.some((block) => fieldsOf(block).type === "input");
  return [
    ...blockBreaches(list, surface),
    ...longer("private_metadata", textOf(rest.private_metadata), 3000),
    ...longer("callback_id", textOf(rest.callback_id), 255),
    ...(surface === "home"
      ? []
      : [
          ...(textOf(fieldsOf(title).text) === "" ? ["a modal without a title"] : []),
          ...text("title", title, 24),
          ...text("submit", submit, 24),
          ...text("close", close, 24),
          ...(inputs && submit === undefined ? ["input blocks need a submit button"] : []),
        ]),
  ];
}
