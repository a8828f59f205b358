import type { Fields } from "../../emulated-slack/api-call.ts";
import { listOf, textOf } from "../../emulated-slack/api-call.ts";
import { type ControlProps, labelOf, nameOf, optionsOf } from "./element.ts";
import { choosable, initialIds, valueFor } from "./people-and-rooms.ts";
import { useScene } from "./scene.tsx";
import { useNearSurface, useValue } from "./surface.tsx";

/** Check boxes, radio buttons, and menus that take several: all of them lists to tick. */
export function Choices({ blockId, element, dispatches, id, describedBy }: ControlProps) {
  const { look } = useScene();
  const surface = useNearSurface();
  const type = textOf(element.type);
  const single = type === "radio_buttons";
  const listed = choosable(look, type);
  const options = listed ?? optionsOf(element).flatMap((group) => group.options);
  const first = single ? [element.initial_option] : element.initial_options;
  const initial =
    listed === null
      ? listOf(first)
      : listed.filter(({ value }) => initialIds(element).includes(textOf(value)));
  const form = (chosen: readonly Fields[]): Fields =>
    listed !== null
      ? valueFor(
          type,
          chosen.map((one) => textOf(one.value)),
        )
      : single
        ? { selected_option: chosen[0] ?? null }
        : { selected_options: chosen };
  const [value, setValue] = useValue(blockId, element, form(initial));
  const chosenValues = chosenIn(value);
  const toggle = (option: Fields) => {
    const kept = options.filter((one) =>
      one.value === option.value
        ? single || !chosenValues.includes(textOf(one.value))
        : !single && chosenValues.includes(textOf(one.value)),
    );
    setValue(form(kept));
    if (dispatches) {
      void surface.press({ type, action_id: element.action_id, block_id: blockId, ...form(kept) });
    }
  };
  return (
    <div
      className="choices"
      role="group"
      aria-label={id === undefined ? nameOf(element) : undefined}
      aria-describedby={describedBy || undefined}
    >
      {options.map((option) => (
        <label key={textOf(option.value)}>
          <input
            type={single ? "radio" : "checkbox"}
            name={`${blockId}-${String(element.action_id)}`}
            checked={chosenValues.includes(textOf(option.value))}
            onChange={() => toggle(option)}
          />
          <span>
            {labelOf(option)}
            {option.description === undefined ? null : <small>{labelOf({ text: option.description })}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}

function chosenIn(value: Fields): readonly string[] {
  const [chosen] = Object.values(value);
  const list = Array.isArray(chosen) ? chosen : [chosen];
  return list.map((one) => (typeof one === "string" ? one : textOf((one as Fields | null)?.value)));
}
