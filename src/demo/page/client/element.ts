import type { Fields } from "../../emulated-slack/api-call.ts";
import { fieldsOf, listOf, textOf } from "../../emulated-slack/api-call.ts";

/** What every interactive element is drawn from. */
export interface ControlProps {
  readonly blockId: string;
  readonly element: Fields;
  /** Whether its use is told to the app at once, as in actions and sections. */
  readonly dispatches: boolean;
  readonly id?: string;
  readonly describedBy?: string;
  readonly invalid?: boolean;
}

export const labelOf = (option: Fields) => textOf(fieldsOf(option.text).text);

/** Options with their group, if they are grouped. */
export function optionsOf(
  element: Fields,
): readonly { readonly group: string; readonly options: readonly Fields[] }[] {
  const groups = listOf(element.option_groups);
  if (groups.length === 0) return [{ group: "", options: listOf(element.options) }];
  return groups.map((group) => ({ group: labelOf({ text: group.label }), options: listOf(group.options) }));
}

/** What a screen reader calls an element that has no label of its own. */
export const nameOf = (element: Fields) =>
  textOf(element.accessibility_label) || textOf(fieldsOf(element.placeholder).text) || "Choose";
