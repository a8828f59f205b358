import { useEffect, useRef } from "react";
import type { Fields } from "../../emulated-slack/api-call.ts";
import { fieldsOf, textOf } from "../../emulated-slack/api-call.ts";
import { type ControlProps, nameOf } from "./element.ts";
import { useNearSurface, useValue } from "./surface.tsx";

const fields: Readonly<
  Record<string, { readonly input: string; readonly value: string; readonly initial: string }>
> = {
  plain_text_input: { input: "text", value: "value", initial: "initial_value" },
  number_input: { input: "number", value: "value", initial: "initial_value" },
  email_text_input: { input: "email", value: "value", initial: "initial_value" },
  url_text_input: { input: "url", value: "value", initial: "initial_value" },
  datepicker: { input: "date", value: "selected_date", initial: "initial_date" },
  timepicker: { input: "time", value: "selected_time", initial: "initial_time" },
};

/** Text, numbers, days and times: whatever is typed. */
export function TextInput({ blockId, element, dispatches, id, describedBy, invalid }: ControlProps) {
  const surface = useNearSurface();
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const type = textOf(element.type);
  const field = fields[type] ?? { input: "text", value: "value", initial: "initial_value" };
  const [value, setValue] = useValue(blockId, element, { [field.value]: element[field.initial] ?? null });
  useEffect(() => {
    if (element.focus_on_load === true) box.current?.focus();
  }, []);
  const tell = (next: Fields) => {
    if (dispatches) void surface.press({ type, action_id: element.action_id, block_id: blockId, ...next });
  };
  const picks = type.endsWith("picker");
  const shared = {
    ref: box,
    id,
    className: "text",
    "aria-label": id === undefined ? nameOf(element) : undefined,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": invalid === true ? true : undefined,
    placeholder: textOf(fieldsOf(element.placeholder).text),
    value: textOf(value[field.value]),
    maxLength: typeof element.max_length === "number" ? element.max_length : undefined,
    onChange: (event: { readonly target: { readonly value: string } }) => {
      const next = { [field.value]: event.target.value === "" ? null : event.target.value };
      setValue(next);
      if (picks) tell(next);
    },
  };
  if (element.multiline === true) return <textarea {...shared} rows={4} />;
  return (
    <input
      {...shared}
      type={field.input}
      step={element.is_decimal_allowed === true ? "any" : undefined}
      onKeyDown={(event) => {
        if (event.key === "Enter" && dispatches && !picks) tell(value);
      }}
    />
  );
}
