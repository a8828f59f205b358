import { UserError } from "../errors.ts";
import { formatDay } from "../funnel/calendar.ts";
import type { Message } from "../messages/blocks.ts";
import { targetName } from "../messages/incident-targets.ts";
import { languageOf } from "../messages/language.ts";
import { targetsMessage } from "../messages/targets-message.ts";
import type { Store } from "../store/database.ts";
import { acquisitionChannelsOf } from "../store/snapshots/members.ts";
import { listTargets, type NewTarget, removeTarget, setTarget } from "../store/targets.ts";
import type { Ask } from "./ask.ts";

/** Gives all targets, what holds today first. */
export async function answerTargets(store: Store, ask: Ask): Promise<Message> {
  const targets = await listTargets(store, ask.workspaceId);
  return targetsMessage(targets, ask.today, languageOf(ask.locale, ask.settings));
}

/** Sets a target and says so. An acquisition channel that is known under another spelling is taken as it is known. */
export async function agreeTarget(
  store: Store,
  ask: Ask & { readonly userId: string },
  wish: Omit<NewTarget, "setBy">,
): Promise<Message> {
  const language = languageOf(ask.locale, ask.settings);
  const { targets } = language.texts.incidents;
  const known = wish.acquisitionChannel === null ? [] : await acquisitionChannelsOf(store, ask.workspaceId);
  const channel = known.find((name) => sameName(name, wish.acquisitionChannel ?? ""));
  const target = { ...wish, acquisitionChannel: channel ?? wish.acquisitionChannel, setBy: ask.userId };
  const number = await setTarget(store, ask.workspaceId, target, ask.now);
  const isNew = wish.acquisitionChannel !== null && channel === undefined;
  const text = targets.set(
    targetName(target, language),
    language.numbers.day(wish.from, true),
    wish.to === null ? null : language.numbers.day(wish.to - 1, true),
    number,
  );
  const lines = [text, ...(isNew ? [targets.unknownChannel] : [])];
  return { text: lines.join("\n").replaceAll("*", ""), blocks: [section(lines.join("\n"))] };
}

function section(text: string) {
  return { type: "section" as const, text: { type: "mrkdwn" as const, text } };
}

function sameName(a: string, b: string): boolean {
  return a.localeCompare(b, undefined, { sensitivity: "base" }) === 0;
}

/** Removes a target. Throws `unknown-target`. */
export async function dropTarget(store: Store, ask: Ask, number: number): Promise<Message> {
  const { targets } = languageOf(ask.locale, ask.settings).texts.incidents;
  if (await removeTarget(store, ask.workspaceId, number)) {
    return { text: targets.removed(number), blocks: [section(targets.removed(number))] };
  }
  throw new UserError({ code: "unknown-target", ...targets.unknown });
}

/** Gives what cannot be read as a target, with an example of this day. */
export function unreadableTarget({ locale, settings, today }: Ask): UserError {
  const { targets } = languageOf(locale, settings).texts.incidents;
  return new UserError({
    code: "unreadable-target",
    what: targets.unreadable,
    next: targets.example(`/kpi targets set mql-to-opportunity 21-27% for webinar from ${formatDay(today)}`),
  });
}
