import { setTimeout as pause } from "node:timers/promises";
import type { Acknowledgement, OtherSlack } from "./server.ts";
import { bot, type Person, type Room, team } from "./team.ts";
import { type Effect, type Fields, viewOf } from "./web-api.ts";

/** What came of something that somebody did. */
export interface Came {
  readonly acknowledged: Acknowledgement | null;
  readonly effects: readonly Effect[];
}

/** Somebody who types, presses and submits, and waits for what comes. */
export interface Visitor {
  command(text: string, room?: Room): Promise<Came>;
  openHome(): Promise<Came>;
  mention(words: string): Promise<Came>;
  /** Uses an element of a message, modal or Home; of a menu the named option. */
  use(where: Effect, element: Fields, option?: Fields): Promise<Came>;
  /** Submits a modal with what stands in it, and what is filled in. */
  submit(modal: Effect, filled?: Fields): Promise<Came>;
  explain(post: Effect): Promise<Came>;
}

const answerIsDue = 20_000;
/** Nothing more comes when nothing came for so long, unless the app itself says when it has done all. */
const quiet = 150;

/** Gives somebody in the team, whose every act waits until its answers are there. */
export function visitor(slack: OtherSlack, person: Person, settled?: () => Promise<void>): Visitor {
  const { state } = slack;

  async function doing(act: () => Promise<Acknowledgement | null>): Promise<Came> {
    const before = state.effects.length;
    const acknowledged = await act();
    const isAnswered = acknowledged !== null && "response_action" in acknowledged.payload;
    const until = performance.now() + answerIsDue;
    let seen = before;
    let since = performance.now();
    while (performance.now() < until) {
      const now = performance.now();
      if (state.effects.length !== seen) {
        seen = state.effects.length;
        since = now;
      }
      const last = state.effects.at(-1);
      if (settled && (isAnswered || seen > before)) {
        await settled();
        if (state.effects.length === seen) break;
        continue;
      }
      const hasCome = isAnswered || (seen > before && last !== undefined && !isWaiting(last));
      if (hasCome && now - since > quiet) break;
      await pause(10);
    }
    return { acknowledged, effects: state.effects.slice(before) };
  }

  const usedAt = (where: Effect): Fields => {
    if (where.kind === "view" || where.kind === "home") {
      const known = state.views.get(where.id);
      const view = known ? viewOf(known) : { id: where.id, hash: "1", ...where.content };
      return {
        container: { type: "view", view_id: where.id },
        view: { ...view, state: { values: valuesOf(where.content) } },
      };
    }
    const isPrivate = where.kind === "private";
    const channel = isPrivate ? state.rooms.shared.id : where.to;
    return {
      container: { type: "message", message_ts: where.id, channel_id: channel, is_ephemeral: isPrivate },
      channel: { id: channel, name: "revenue" },
      ...(isPrivate ? {} : { message: where.content }),
      response_url: slack.responseUrl(person, state.rooms.shared),
    };
  };

  return {
    command: (text, room) => doing(() => slack.command(person, text, room)),
    openHome: () =>
      doing(() =>
        slack.event({
          type: "app_home_opened",
          user: person.id,
          channel: state.rooms.direct.id,
          tab: "home",
          event_ts: "1.1",
        }),
      ),
    mention: (words) =>
      doing(() =>
        slack.event({
          type: "app_mention",
          user: person.id,
          channel: state.rooms.shared.id,
          text: `<@${bot.userId}> ${words}`,
          ts: "1790000000.000100",
          event_ts: "1790000000.000100",
        }),
      ),
    use: (where, element, option) =>
      doing(() =>
        slack.interact(person, {
          type: "block_actions",
          ...usedAt(where),
          actions: [{ ...actionOf(element, option), action_ts: "1790000001.000100" }],
        }),
      ),
    submit: (modal, filled = {}) =>
      doing(() => {
        const known = state.views.get(modal.id);
        const view = known ? viewOf(known) : { id: modal.id, ...modal.content };
        const values = { ...valuesOf(known?.shown ?? modal.content), ...filled };
        return slack.interact(person, {
          type: "view_submission",
          view: { ...view, state: { values } },
          response_urls: [],
        });
      }),
    explain: (post) =>
      doing(() =>
        slack.interact(person, {
          type: "message_action",
          callback_id: "concord_explain_message",
          channel: { id: post.to, name: "revenue" },
          message: post.content,
          message_ts: post.id,
          action_ts: "1790000001.000100",
          response_url: slack.responseUrl(person, state.rooms.shared),
          team: { id: team.id, domain: team.domain },
        }),
      ),
  };
}

/** A modal of one sentence stands there until the answer takes its place. */
function isWaiting({ kind, content }: Effect): boolean {
  const { blocks } = content;
  return kind === "view" && Array.isArray(blocks) && blocks.length === 1 && content.callback_id === undefined;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Gives every element that can be used, with its block's id. */
export function elementsIn(content: Fields): readonly Fields[] {
  const blocks = Array.isArray(content.blocks) ? content.blocks.filter(isFields) : [];
  return blocks.flatMap((block) => {
    const { elements, accessory, element } = block;
    const all = [...(Array.isArray(elements) ? elements : []), accessory, element].filter(isFields);
    return all
      .filter(({ action_id }) => typeof action_id === "string")
      .map((each) => ({ ...each, block_id: block.block_id, isInput: block.type === "input" }));
  });
}

/** Gives the options of a menu. */
export function optionsOf({ options }: Fields): readonly Fields[] {
  return Array.isArray(options) ? options.filter(isFields) : [];
}

function actionOf({ type, action_id, block_id, value, text }: Fields, option?: Fields): Fields {
  const base = { type, action_id, block_id };
  return option ? { ...base, selected_option: option } : { ...base, value, text };
}

/** What a modal holds when nothing in it was changed. */
function valuesOf(view: Fields): Fields {
  return Object.fromEntries(
    elementsIn(view)
      .filter(({ isInput }) => isInput)
      .map((element) => {
        const held = Object.entries(element).flatMap(([name, value]) =>
          name === "initial_value"
            ? [["value", value] as const]
            : name.startsWith("initial_")
              ? [[name.replace("initial_", "selected_"), value] as const]
              : [],
        );
        const { type, block_id: block, action_id: id } = element;
        return [String(block), { [String(id)]: { type, ...Object.fromEntries(held) } }];
      }),
  );
}

/** Gives all that somebody reads in what was sent: texts, labels, options, alt texts, charts' words. */
export function wordsIn(content: unknown): readonly string[] {
  if (Array.isArray(content)) return content.flatMap(wordsIn);
  if (!isFields(content)) return [];
  return Object.entries(content).flatMap(([name, value]) => {
    if (typeof value !== "string") return name === "metadata" ? [] : wordsIn(value);
    return ["text", "alt_text", "title", "name", "label", "x_label", "y_label"].includes(name) ? [value] : [];
  });
}

/** Gives the texts in which `<!channel>` would ping: mrkdwn, and the text beside blocks. */
export function mrkdwnIn(content: Fields): readonly string[] {
  const within = (value: unknown): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap(within);
    if (!isFields(value)) return [];
    return value.type === "mrkdwn" ? [String(value.text)] : Object.values(value).flatMap(within);
  };
  return [typeof content.text === "string" ? content.text : "", ...within(content.blocks)];
}
