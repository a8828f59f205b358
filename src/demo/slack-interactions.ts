import { randomUUID } from "node:crypto";
import type { Fields } from "./emulated-slack/api-call.ts";
import { type AppAnswer, sendSigned } from "./signed-request.ts";

/** Where the app listens and how Slack proves itself to it. */
export interface SlackSide {
  readonly boltUrl: string;
  readonly signingSecret: string;
  readonly appId: string;
  readonly botUserId: string;
  readonly team: { readonly id: string; readonly domain: string };
}

export interface Actor {
  readonly id: string;
  readonly name: string;
}

/** Where somebody stands: in a conversation. */
export interface Place {
  readonly id: string;
  readonly name: string;
}

interface Act {
  readonly user: Actor;
  readonly triggerId: string;
}

/** `/kpi cycle-time`, typed in a conversation. */
export function sendSlashCommand(
  side: SlackSide,
  act: Act & {
    readonly channel: Place;
    readonly command: string;
    readonly text: string;
    readonly responseUrl: string;
  },
): Promise<AppAnswer> {
  const body = new URLSearchParams({
    token: "unused",
    team_id: side.team.id,
    team_domain: side.team.domain,
    channel_id: act.channel.id,
    channel_name: act.channel.name,
    user_id: act.user.id,
    user_name: act.user.name,
    command: act.command,
    text: act.text,
    api_app_id: side.appId,
    is_enterprise_install: "false",
    response_url: act.responseUrl,
    trigger_id: act.triggerId,
  });
  return sendSigned(side.boltUrl, side.signingSecret, body.toString());
}

/** Where a block stands whose element was used: in a message, in one that only its reader sees, or in a view. */
export type BlockPlace =
  | {
      readonly kind: "message";
      readonly channel: Place;
      readonly message: Fields;
      readonly responseUrl: string;
    }
  | {
      readonly kind: "private";
      readonly channel: Place;
      readonly ts: string;
      readonly threadTs: string | null;
      readonly responseUrl: string;
    }
  | { readonly kind: "view"; readonly view: Fields };

/** A button pressed, an option chosen. `action` has the element's type, ids and its new value, as in Slack. */
export function sendBlockAction(
  side: SlackSide,
  act: Act & { readonly place: BlockPlace; readonly action: Fields; readonly state: Fields },
): Promise<AppAnswer> {
  return interact(side, act.user, {
    type: "block_actions",
    trigger_id: act.triggerId,
    ...placed(act.place, act.state),
    actions: [{ ...act.action, action_ts: nowTs() }],
  });
}

function placed(place: BlockPlace, state: Fields): Fields {
  switch (place.kind) {
    case "message":
      return {
        container: {
          type: "message",
          message_ts: place.message.ts,
          channel_id: place.channel.id,
          is_ephemeral: false,
          ...(place.message.thread_ts === undefined ? {} : { thread_ts: place.message.thread_ts }),
        },
        channel: place.channel,
        message: place.message,
        response_url: place.responseUrl,
        state: { values: state },
      };
    case "private":
      return {
        container: {
          type: "message",
          message_ts: place.ts,
          channel_id: place.channel.id,
          is_ephemeral: true,
          ...(place.threadTs === null ? {} : { thread_ts: place.threadTs }),
        },
        channel: place.channel,
        response_url: place.responseUrl,
        state: { values: state },
      };
    case "view":
      return {
        container: { type: "view", view_id: place.view.id },
        view: { ...place.view, state: { values: state } },
      };
  }
}

/** A modal's submit button. `values` is `view.state.values`. */
export function sendViewSubmission(
  side: SlackSide,
  act: Act & { readonly view: Fields; readonly values: Fields },
): Promise<AppAnswer> {
  return interact(side, act.user, {
    type: "view_submission",
    trigger_id: act.triggerId,
    view: { ...act.view, state: { values: act.values } },
    response_urls: [],
  });
}

/** A modal closed without submitting; Slack says so only to those that asked with `notify_on_close`. */
export function sendViewClosed(
  side: SlackSide,
  act: { readonly user: Actor; readonly view: Fields; readonly cleared: boolean },
): Promise<AppAnswer> {
  return interact(side, act.user, { type: "view_closed", view: act.view, is_cleared: act.cleared });
}

/** A shortcut from a message's menu. */
export function sendMessageShortcut(
  side: SlackSide,
  act: Act & {
    readonly callbackId: string;
    readonly channel: Place;
    readonly message: Fields;
    readonly responseUrl: string;
  },
): Promise<AppAnswer> {
  return interact(side, act.user, {
    type: "message_action",
    callback_id: act.callbackId,
    trigger_id: act.triggerId,
    channel: act.channel,
    message: act.message,
    message_ts: act.message.ts,
    action_ts: nowTs(),
    response_url: act.responseUrl,
  });
}

/** What was typed into an external select: the app answers with options. */
export function sendOptionsRequest(
  side: SlackSide,
  act: {
    readonly user: Actor;
    readonly actionId: string;
    readonly blockId: string;
    readonly value: string;
    readonly view: Fields | null;
  },
): Promise<AppAnswer> {
  return interact(side, act.user, {
    type: "block_suggestion",
    action_id: act.actionId,
    block_id: act.blockId,
    value: act.value,
    ...(act.view === null ? {} : { view: act.view, container: { type: "view", view_id: act.view.id } }),
  });
}

/** Something that happened in the workspace: `app_mention`, `app_home_opened`, `member_left_channel`. */
export function sendEvent(side: SlackSide, event: Fields): Promise<AppAnswer> {
  const body = {
    token: "unused",
    team_id: side.team.id,
    api_app_id: side.appId,
    type: "event_callback",
    event_id: `Ev${randomUUID().replaceAll("-", "").slice(0, 10).toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: side.team.id,
        user_id: side.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event: { event_ts: nowTs(), ...event },
  };
  return sendSigned(side.boltUrl, side.signingSecret, JSON.stringify(body), "application/json");
}

function interact(side: SlackSide, user: Actor, payload: Fields): Promise<AppAnswer> {
  const whole = {
    team: side.team,
    user: { id: user.id, username: user.name, name: user.name, team_id: side.team.id },
    api_app_id: side.appId,
    token: "unused",
    enterprise: null,
    is_enterprise_install: false,
    ...payload,
  };
  const body = new URLSearchParams({ payload: JSON.stringify(whole) });
  return sendSigned(side.boltUrl, side.signingSecret, body.toString());
}

const nowTs = () => (Date.now() / 1000).toFixed(6);
