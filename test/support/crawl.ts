import { type Fields, fieldsOf, isFields, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import type { AppAnswer } from "../../src/demo/signed-request.ts";
import {
  type BlockPlace,
  sendBlockAction,
  sendEvent,
  sendMessageShortcut,
  sendOptionsRequest,
  sendSlashCommand,
  sendViewSubmission,
} from "../../src/demo/slack-interactions.ts";
import type { Sent, Team } from "./two-slacks.ts";

/** An element that the app showed somewhere, with what using it would send. */
export interface Shown {
  readonly actionId: string;
  readonly action: Fields;
  /** Where it stood: in that view, or in a message. */
  readonly view: Fields | null;
}

/** A view that the app opened. */
export type ShownView = Fields & { readonly callback_id: string };

/** What the app showed in what it sent. */
export interface Harvest {
  readonly elements: readonly Shown[];
  readonly views: readonly ShownView[];
}

/** Finds everything that can be used in what the app sent. */
export function harvest(sent: readonly Sent[]): Harvest {
  const elements: Shown[] = [];
  const views: ShownView[] = [];
  for (const { body, answer, what } of sent) {
    const view = isFields(body.view)
      ? { ...body.view, id: textOf(fieldsOf(answer.view).id) || "V0000000001" }
      : null;
    if (view && what !== "views.publish" && textOf(fieldsOf(view).callback_id) !== "") {
      views.push({ ...view, callback_id: textOf(fieldsOf(view).callback_id) });
    }
    collect(view ?? body.blocks, view, elements);
  }
  return { elements, views };
}

function collect(value: unknown, view: Fields | null, into: Shown[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, view, into);
  if (!isFields(value)) return;
  const actionId = textOf(value.action_id);
  if (actionId !== "") for (const action of usesOf(value)) into.push({ actionId, action, view });
  for (const item of Object.values(value)) collect(item, view, into);
}

/** What the element would send: its value, or each of its options. */
function usesOf(element: Fields): readonly Fields[] {
  const base = { type: element.type, action_id: element.action_id, block_id: "block" };
  const options = [
    ...listOf(element.options),
    ...listOf(element.option_groups).flatMap((group) => listOf(group.options)),
  ];
  if (options.length > 0) {
    return options.map((option) => ({ ...base, selected_option: option, selected_options: [option] }));
  }
  return [{ ...base, value: textOf(element.value) }];
}

/** Acts in a team as one of its people, over signed requests. */
export function actor(team: Team, boltUrl: string) {
  const side = team.side(boltUrl);
  const user = team.admin;
  const place = (): BlockPlace => ({
    kind: "message",
    channel: team.channel,
    message: { ts: "1790000000.000100", text: "", blocks: [] },
    responseUrl: team.responseUrl(user),
  });
  return {
    command: async (command: string, text: string): Promise<AppAnswer> =>
      sendSlashCommand(side, {
        user,
        channel: team.channel,
        command,
        text,
        triggerId: await team.trigger(user),
        responseUrl: team.responseUrl(user),
      }),
    use: async ({ action, view }: Shown): Promise<AppAnswer> =>
      sendBlockAction(side, {
        user,
        place: view ? { kind: "view", view } : place(),
        action,
        state: {},
        triggerId: await team.trigger(user),
      }),
    submit: async (view: ShownView, values: Fields = initialValues(view)): Promise<AppAnswer> =>
      sendViewSubmission(side, { user, view, values, triggerId: await team.trigger(user) }),
    options: (actionId: string, view: Fields | null): Promise<AppAnswer> =>
      sendOptionsRequest(side, { user, actionId, blockId: "block", value: "", view }),
    shortcut: async (callbackId: string, message: Fields): Promise<AppAnswer> =>
      sendMessageShortcut(side, {
        user,
        callbackId,
        channel: team.channel,
        message,
        triggerId: await team.trigger(user),
        responseUrl: team.responseUrl(user),
      }),
    event: (event: Fields): Promise<AppAnswer> => sendEvent(side, event),
  };
}
export type Acting = ReturnType<typeof actor>;

/** What a modal sends when nothing in it was changed. */
function initialValues(view: Fields): Fields {
  const entries = listOf(view.blocks)
    .filter((block) => isFields(block.element))
    .map((block) => {
      const element = fieldsOf(block.element);
      const initial = Object.fromEntries(
        Object.entries(element)
          .filter(([name]) => name.startsWith("initial_"))
          .map(([name, value]) => [
            name === "initial_value" ? "value" : name.replace("initial_", "selected_"),
            value,
          ]),
      );
      return [
        textOf(block.block_id),
        { [textOf(element.action_id)]: { type: element.type, ...initial } },
      ] as const;
    });
  return Object.fromEntries(entries);
}
