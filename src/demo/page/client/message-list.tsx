import { Fragment, useEffect, useRef } from "react";
import type { ShownMessage } from "../look.ts";
import { Message } from "./message.tsx";
import { dayName } from "./times.ts";

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly ShownMessage[];
  readonly inThread?: boolean;
}

/** Messages, oldest first, with a line between days; new ones are read out and scrolled to. */
export function MessageList({ label, messages, inThread = false }: MessageListProps) {
  const list = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1)?.ts;
  useEffect(() => {
    const box = list.current;
    if (box === null || newest === undefined) return;
    const toEnd = () => {
      box.scrollTop = box.scrollHeight;
    };
    toEnd();
    const pictures = [...box.querySelectorAll("img")].filter((picture) => !picture.complete);
    for (const picture of pictures) picture.addEventListener("load", toEnd, { once: true });
    return () => {
      for (const picture of pictures) picture.removeEventListener("load", toEnd);
    };
  }, [newest]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className="messages" ref={list} role="log" aria-live="polite" aria-label={label} tabIndex={0}>
      <div className="messages-end">
        {messages.map((message, index) => {
          const day = dayName(message.ts);
          const before = messages[index - 1];
          const isNewDay = !inThread && (before === undefined || dayName(before.ts) !== day);
          return (
            <Fragment key={message.ts}>
              {isNewDay ? <p className="day">{day}</p> : null}
              <Message message={message} inThread={inThread} />
              {inThread && index === 0 && messages.length > 1 ? (
                <p className="reply-count">
                  {messages.length === 2 ? "1 reply" : `${messages.length - 1} replies`}
                </p>
              ) : null}
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}
