import { type Fields, fieldsOf, listOf, textOf } from "./api-call.ts";

/**
 * Slack's limits on blocks, which the emulator does not know: a message that passes here has a fair chance to
 * pass there. Gives one sentence for each breach, none when all is well.
 */
export function breaches(blocks: readonly Fields[], surface: "message" | "view"): readonly string[] {
  const most = surface === "message" ? 50 : 100;
  const ids = blocks.map((block) => textOf(block.block_id)).filter((id) => id !== "");
  return [
    ...over("blocks", blocks.length, most),
    ...(new Set(ids).size === ids.length ? [] : ["block_id is used twice"]),
    ...over("table blocks", blocks.filter((block) => block.type === "table").length, 1),
    ...over("charts", blocks.filter((block) => block.type === "data_visualization").length, 2),
    ...blocks.flatMap((block) => ofBlock(block)),
  ];
}

function ofBlock(block: Fields): readonly string[] {
  switch (block.type) {
    case "header":
      return text("header text", block.text, 150);
    case "section":
      return [
        ...text("section text", block.text, 3000),
        ...over("section fields", listOf(block.fields).length, 10),
        ...listOf(block.fields).flatMap((field) => text("field", field, 2000)),
        ...ofElement(fieldsOf(block.accessory)),
        ...(block.text === undefined && block.fields === undefined ? ["section without text"] : []),
      ];
    case "context":
      return over("context elements", listOf(block.elements).length, 10);
    case "actions":
      return [
        ...over("actions elements", listOf(block.elements).length, 25),
        ...listOf(block.elements).flatMap(ofElement),
      ];
    case "input":
      return [...text("input label", block.label, 2000), ...ofElement(fieldsOf(block.element))];
    case "image":
      return [
        ...longer("alt_text", textOf(block.alt_text), 2000),
        ...(textOf(block.alt_text) === "" ? ["image without alt_text"] : []),
      ];
    case "data_visualization":
      return ofChart(textOf(block.title), fieldsOf(block.chart));
    default:
      return typeof block.type === "string" ? [] : ["block without type"];
  }
}

function ofElement(element: Fields): readonly string[] {
  const options = listOf(element.options);
  return [
    ...longer("action_id", textOf(element.action_id), 255),
    ...(element.type === "button" ? text("button text", element.text, 75) : []),
    ...(element.type === "button" ? longer("button value", textOf(element.value), 2000) : []),
    ...over("options", options.length, element.type === "overflow" ? 5 : 100),
    ...options.flatMap((option) => text("option text", option.text, 75)),
    ...options.flatMap((option) => longer("option value", textOf(option.value), 150)),
  ];
}

function ofChart(title: string, chart: Fields): readonly string[] {
  const axis = fieldsOf(chart.axis_config);
  const categories = Array.isArray(axis.categories) ? axis.categories : [];
  const labels = [...categories, ...listOf(chart.segments).map((segment) => segment.label)].map(textOf);
  return [
    ...longer("chart title", title, 50),
    ...longer("x_label", textOf(axis.x_label), 50),
    ...longer("y_label", textOf(axis.y_label), 50),
    ...over("chart series", listOf(chart.series).length, 6),
    ...over("chart categories", categories.length, 20),
    ...labels.flatMap((label) => longer("chart label", label, 20)),
  ];
}

const text = (what: string, object: unknown, most: number) =>
  object === undefined ? [] : longer(what, textOf(fieldsOf(object).text), most);

const longer = (what: string, value: string, most: number) =>
  over(`characters of ${what}`, value.length, most);

const over = (what: string, count: number, most: number) =>
  count > most ? [`${count} ${what}, at most ${most}`] : [];
