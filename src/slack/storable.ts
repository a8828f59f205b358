import type { App, ReceiverEvent } from "@slack/bolt";

/** Lets nothing near the listeners of which PostgreSQL would refuse to keep a text, whichever entrance it came by. */
export function takeStorable(app: App): void {
  const processEvent = app.processEvent.bind(app);
  app.processEvent = (event: ReceiverEvent) =>
    processEvent({ ...event, body: storable(event.body) as ReceiverEvent["body"] });
}

/** Gives what Slack sent with a space for each NUL in a text: PostgreSQL takes none, and nobody types one. */
export function storable(body: unknown): unknown {
  const text = JSON.stringify(body);
  return text.includes("\\u0000") ? JSON.parse(text, (_, value: unknown) => withoutNul(value)) : body;
}

function withoutNul(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\u0000", " ") : value;
}
