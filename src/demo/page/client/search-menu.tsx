import { useEffect, useId, useState } from "react";
import type { Fields } from "../../emulated-slack/api-call.ts";
import { fieldsOf, isFields, textOf } from "../../emulated-slack/api-call.ts";
import { type ControlProps, labelOf, nameOf } from "./element.ts";
import { useScene } from "./scene.tsx";
import { useNearSurface, useValue } from "./surface.tsx";

/** A menu whose options the app finds while one types (`external_select`). */
export function SearchMenu({ blockId, element, dispatches, id, describedBy, invalid }: ControlProps) {
  const { act } = useScene();
  const surface = useNearSurface();
  const list = useId();
  const initial = isFields(element.initial_option) ? element.initial_option : null;
  const [value, setValue] = useValue(blockId, element, { selected_option: initial });
  const [typed, setTyped] = useState(initial === null ? "" : labelOf(initial));
  const [options, setOptions] = useState<readonly Fields[]>(initial === null ? [] : [initial]);

  useEffect(() => {
    let isNewest = true;
    const view = surface.where.kind === "view" ? surface.where.id : null;
    const actionId = String(element.action_id);
    void act({ kind: "options", view, actionId, blockId, value: typed }).then((outcome) => {
      if (isNewest && outcome.ok) setOptions(outcome.options ?? []);
    });
    return () => {
      isNewest = false;
    };
  }, [typed]);

  const type = (text: string) => {
    setTyped(text);
    const option = options.find((one) => labelOf(one) === text) ?? null;
    if (option === null) return;
    setValue({ selected_option: option });
    if (dispatches) {
      const { type: kind, action_id } = element;
      void surface.press({ type: kind, action_id, block_id: blockId, selected_option: option });
    }
  };
  /** What was typed and not chosen is not the choice: as in Slack, the last choice comes back. */
  const settle = () => setTyped(isFields(value.selected_option) ? labelOf(value.selected_option) : "");

  return (
    <>
      <input
        className="text"
        type="text"
        id={id}
        list={list}
        autoComplete="off"
        aria-label={id === undefined ? nameOf(element) : undefined}
        aria-describedby={describedBy || undefined}
        aria-invalid={invalid === true ? true : undefined}
        placeholder={textOf(fieldsOf(element.placeholder).text)}
        value={typed}
        onFocus={(event) => event.target.select()}
        onChange={(event) => type(event.target.value)}
        onBlur={settle}
      />
      <datalist id={list}>
        {options.map((option) => (
          <option key={textOf(option.value)} value={labelOf(option)} />
        ))}
      </datalist>
    </>
  );
}
