import { useEffect, useRef } from "react";
import type { Thread } from "../look.ts";
import { Composer } from "./composer.tsx";
import { Icon } from "./icon.tsx";
import { MessageList } from "./message-list.tsx";
import { useScene } from "./scene.tsx";

/** A thread beside its channel. Esc closes it. */
export function ThreadPane({ thread, onClose }: { readonly thread: Thread; onClose(): void }) {
  const { look } = useScene();
  const closing = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    closing.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [thread.ts]);
  return (
    <aside className="thread" aria-label="Thread">
      <header className="main-header">
        <h2>Thread</h2>
        <button type="button" className="icon" aria-label="Close thread" ref={closing} onClick={onClose}>
          <Icon shape="close" />
        </button>
      </header>
      <MessageList key={thread.ts} label="Thread" messages={thread.messages} inThread />
      <Composer room={look.room} thread={thread.ts} label="Reply" />
    </aside>
  );
}
