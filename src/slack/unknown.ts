import type { App } from "@slack/bolt";
import { UserError } from "../errors.ts";
import { doorBeside } from "./actions/door.ts";
import type { BotParts } from "./bot.ts";
import { type Answer, userIn } from "./request.ts";
import { edgeTexts } from "./texts.ts";

/** The kinds of listeners whose name says what they listen to. */
const kinds = ["action", "view", "shortcut", "options", "command"] as const;
type Kind = (typeof kinds)[number];

/** What somebody listens to, as it is known once all are registered. */
export interface Known {
  /** Registers like the app itself, and remembers what for. */
  readonly app: App;
  has(kind: Kind, name: string): boolean;
}

/** Gives the app under a list of all that is listened to. */
export function remembering(app: App): Known {
  const names: Record<Kind, (string | RegExp)[]> = {
    action: [],
    view: [],
    shortcut: [],
    options: [],
    command: [],
  };
  const remembered = new Proxy(app, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== "function") return member;
      const kind = kinds.find((each) => each === key);
      return (...given: unknown[]) => {
        if (kind !== undefined) names[kind].push(nameOf(given[0]));
        return Reflect.apply(member, target, given);
      };
    },
  });
  return {
    app: remembered,
    has: (kind, name) =>
      names[kind].some((known) => (typeof known === "string" ? known === name : known.test(name))),
  };
}

/** A modal's closing is listened to apart from its submission. */
const closed = "closed: ";

function nameOf(constraint: unknown): string | RegExp {
  if (typeof constraint === "string" || constraint instanceof RegExp) return constraint;
  const { action_id, callback_id, type } = constraint as Readonly<Record<string, unknown>>;
  const name = action_id ?? callback_id;
  if (typeof name !== "string") return name instanceof RegExp ? name : "";
  return type === "view_closed" ? `${closed}${name}` : name;
}

/**
 * Acknowledges at once what nobody listens to, instead of leaving Slack to wait three seconds: a button of another
 * version says so, everything else is let pass.
 */
export function registerUnknown(app: App, { has }: Known, parts: BotParts, answer: Answer): void {
  app.action(
    { type: "block_actions", action_id: /^/ },
    async ({ ack, action, body, client, context, respond }) => {
      if (has("action", action.action_id)) return;
      await ack();
      if (body.view === undefined && respond === undefined) return;
      await answer(
        {
          entrance: "unknown action",
          client,
          user: userIn(context, body.user.id),
          requestKey: `action ${body.trigger_id}`,
          reply: doorBeside({ body, respond, client }, parts.sleep).reply,
        },
        async (ask) => {
          throw new UserError({ code: "old-button", ...edgeTexts[ask.locale].oldButton });
        },
      );
    },
  );
  app.view({ type: "view_submission", callback_id: /^/ }, async ({ ack, view }) => {
    if (!has("view", view.callback_id)) await ack();
  });
  app.view({ type: "view_closed", callback_id: /^/ }, async ({ ack, view }) => {
    if (!has("view", `${closed}${view.callback_id}`)) await ack();
  });
  app.shortcut(/^/, async ({ ack, shortcut }) => {
    if (!has("shortcut", shortcut.callback_id)) await ack();
  });
  app.options({ type: "block_suggestion", action_id: /^/ }, async ({ ack, payload }) => {
    if (!has("options", payload.action_id)) await ack({ options: [] });
  });
}
