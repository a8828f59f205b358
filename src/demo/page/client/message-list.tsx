import { Fragment, type ReactNode, useEffect, useRef } from "react";
import type { ShownMessage } from "../look.ts";
import { Message } from "./message.tsx";
import { dayName } from "./times.ts";

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly ShownMessage[];
  readonly inThread?: boolean;
  /** What stands above the first message. */
  readonly beginning?: ReactNode;
}

/** Pixels: the line of the day, above the message that is scrolled to. */
const roomAbove = 44;

/**
 * Messages, oldest first, with a line between days; new ones are read out and scrolled to. Of a long one the beginning
 * is shown, since that says what it is about; a thread opens at its own.
 */
export function MessageList({ label, messages, inThread = false, beginning = null }: MessageListProps) {
  const list = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1)?.ts;
  const isFirst = useRef(true);
  useEffect(() => {
    const box = list.current;
    if (box === null || newest === undefined) return;
    const toNewest = () => {
      const last = box.querySelector("article:last-of-type");
      const top = last instanceof HTMLElement ? last.offsetTop - box.offsetTop : 0;
      box.scrollTop = inThread && isFirst.current ? 0 : top - roomAbove;
    };
    toNewest();
    const pictures = [...box.querySelectorAll("img")].filter((picture) => !picture.complete);
    for (const picture of pictures) picture.addEventListener("load", toNewest, { once: true });
    return () => {
      for (const picture of pictures) picture.removeEventListener("load", toNewest);
      isFirst.current = false;
    };
  }, [newest]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className="messages" ref={list} role="log" aria-live="polite" aria-label={label} tabIndex={0}>
      <div className="messages-end">
        {beginning}
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
