import type { InputBlock, KnownBlock, PlainTextOption } from "@slack/types";
import { plainText } from "./blocks.ts";

type Element = InputBlock["element"];

export interface InputParts {
  readonly blockId: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
  /** Whether the app hears of every change, not only of the submission. */
  readonly dispatches?: boolean;
}

/** Gives an input of a modal. Its element's `action_id` is the block's id, which submissions are read by. */
export function inputBlock(
  { blockId, label, hint, optional = false, dispatches = false }: InputParts,
  element: Element,
): KnownBlock {
  return {
    type: "input",
    block_id: blockId,
    label: plainText(label, 2000),
    element,
    ...(hint === undefined ? {} : { hint: plainText(hint, 2000) }),
    ...(optional ? { optional: true } : {}),
    ...(dispatches ? { dispatch_action: true } : {}),
  };
}

/** Gives an option of a menu or a list of boxes. */
export function optionOf(value: string, text: string): PlainTextOption {
  return { value, text: plainText(text, 75) };
}

/** Gives a menu of a few options, one of them chosen. */
export function selectOf(actionId: string, options: readonly PlainTextOption[], chosen: string): Element {
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: "static_select",
    action_id: actionId,
    options: [...options],
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

/** Gives boxes to tick; Slack takes at most ten, and no empty list of those that are ticked. */
export function boxesOf(
  actionId: string,
  options: readonly PlainTextOption[],
  ticked: readonly string[],
): Element {
  const initial = options.filter(({ value }) => value !== undefined && ticked.includes(value));
  return {
    type: "checkboxes",
    action_id: actionId,
    options: [...options],
    ...(initial.length === 0 ? {} : { initial_options: initial }),
  };
}

/** Gives a box for a whole number. */
export function wholeNumber(actionId: string, value: number, least: number, most: number): Element {
  return {
    type: "number_input",
    action_id: actionId,
    is_decimal_allowed: false,
    initial_value: String(value),
    min_value: String(least),
    max_value: String(most),
  };
}
