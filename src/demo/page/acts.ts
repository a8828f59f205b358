import { z } from "zod";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../emulated-slack/api-call.ts";
import type { ResponseTarget } from "../emulated-slack/response-urls.ts";
import type { SamplePerson } from "../emulated-slack/sample-workspace.ts";
import type { AppAnswer } from "../signed-request.ts";
import type { SlackEmulator } from "../slack-emulator.ts";
import {
  type BlockPlace,
  type SlackSide,
  sendBlockAction,
  sendEvent,
  sendMessageShortcut,
  sendOptionsRequest,
  sendSlashCommand,
  sendViewClosed,
  sendViewSubmission,
} from "../slack-interactions.ts";

const fields = z.record(z.string(), z.unknown());
const messagePlace = z.object({
  kind: z.literal("message"),
  room: z.string(),
  ts: z.string(),
  thread: z.string().nullable(),
});
const where = z.discriminatedUnion("kind", [
  messagePlace,
  z.object({ kind: z.literal("private"), ts: z.string() }),
  z.object({ kind: z.literal("view"), id: z.string() }),
]);

/** What somebody does on the page. */
export const act = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("command"), user: z.string(), room: z.string(), text: z.string().max(8000) }),
  z.object({
    kind: z.literal("say"),
    user: z.string(),
    room: z.string(),
    thread: z.string().nullable(),
    text: z.string().max(8000),
  }),
  z.object({ kind: z.literal("press"), user: z.string(), where, action: fields, state: fields }),
  z.object({ kind: z.literal("submit"), user: z.string(), view: z.string(), values: fields }),
  z.object({ kind: z.literal("close"), user: z.string(), view: z.string() }),
  z.object({
    kind: z.literal("shortcut"),
    user: z.string(),
    where: messagePlace,
    callbackId: z.string(),
  }),
  z.object({ kind: z.literal("home"), user: z.string() }),
  z.object({
    kind: z.literal("options"),
    user: z.string(),
    view: z.string().nullable(),
    actionId: z.string(),
    blockId: z.string(),
    value: z.string(),
  }),
]);
export type Act = z.infer<typeof act>;
export type Where = z.infer<typeof where>;

/** What came of it. `errors` are a modal's, by `block_id`. */
export type Outcome =
  | { readonly ok: true; readonly options?: readonly Fields[] }
  | { readonly ok: false; readonly error: string; readonly errors?: Readonly<Record<string, string>> };

const done: Outcome = { ok: true };
const failed = (error: string): Outcome => ({ ok: false, error });

/** Does what somebody did, as Slack would: the app is told, and its answer shown. */
export async function perform(emulator: SlackEmulator, wanted: Act): Promise<Outcome> {
  const side = emulator.side();
  const user = Object.values(emulator.users).find((one) => one.id === wanted.user);
  if (user === undefined) return failed("There is no such person in this workspace.");
  if (side === null) return failed("The app is not running yet.");
  switch (wanted.kind) {
    case "command":
      return command(emulator, side, user, wanted.room, wanted.text);
    case "say":
      return say(emulator, user, wanted);
    case "press":
      return press(emulator, side, user, wanted);
    case "submit":
      return submit(emulator, side, user, wanted);
    case "shortcut":
      return shortcut(emulator, side, user, wanted);
    case "close":
      return close(emulator, side, user, wanted.view);
    case "home":
      return told(
        await sendEvent(side, {
          type: "app_home_opened",
          user: user.id,
          channel: "D0CONCORD01",
          tab: "home",
        }),
      );
    case "options": {
      const view = wanted.view === null ? null : emulator.views.find(wanted.view);
      const answer = await sendOptionsRequest(side, { ...wanted, user, view });
      return { ok: true, options: listOf(fieldsOf(answer.body).options) };
    }
  }
}

async function command(
  emulator: SlackEmulator,
  side: SlackSide,
  user: SamplePerson,
  room: string,
  line: string,
): Promise<Outcome> {
  const [name = "", ...rest] = line.trim().split(/\s+/);
  const target: ResponseTarget = { user: user.id, channel: room, origin: { kind: "command" } };
  const answer = await sendSlashCommand(side, {
    user,
    triggerId: await emulator.trigger(user.id),
    channel: await place(emulator, room),
    command: name,
    text: rest.join(" "),
    responseUrl: emulator.responses.open(target),
  });
  if (answer.status !== 200) return failed(`${name} failed: ${reason(answer)}`);
  const said = isFields(answer.body) ? answer.body : { text: textOf(answer.body) };
  if (textOf(said.text) !== "" || listOf(said.blocks).length > 0)
    await emulator.responses.deliver(target, said);
  return done;
}

async function say(
  emulator: SlackEmulator,
  user: SamplePerson,
  { room, thread, text }: { readonly room: string; readonly thread: string | null; readonly text: string },
): Promise<Outcome> {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const params = {
    channel: room,
    text: escaped.replace(/@concord\b/gi, `<@${emulator.botUserId}>`),
    ...(thread === null ? {} : { thread_ts: thread }),
  };
  const answer = await emulator.call("chat.postMessage", params, user.token);
  return answer.ok ? done : failed(answer.error ?? "not sent");
}

