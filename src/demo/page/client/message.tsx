import type { ShownMessage } from "../look.ts";
import { Avatar } from "./avatar.tsx";
import { Blocks } from "./blocks.tsx";
import { Icon } from "./icon.tsx";
import { MessageMenu } from "./message-menu.tsx";
import { useScene } from "./scene.tsx";
import { SurfaceProvider, useSurface } from "./surface.tsx";
import { clockTime, machineTime } from "./times.ts";

/** One message: who, when, what it says, and the thread below it. */
export function Message({
  message,
  inThread = false,
}: {
  readonly message: ShownMessage;
  readonly inThread?: boolean;
}) {
  const { look, openThread } = useScene();
  const surface = useSurface(
    message.isPrivate
      ? { kind: "private", ts: message.ts }
      : { kind: "message", room: look.room, ts: message.ts, thread: message.threadTs },
  );
  const author = look.people.find((one) => one.id === (message.user || look.bot.id));
  const name = author?.bot === true ? look.bot.name : (author?.realName ?? message.user);
  const blocks =
    message.blocks.length > 0
      ? message.blocks
      : [{ type: "section", block_id: "text", text: { type: "mrkdwn", text: message.text } }];
  return (
    <article
      className={message.isPrivate ? "message private" : "message"}
      aria-label={`${name}, ${clockTime(message.ts)}`}
    >
      <Avatar name={name} bot={author?.bot === true} />
      <div className="message-body">
        <p className="byline">
          <strong>{name}</strong>
          {author?.bot === true ? <span className="app-badge">APP</span> : null}
          <time dateTime={machineTime(message.ts)}>{clockTime(message.ts)}</time>
        </p>
        {message.isPrivate ? null : <MessageMenu message={message} />}
        {message.isPrivate ? (
          <p className="only-you">
            <Icon shape="eye" size={14} /> Only visible to you
          </p>
        ) : null}
        <SurfaceProvider value={surface}>
          <Blocks blocks={blocks} />
        </SurfaceProvider>
        {message.edited ? <span className="edited">(edited)</span> : null}
        {message.replies > 0 && !inThread ? (
          <button type="button" className="replies" onClick={() => openThread(message.ts)}>
            {message.replies === 1 ? "1 reply" : `${message.replies} replies`}
            <span className="view-thread"> View thread ›</span>
          </button>
        ) : null}
        {message.replies === 0 && !inThread && !message.isPrivate ? (
          <button type="button" className="start-thread" onClick={() => openThread(message.ts)}>
            Reply in thread
          </button>
        ) : null}
      </div>
    </article>
  );
}
