import type {
  ActionsBlockElement,
  Button,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlockAccessory,
  TableBlock,
} from "@slack/types";
import { cut, plainOf } from "./escape.ts";

/** Slack's native chart, which `@slack/types` does not know yet. */
export interface DataVisualizationBlock {
  readonly type: "data_visualization";
  readonly block_id?: string;
  readonly title: string;
  readonly chart: NativeChart;
}

export interface NativePoint {
  readonly label: string;
  readonly value: number;
}

export type NativeChart =
  | {
      readonly type: "line" | "bar" | "area";
      readonly series: readonly { readonly name: string; readonly data: readonly NativePoint[] }[];
      readonly axis_config: {
        readonly categories: readonly string[];
        readonly x_label?: string;
        readonly y_label?: string;
      };
    }
  | { readonly type: "pie"; readonly segments: readonly NativePoint[] };

export type MessageBlock = KnownBlock | DataVisualizationBlock;

/** What goes to Slack: `text` is for notifications and screen readers, and stands alone. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly MessageBlock[];
}

const most = {
  text: 3000,
  fallback: 3900,
  header: 150,
  button: 75,
  context: 2000,
  cell: 250,
  alt: 2000,
} as const;

/** Gives the text beside the blocks from mrkdwn paragraphs. */
export function fallbackText(...paragraphs: readonly string[]): string {
  return cut(paragraphs.filter(Boolean).join("\n").replaceAll("*", ""), most.fallback);
}

/** Gives plain text in which nothing is turned into emoji. */
export function plainText(text: string, length: number = most.text): PlainTextElement {
  return { type: "plain_text", text: cut(text, length), emoji: false };
}

function mrkdwn(text: string, length: number): MrkdwnElement {
  return { type: "mrkdwn", text: cut(text, length) };
}

export function headerBlock(text: string): KnownBlock {
  return { type: "header", text: plainText(text, most.header) };
}

/** Gives a section of one mrkdwn text, perhaps with a button or menu beside it. Names in it must have passed `nameIn`. */
export function sectionBlock(
  text: string,
  beside?: { readonly blockId: string; readonly button: SectionBlockAccessory },
): KnownBlock {
  return {
    type: "section",
    text: mrkdwn(text, most.text),
    ...(beside ? { block_id: beside.blockId, accessory: beside.button } : {}),
  };
}

/** Gives small grey lines, one element each; at most ten. */
export function contextBlock(lines: readonly string[]): KnownBlock {
  return { type: "context", elements: lines.slice(0, 10).map((line) => mrkdwn(line, most.context)) };
}

export function actionsBlock(blockId: string, elements: readonly ActionsBlockElement[]): KnownBlock {
  return { type: "actions", block_id: blockId, elements: [...elements] };
}

export interface ButtonParts {
  /** Mrkdwn or plain; shown plain. */
  readonly text: string;
  readonly actionId: string;
  readonly value: string;
  /** What a screen reader says, where the text alone would not tell buttons apart. */
  readonly label?: string;
  readonly primary?: boolean;
}

export function button({ text, actionId, value, label, primary = false }: ButtonParts): Button {
  return {
    type: "button",
    text: plainText(plainOf(text), most.button),
    action_id: actionId,
    value,
    ...(label === undefined ? {} : { accessibility_label: cut(label, most.button) }),
    ...(primary ? { style: "primary" as const } : {}),
  };
}

export interface TableParts {
  readonly blockId: string;
  readonly columns: readonly { readonly title: string; readonly align: "left" | "right" }[];
  /** Plain texts; names must have passed `plainName`. */
  readonly rows: readonly (readonly string[])[];
}

/** Gives a native table; the first row is its header. Slack takes one a message, and a phone three columns. */
export function tableBlock({ blockId, columns, rows }: TableParts): TableBlock {
  const cell = (text: string) => ({ type: "raw_text" as const, text: cut(text || "–", most.cell) });
  return {
    type: "table",
    block_id: blockId,
    column_settings: columns.map(({ align }) => ({ align, is_wrapped: true })),
    rows: [columns.map(({ title }) => cell(title)), ...rows.slice(0, 99).map((row) => row.map(cell))],
  };
}

/** Gives an alt text from our mrkdwn. */
export function altText(...paragraphs: readonly string[]): string {
  return cut(plainOf(paragraphs.filter(Boolean).join(" ")), most.alt);
}
