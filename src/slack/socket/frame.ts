import { z } from "zod";

/** A message that Slack sent over the socket, as far as the app has to know it. */
export type Frame = RequestFrame | { readonly kind: "hello" | "farewell" | "link-disabled" };

/** Something that is for the app to answer. */
export interface RequestFrame {
  readonly kind: "request";
  /** Under which it is acknowledged. */
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Which delivery of the same it is, and why Slack delivers it again. */
  readonly retryNum: number | undefined;
  readonly retryReason: string | undefined;
}

const request = z.object({
  type: z.enum(["events_api", "slash_commands", "interactive"]),
  envelope_id: z.string().min(1),
  payload: z.looseObject({}),
  retry_attempt: z.number().optional().catch(undefined),
  retry_reason: z.string().optional().catch(undefined),
});
const event = z.object({ payload: z.object({ event: z.looseObject({ type: z.string() }) }) });
const notice = z.object({ type: z.enum(["hello", "disconnect"]), reason: z.string().optional() });

/** Reads what came over the socket; null: it is no message of Slack's. */
export function readFrame(data: unknown): Frame | null {
  const frame = parsed(data);
  const { data: said } = notice.safeParse(frame);
  if (said?.type === "hello") return { kind: "hello" };
  if (said) return { kind: said.reason === "link_disabled" ? "link-disabled" : "farewell" };
  const { data: asked } = request.safeParse(frame);
  if (asked === undefined) return null;
  if (asked.type === "events_api" && !event.safeParse(frame).success) return null;
  const { envelope_id: id, payload, retry_attempt: retryNum, retry_reason: retryReason } = asked;
  return { kind: "request", id, payload, retryNum, retryReason };
}

function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}
