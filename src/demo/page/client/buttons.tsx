import { useEffect, useRef, useState } from "react";
import type { Fields } from "../../emulated-slack/api-call.ts";
import { isFields, listOf, textOf } from "../../emulated-slack/api-call.ts";
import { Confirm } from "./confirm.tsx";
import { type ControlProps, labelOf } from "./element.ts";
import { SlackBlocks } from "./slack-blocks.tsx";
import { useNearSurface } from "./surface.tsx";

/** A button as Slack draws it; the click is caught on its way up. */
export function Button({ blockId, element }: ControlProps) {
  const { press } = useNearSurface();
  const place = useRef<HTMLSpanElement>(null);
  const [asked, ask] = useState(false);
  const [busy, setBusy] = useState(false);
  const fire = async () => {
    setBusy(true);
    const { type, action_id, text, value } = element;
    await press({ type, action_id, block_id: blockId, text, ...(value === undefined ? {} : { value }) });
    setBusy(false);
  };
  useEffect(() => {
    const clicked = (event: Event) => {
      if (!(event.target instanceof Element) || event.target.closest("button") === null || busy) return;
      if (isFields(element.confirm)) ask(true);
      else void fire();
    };
    const span = place.current;
    span?.addEventListener("click", clicked);
    return () => span?.removeEventListener("click", clicked);
  });
  const { confirm: _, ...drawn } = element;
  return (
    <span ref={place} className={busy ? "button busy" : "button"}>
      <SlackBlocks blocks={[{ type: "actions", elements: [drawn] }]} />
      {asked ? (
        <Confirm
          confirm={element.confirm}
          onNo={() => ask(false)}
          onYes={() => {
            ask(false);
            void fire();
          }}
        />
      ) : null}
    </span>
  );
}

/** The three dots with a short menu. */
export function Overflow({ blockId, element }: ControlProps) {
  const { press } = useNearSurface();
  const [chosen, choose] = useState<Fields | null>(null);
  const menu = useRef<HTMLDetailsElement>(null);
  const fire = (option: Fields) => {
    const { type, action_id } = element;
    void press({ type, action_id, block_id: blockId, selected_option: option });
  };
  const pick = (option: Fields) => {
    if (menu.current !== null) menu.current.open = false;
    if (typeof option.url === "string") window.open(option.url, "_blank", "noopener");
    if (isFields(element.confirm)) choose(option);
    else fire(option);
  };
  return (
    <details className="overflow" ref={menu}>
      <summary aria-label="More actions">⋯</summary>
      <div className="overflow-menu">
        {listOf(element.options).map((option) => (
          <button type="button" key={textOf(option.value)} onClick={() => pick(option)}>
            {labelOf(option)}
          </button>
        ))}
      </div>
      {chosen === null ? null : (
        <Confirm
          confirm={element.confirm}
          onNo={() => choose(null)}
          onYes={() => {
            choose(null);
            fire(chosen);
          }}
        />
      )}
    </details>
  );
}
