import type { Fields } from "../../emulated-slack/api-call.ts";
import { fieldsOf, isFields, textOf } from "../../emulated-slack/api-call.ts";
import { type ControlProps, labelOf, nameOf, optionsOf } from "./element.ts";
import { choosable, initialIds, valueFor } from "./people-and-rooms.ts";
import { useScene } from "./scene.tsx";
import { useNearSurface, useValue } from "./surface.tsx";

/** A menu that takes one: options of its own, people, or conversations. */
export function Menu({ blockId, element, dispatches, id, describedBy, invalid }: ControlProps) {
  const { look } = useScene();
  const surface = useNearSurface();
  const type = textOf(element.type);
  const listed = choosable(look, type);
  const groups = listed !== null ? [{ group: "", options: listed }] : optionsOf(element);
  const all = groups.flatMap((group) => group.options);
  const form = (chosen: Fields | null): Fields =>
    listed === null
      ? { selected_option: chosen }
      : valueFor(type, chosen === null ? [] : [textOf(chosen.value)]);
  const current = element.default_to_current_conversation === true ? look.room : initialIds(element)[0];
  const initial = isFields(element.initial_option)
    ? element.initial_option
    : (all.find((option) => option.value === current) ?? null);
  const [value, setValue] = useValue(blockId, element, form(initial));
  const [chosen] = Object.values(value);
  const choose = (picked: string) => {
    const option = all.find((one) => one.value === picked) ?? null;
    setValue(form(option));
    if (dispatches && option !== null) {
      void surface.press({ type, action_id: element.action_id, block_id: blockId, ...form(option) });
    }
  };
  return (
    <select
      className="menu"
      id={id}
      aria-label={id === undefined ? nameOf(element) : undefined}
      aria-describedby={describedBy || undefined}
      aria-invalid={invalid === true ? true : undefined}
      value={typeof chosen === "string" ? chosen : textOf(fieldsOf(chosen).value)}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{nameOf(element)}</option>
      {groups.map(({ group, options }) =>
        group === "" ? (
          options.map((option) => <Choice key={textOf(option.value)} option={option} />)
        ) : (
          <optgroup key={group} label={group}>
            {options.map((option) => (
              <Choice key={textOf(option.value)} option={option} />
            ))}
          </optgroup>
        ),
      )}
    </select>
  );
}

function Choice({ option }: { readonly option: Fields }) {
  return <option value={textOf(option.value)}>{labelOf(option)}</option>;
}
