import { Fragment, type ReactNode, useEffect, useRef } from "react";
import type { ShownMessage } from "../look.ts";
import { Message } from "./message.tsx";
import { useScene } from "./scene.tsx";
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

/** Pixels from its end within which a list still counts as read to the end. */
const nearEnd = 80;

/**
 * Messages, oldest first, with a line between days; new ones are read out. A channel opens at the newest day and a
 * thread at its beginning. After that a new message is scrolled to by who has read to the end or was waiting for it;
 * of a long one the beginning is shown, since that says what it is about.
 */
export function MessageList({ label, messages, inThread = false, beginning = null }: MessageListProps) {
  const { look } = useScene();
  const list = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);
  const wasAtEnd = useRef(false);
  const newest = messages.at(-1);
  const isAwaited = newest?.isPrivate === true || newest?.user === look.me;
  useEffect(() => {
    const box = list.current;
    if (box === null || newest === undefined) return;
    if (!isFirst.current && !wasAtEnd.current && !isAwaited) return;
    const place = isFirst.current ? (inThread ? null : ".day") : "article";
    const toPlace = () => {
      const found = place === null ? null : [...box.querySelectorAll<HTMLElement>(place)].at(-1);
      box.scrollTop = found ? found.offsetTop - box.offsetTop - (isFirst.current ? 0 : roomAbove) : 0;
    };
    toPlace();
    const pictures = [...box.querySelectorAll("img")].filter((picture) => !picture.complete);
    for (const picture of pictures) picture.addEventListener("load", toPlace, { once: true });
    return () => {
      for (const picture of pictures) picture.removeEventListener("load", toPlace);
      isFirst.current = false;
    };
  }, [newest?.ts]);
  const onScroll = () => {
    const box = list.current;
    if (box !== null) wasAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd;
  };
  return (
    <div
      className="messages"
      ref={list}
      role="log"
      aria-live="polite"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
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
