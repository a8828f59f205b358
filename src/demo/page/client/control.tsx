import { textOf } from "../../emulated-slack/api-call.ts";
import { Button, Overflow } from "./buttons.tsx";
import { Choices } from "./choices.tsx";
import type { ControlProps } from "./element.ts";
import { Menu } from "./menu.tsx";
import { SearchMenu } from "./search-menu.tsx";
import { TextInput } from "./text-input.tsx";

/** Draws an interactive element. Its choice is the page's, so that it can be told to the app. */
export function Control(props: ControlProps) {
  const type = textOf(props.element.type);
  if (type === "button" || type === "workflow_button") return <Button {...props} />;
  if (type === "overflow") return <Overflow {...props} />;
  if (type === "checkboxes" || type === "radio_buttons" || type.startsWith("multi_"))
    return <Choices {...props} />;
  if (type === "external_select") return <SearchMenu {...props} />;
  if (type.endsWith("_select")) return <Menu {...props} />;
  return <TextInput {...props} />;
}
