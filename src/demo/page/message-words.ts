import { type Fields, fieldsOf, listOf, textOf } from "../emulated-slack/api-call.ts";

/** Gives what a message says as plain lines, for readers without the script: `curl`, a search, a text browser. */
export function wordsOf(blocks: readonly Fields[], text: string): readonly string[] {
  const lines = blocks
    .flatMap(blockWords)
    .map(readable)
    .filter((line) => line.trim() !== "");
  return lines.length > 0 ? lines : text.split("\n").map(readable);
}

function blockWords(block: Fields): readonly string[] {
  const text = block.text;
  switch (block.type) {
    case "image":
      return [textOf(block.alt_text)];
    case "context":
      return [
        listOf(block.elements)
          .map((one) => textOf(one.text))
          .join(" "),
      ];
    case "actions":
      return [
        listOf(block.elements)
          .map((one) => `[${textOf(fieldsOf(one.text).text)}]`)
          .join(" "),
      ];
    case "table":
      return rows(block.rows).map((row) => row.map(cellWords).join(" | "));
    case "data_visualization":
      return [textOf(block.title)];
    case "rich_text":
      return [cellWords(block)];
    default:
      return [
        ...(typeof text === "string" ? text : textOf(fieldsOf(text).text)).split("\n"),
        ...listOf(block.fields).map((field) => textOf(field.text)),
      ];
  }
}

const rows = (value: unknown): readonly (readonly Fields[])[] =>
  Array.isArray(value) ? value.map(listOf) : [];

const cellWords = (cell: Fields): string =>
  textOf(cell.text) || listOf(cell.elements).map(cellWords).join("");

/** Takes mrkdwn's signs away and its escapes back. */
function readable(text: string): string {
  return text
    .replace(/<[^|>]+\|([^>]+)>/g, "$1")
    .replace(/[*_~`]/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
