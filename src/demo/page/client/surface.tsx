import { createContext, useContext, useEffect, useState } from "react";
import { type Fields, fieldsOf } from "../../emulated-slack/api-call.ts";
import type { Where } from "../acts.ts";
import { useScene } from "./scene.tsx";

/** What somebody has typed and chosen, by block and action, as Slack sends it: `state.values`. */
export interface Surface {
  readonly where: Where;
  set(blockId: string, actionId: string, value: Fields): void;
  unset(blockId: string, actionId: string): void;
  values(): Fields;
  press(action: Fields): Promise<void>;
}

/** A message, a modal or Home: where blocks stand that people use. */
export function useSurface(where: Where): Surface {
  const { act } = useScene();
  const [kept] = useState(() => new Map<string, { block: string; action: string; value: Fields }>());
  const values = () => {
    const grouped: Record<string, Record<string, Fields>> = {};
    for (const { block, action, value } of kept.values())
      grouped[block] = { ...grouped[block], [action]: value };
    return grouped;
  };
  return {
    where,
    set: (block, action, value) => void kept.set(`${block} ${action}`, { block, action, value }),
    unset: (block, action) => void kept.delete(`${block} ${action}`),
    values,
    press: async (action) => {
      await act({ kind: "press", where, action, state: withChoice(values(), action) });
    },
  };
}

/** What was chosen this very moment is part of the state that Slack tells the app. */
function withChoice(state: Fields, { block_id, action_id, text: _, value: __, ...held }: Fields): Fields {
  if (held.type === "button" || held.type === "overflow") return state;
  const block = String(block_id);
  return { ...state, [block]: { ...fieldsOf(state[block]), [String(action_id)]: held } };
}

const Context = createContext<Surface | null>(null);
export const SurfaceProvider = Context.Provider;

export function useNearSurface(): Surface {
  const surface = useContext(Context);
  if (surface === null) throw new Error("This element stands in no message, modal or Home.");
  return surface;
}

/** Keeps an element's value where its surface finds it, for as long as the element is there. */
export function useValue(
  blockId: string,
  element: Fields,
  initial: Fields,
): readonly [Fields, (value: Fields) => void] {
  const surface = useNearSurface();
  const actionId = String(element.action_id);
  const [value, setValue] = useState(initial);
  useEffect(() => {
    surface.set(blockId, actionId, { type: element.type, ...value });
  });
  useEffect(() => () => surface.unset(blockId, actionId), []);
  return [value, setValue];
}