async function press(
  emulator: SlackEmulator,
  side: SlackSide,
  user: SamplePerson,
  pressed: { readonly where: Where; readonly action: Fields; readonly state: Fields },
): Promise<Outcome> {
  const stands = await blockPlace(emulator, user, pressed.where);
  if (stands === null) return failed("This message is gone.");
  const triggerId =
    pressed.where.kind === "view"
      ? await emulator.trigger(user.id, pressed.where.id)
      : await emulator.trigger(user.id);
  return told(
    await sendBlockAction(side, {
      user,
      triggerId,
      place: stands,
      action: pressed.action,
      state: pressed.state,
    }),
  );
}

/** An entry of the menu that every message has. */
async function shortcut(
  emulator: SlackEmulator,
  side: SlackSide,
  user: SamplePerson,
  chosen: { readonly where: Where; readonly callbackId: string },
): Promise<Outcome> {
  const stands = await blockPlace(emulator, user, chosen.where);
  if (stands?.kind !== "message") return failed("This message is gone.");
  const { callbackId } = chosen;
  const triggerId = await emulator.trigger(user.id);
  return told(await sendMessageShortcut(side, { ...stands, user, triggerId, callbackId }));
}

async function blockPlace(
  emulator: SlackEmulator,
  user: SamplePerson,
  at: Where,
): Promise<BlockPlace | null> {
  switch (at.kind) {
    case "view": {
      const view = emulator.views.find(at.id);
      return view === null ? null : { kind: "view", view };
    }
    case "private": {
      const message = emulator.privates.find(at.ts);
      if (message === null || message.user !== user.id) return null;
      const { ts, threadTs, channel } = message;
      const origin = { kind: "private", ts, threadTs } as const;
      const responseUrl = emulator.responses.open({ user: user.id, channel, origin });
      return { kind: "private", channel: await place(emulator, channel), ts, threadTs, responseUrl };
    }
    case "message": {
      const { messages } = await emulator.read("conversations.replies", {
        channel: at.room,
        ts: at.thread ?? at.ts,
      });
      const message = listOf(messages).find((one) => one.ts === at.ts);
      if (message === undefined) return null;
      const origin = { kind: "message", ts: at.ts, threadTs: at.thread } as const;
      const responseUrl = emulator.responses.open({ user: user.id, channel: at.room, origin });
      return { kind: "message", channel: await place(emulator, at.room), message, responseUrl };
    }
  }
}

async function submit(
  emulator: SlackEmulator,
  side: SlackSide,
  user: SamplePerson,
  { view: id, values }: { readonly view: string; readonly values: Fields },
): Promise<Outcome> {
  const view = emulator.views.find(id);
  if (view === null) return failed("This window was closed already.");
  const triggerId = await emulator.trigger(user.id, id);
  const answer = await sendViewSubmission(side, { user, triggerId, view, values });
  if (answer.status !== 200) return failed(`That did not work: ${reason(answer)}`);
  const body = fieldsOf(answer.body);
  switch (body.response_action) {
    case "errors":
      return { ok: false, error: "", errors: z.record(z.string(), z.string()).parse(body.errors) };
    case "clear":
      emulator.views.closeAll(user.id);
      return done;
    case "update":
      return changed(await emulator.call("views.update", { view_id: id, view: body.view }));
    case "push":
      return changed(await emulator.call("views.push", { trigger_id: triggerId, view: body.view }));
    default:
      emulator.views.close(user.id, id);
      return done;
  }
}

async function close(
  emulator: SlackEmulator,
  side: SlackSide,
  user: SamplePerson,
  id: string,
): Promise<Outcome> {
  const view = emulator.views.find(id);
  if (view === null) return done;
  if (view.clear_on_close === true) emulator.views.closeAll(user.id);
  else emulator.views.close(user.id, id);
  if (view.notify_on_close === true) {
    await sendViewClosed(side, { user, view, cleared: view.clear_on_close === true });
  }
  return done;
}

async function place(emulator: SlackEmulator, room: string): Promise<{ id: string; name: string }> {
  const { channel } = await emulator.read("conversations.info", { channel: room });
  const info = fieldsOf(channel);
  return { id: room, name: info.is_im === true ? "directmessage" : textOf(info.name) };
}

const changed = ({ ok, error }: { readonly ok: boolean; readonly error?: string }): Outcome =>
  ok ? done : failed(error ?? "error");

const told = (answer: AppAnswer): Outcome =>
  answer.status === 200 ? done : failed(`That did not work: ${reason(answer)}`);

const reason = (answer: AppAnswer) =>
  answer.status === 0 ? "the app did not answer within three seconds." : `the app answered ${answer.status}.`;
