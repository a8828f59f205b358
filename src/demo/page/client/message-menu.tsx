import { type KeyboardEvent, useRef, useState } from "react";
import type { ShownMessage } from "../look.ts";
import { Icon } from "./icon.tsx";
import { useScene } from "./scene.tsx";

/** The app's message shortcuts, as its manifest names them. */
const shortcuts = [{ callbackId: "concord_explain_message", name: "Explain these numbers" }] as const;

/** The menu that Slack gives every message that all can see: what apps can do with it. */
export function MessageMenu({ message }: { readonly message: ShownMessage }) {
  const { look, act } = useScene();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const closeOnEscape = (event: KeyboardEvent) => {
    if (!isOpen || event.key !== "Escape") return;
    // It closes the menu alone, and not the thread that the message is in.
    event.nativeEvent.stopImmediatePropagation();
    close();
  };
  const choose = async (callbackId: string) => {
    close();
    const { ts, threadTs: thread } = message;
    await act({ kind: "shortcut", where: { kind: "message", room: look.room, ts, thread }, callbackId });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for what bubbles up from its buttons
    <div
      className={isOpen ? "message-menu open" : "message-menu"}
      onKeyDown={closeOnEscape}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        className="icon"
        ref={button}
        aria-label="More actions"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon shape="more" />
      </button>
      {isOpen ? (
        <ul>
          {shortcuts.map(({ callbackId, name }) => (
            <li key={callbackId}>
              <button type="button" onClick={() => void choose(callbackId)}>
                {name} <span className="app-badge">{look.bot.name}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
