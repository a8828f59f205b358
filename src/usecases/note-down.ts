import { UserError } from "../errors.ts";
import type { Message } from "../messages/blocks.ts";
import { sectionBlock } from "../messages/blocks.ts";
import { nameIn } from "../messages/escape.ts";
import { languageOf } from "../messages/language.ts";
import { addAnnotation, listAnnotations, removeAnnotation } from "../store/annotations.ts";
import type { Store } from "../store/database.ts";
import type { Ask } from "./ask.ts";

const longest = 200;
const shown = 20;

/** Records what happened on a day, for charts and incidents. Throws `note-too-long`. */
export async function noteDown(
  store: Store,
  ask: Ask & { readonly userId: string },
  { day, text }: { readonly day: number; readonly text: string },
): Promise<Message> {
  const { texts, numbers } = languageOf(ask.locale, ask.settings);
  const { notes } = texts.incidents;
  if (text.length > longest) throw new UserError({ code: "note-too-long", ...notes.tooLong(longest) });
  const annotation = { day, text, notedBy: ask.userId };
  const number = await addAnnotation(store, ask.workspaceId, annotation, ask.now);
  return said(notes.noted(nameIn(text, texts.figures.unknownName, longest), numbers.day(day, true), number));
}

/** Gives the newest notes. */
export async function answerNotes(store: Store, ask: Ask): Promise<Message> {
  const { texts, numbers } = languageOf(ask.locale, ask.settings);
  const { notes } = texts.incidents;
  const all = (await listAnnotations(store, ask.workspaceId)).toReversed();
  if (all.length === 0) return said(notes.none);
  const lines = all
    .slice(0, shown)
    .map(
      ({ number, day, text }) =>
        `${number}.  *${numbers.day(day, true)}*  ${nameIn(text, texts.figures.unknownName, longest)}`,
    );
  return said([`*${notes.title}*`, ...lines, notes.howToRemove].join("\n"));
}

/** Removes a note. Throws `unknown-note`. */
export async function dropNote(store: Store, ask: Ask, number: number): Promise<Message> {
  const { notes } = languageOf(ask.locale, ask.settings).texts.incidents;
  if (await removeAnnotation(store, ask.workspaceId, number)) return said(notes.removed(number));
  throw new UserError({ code: "unknown-note", ...notes.unknown });
}

function said(text: string): Message {
  return { text: text.replaceAll("*", "").replaceAll("`", ""), blocks: [sectionBlock(text)] };
}
