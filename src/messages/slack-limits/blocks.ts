import { ofChart } from "./charts.ts";
import { type Fields, fieldsOf, listOf, longer, over, text, textOf, twice } from "./measure.ts";

/** Gives the breaches within one block. */
export function ofBlock(block: Fields): readonly string[] {
  return [...longer("block_id", textOf(block.block_id), 255), ...ofKind(block)];
}

function ofKind(block: Fields): readonly string[] {
  const elements = listOf(block.elements);
  switch (block.type) {
    case "header":
      return text("header text", block.text, 150, true);
    case "section":
      return [
        ...text("section text", block.text, 3000, true),
        ...over("section fields", listOf(block.fields).length, 10),
        ...listOf(block.fields).flatMap((field) => text("field", field, 2000, true)),
        ...(block.text === undefined && block.fields === undefined ? ["section without text"] : []),
        ...ofElement(fieldsOf(block.accessory)),
      ];
    case "context":
      return [
        ...over("context elements", elements.length, 10),
        ...(elements.length === 0 ? ["context without elements"] : []),
        ...elements.flatMap((element) =>
          element.type === "image"
            ? longer("alt_text", textOf(element.alt_text), 2000)
            : [
                ...longer("context text", textOf(element.text), 2000),
                ...(textOf(element.text) === "" ? ["context text is empty"] : []),
              ],
        ),
      ];
    case "actions":
      return [
        ...over("actions elements", elements.length, 25),
        ...(elements.length === 0 ? ["actions without elements"] : []),
        ...twice(
          "action_id",
          elements.map((element) => textOf(element.action_id)),
        ),
        ...elements.flatMap(ofElement),
      ];
    case "context_actions":
      return [...over("context actions", elements.length, 5), ...elements.flatMap(ofElement)];
    case "input":
      return [
        ...text("input label", block.label, 2000, true),
        ...text("input hint", block.hint, 2000),
        ...ofElement(fieldsOf(block.element)),
      ];
    case "alert":
      return text("alert text", block.text, 3000, true);
    case "image":
      return [
        ...longer("alt_text", textOf(block.alt_text), 2000),
        ...(textOf(block.alt_text) === "" ? ["image without alt_text"] : []),
        ...text("image title", block.title, 2000),
      ];
    case "table":
      return ofTable(block);
    case "data_visualization":
      return ofChart(textOf(block.title), fieldsOf(block.chart));
    default:
      return [];
  }
}

function ofElement(element: Fields): readonly string[] {
  const options = [
    ...listOf(element.options),
    ...listOf(element.option_groups).flatMap((group) => listOf(group.options)),
  ];
  const isButton = element.type === "button";
  const first = [...listOf(element.initial_options), fieldsOf(element.initial_option)]
    .map((option) => textOf(option.value))
    .filter((value) => value !== "");
  const known = new Set(options.map((option) => textOf(option.value)));
  const listed = options.length > 0 || element.type === "static_select";
  return [
    ...longer("action_id", textOf(element.action_id), 255),
    ...(isButton ? text("button text", element.text, 75, true) : []),
    ...(isButton ? longer("button value", textOf(element.value), 2000) : []),
    ...longer("accessibility_label", textOf(element.accessibility_label), 75),
    ...text("placeholder", element.placeholder, 150),
    ...over("options", options.length, mostOptions(textOf(element.type))),
    ...(listed && options.length === 0 ? ["a menu without options"] : []),
    ...options.flatMap((option) => [
      ...text("option text", option.text, 75, true),
      ...text("option description", option.description, 75),
      ...longer("option value", textOf(option.value), 150),
    ]),
    ...twice(
      "option value",
      options.map((option) => textOf(option.value)),
    ),
    ...(listed ? first.filter((value) => !known.has(value)).map(() => "initial_option is no option") : []),
    ...longer("initial_value", textOf(element.initial_value), 3000),
    ...ofConfirm(element.confirm),
  ];
}

function mostOptions(type: string): number {
  if (type === "overflow") return 5;
  return type === "checkboxes" || type === "radio_buttons" ? 10 : 100;
}

function ofConfirm(confirm: unknown): readonly string[] {
  if (confirm === undefined) return [];
  const { title, text: question, confirm: yes, deny: no } = fieldsOf(confirm);
  return [
    ...text("confirm title", title, 100),
    ...text("confirm text", question, 300),
    ...text("confirm button", yes, 30),
    ...text("deny button", no, 30),
  ];
}

function ofTable({ rows, column_settings: settings }: Fields): readonly string[] {
  const cells = (Array.isArray(rows) ? rows : []).map((row) => (Array.isArray(row) ? row.map(fieldsOf) : []));
  const widths = new Set(cells.map((row) => row.length));
  const characters = cells.flat().reduce((sum, cell) => sum + textOf(cell.text).length, 0);
  return [
    ...over("table rows", cells.length, 100),
    ...over("table columns", Math.max(0, ...widths), 20),
    ...over("column settings", listOf(settings).length, 20),
    ...over("characters in a table", characters, 10_000),
    ...(widths.size > 1 ? ["table rows of different lengths"] : []),
    ...cells
      .flat()
      .flatMap((cell) =>
        textOf(cell.text) === "" && cell.type === "raw_text" ? ["an empty table cell"] : [],
      ),
  ];
}
