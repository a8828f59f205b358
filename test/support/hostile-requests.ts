import fc from "fast-check";
import type { Fields } from "../../src/demo/emulated-slack/api-call.ts";
import { type AppAnswer, sendSigned } from "../../src/demo/signed-request.ts";
import type { SlackEmulator } from "../../src/demo/slack-emulator.ts";
import type { SlackSide } from "../../src/demo/slack-interactions.ts";
import { kpiNames } from "../../src/funnel/readings.ts";
import { actionIds } from "../../src/messages/actions.ts";
import { settingsModalId } from "../../src/messages/settings-modal.ts";
import { subscribeModalId } from "../../src/messages/subscribe-modal.ts";
import { hostileNames } from "./hostile-names.ts";

/** Something that reaches the app as if Slack had sent it: rightly signed, and anything may be in it. */
export type HostileRequest =
  | { readonly kind: "command"; readonly text: string; readonly who: number; readonly team: number }
  | { readonly kind: "interaction"; readonly payload: Fields; readonly who: number; readonly team: number }
  | { readonly kind: "event"; readonly event: Fields; readonly who: number; readonly team: number }
  | { readonly kind: "raw"; readonly body: string; readonly type: string };

const who = fc.nat(9);
const team = fc.nat(19);
const word = fc.constantFrom(
  ...["/kpi", "cycle", "mql", "by", "channel", "stage", "as", "of", "last", "since", "to", "q3", "2026-w40"],
  ...["2026-02-30", "9999-12-31", "0000-00-00", "..", "explain", "export", "digest", "now", "subscribe"],
  ...[
    "settings",
    "targets",
    "warnings",
    "note",
    "help",
    "status",
    "κύκλος",
    "ανά",
    "κανάλι",
    "'; drop table",
    "%00",
  ],
  ...[
    "-1",
    "1e309",
    "__proto__",
    "constructor",
    "&lt;!channel&gt;",
    "<!here>",
    "\u202E",
    "\uD800",
    "🏳️‍🌈",
    "\u0000",
  ],
  ...kpiNames,
);
const text = fc.oneof(
  { weight: 5, arbitrary: fc.array(word, { maxLength: 8 }).map((words) => words.join(" ")) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
  { weight: 1, arbitrary: fc.constantFrom(...hostileNames, "a ".repeat(4000), "=".repeat(9000)) },
);
const scalar = fc.oneof(
  fc.constantFrom(null, true, "", "x", -1, 0, 1, 20_780, 99_999, 1e15, 1e308, -0.5),
  fc.constantFrom(...kpiNames, "pace", "cohort", "stage", "segment"),
  text,
);
const subject = fc
  .record(
    { kpi: scalar, asOf: scalar, from: scalar, to: scalar, mode: scalar, by: scalar, member: scalar },
    { requiredKeys: [] },
  )
  .map((about) => JSON.stringify(about));
const saneSubject = fc
  .record({
    kpi: fc.constantFrom(...kpiNames),
    asOf: fc.integer({ min: 20_000, max: 21_000 }),
    from: fc.integer({ min: 20_000, max: 21_000 }),
    to: fc.integer({ min: 20_000, max: 21_000 }),
    mode: fc.constantFrom("cohort", "period", "pace"),
    by: fc.constantFrom("acquisition-channel", "segment", "stage"),
    member: fc.constantFrom("1", "abc", "zzzz"),
  })
  .map((about) => about);
const value = fc.oneof(
  saneSubject.map((about) => JSON.stringify(about)),
  saneSubject.map((about) => Object.values(about).join("|")),
  subject,
  text,
  fc.constantFrom("change|1", "remove|' or 1=1", "sendNow|", "|||||||", "{", "[]", "null"),
);
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>;
const actionId = fc.oneof(
  fc.constantFrom<string>(...Object.values(actionIds), "days", "time", "time_zone", "__proto__"),
  fc.string({ maxLength: 20 }),
);
const option = fc.record({ value, text: fc.record({ type: fc.constant("plain_text"), text }) });
const action = fc.record(
  {
    type: fc.constantFrom("button", "static_select", "overflow", "checkboxes", "timepicker", "nonsense"),
    action_id: actionId,
    block_id: fc.string({ maxLength: 30 }),
    value,
    selected_option: fc.oneof(option, json),
    selected_options: fc.oneof(fc.array(option, { maxLength: 3 }), json),
  },
  { requiredKeys: ["type", "action_id"] },
);
const values = fc.dictionary(
  fc.constantFrom("channel", "days", "time", "time_zone", "currency", "window endToEnd", "owners", "locale"),
  fc.oneof(
    json,
    fc.dictionary(
      fc.constantFrom("channel", "days", "time", "time_zone", "currency", "window endToEnd", "owners"),
      fc.oneof(json, action),
    ),
  ),
);
const view = fc.record(
  {
    id: fc.string({ maxLength: 12 }),
    type: fc.constantFrom("modal", "home"),
    callback_id: fc.constantFrom(subscribeModalId, settingsModalId, "other"),
    private_metadata: fc.oneof(subject, text),
    hash: fc.string({ maxLength: 12 }),
    state: fc.record({ values: values as fc.Arbitrary<unknown> }),
    blocks: json,
  },
  { requiredKeys: ["id", "type", "callback_id", "state"] },
);
const place = fc.oneof(
  fc.record({
    channel: fc.record({
      id: fc.constantFrom("C0REVENUE01", "D1", "", "C404"),
      name: fc.string({ maxLength: 5 }),
    }),
    container: fc.record({
      type: fc.constant("message"),
      is_ephemeral: fc.boolean(),
      message_ts: fc.string({ maxLength: 20 }),
    }),
    message: json,
  }),
  view.map((shown) => ({ view: shown, container: { type: "view" } })),
);
const interactions = [
  fc.tuple(place, fc.array(action, { minLength: 1, maxLength: 2 })).map(([at, actions]) => ({
    type: "block_actions",
    ...at,
    actions,
  })),
  view.map((submitted) => ({ type: "view_submission", view: submitted })),
  view.map((closed) => ({ type: "view_closed", view: closed })),
  fc
    .record({ action_id: actionId, value: text })
    .map((asked) => ({ type: "block_suggestion", block_id: "b", ...asked })),
  fc
    .record({
      blocks: fc.oneof(
        json,
        fc.array(fc.record({ elements: fc.array(action, { maxLength: 3 }) }), { maxLength: 3 }),
      ),
    })
    .map((message) => ({
      type: "message_action",
      callback_id: "concord_explain_message",
      channel: { id: "C0REVENUE01", name: "revenue-team" },
      message: { ts: "1.2", ...message },
    })),
] as const;
const interaction = fc.oneof(
  ...interactions.map((arbitrary) => ({ weight: 20, arbitrary: arbitrary as fc.Arbitrary<Fields> })),
  // Nobody listens to such a thing, so that Bolt waits almost three seconds before it says so.
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.string({ maxLength: 12 }), any: json }) as fc.Arbitrary<Fields>,
  },
);
const event = fc.oneof(
  text.map((said) => ({
    type: "app_mention",
    channel: "C0REVENUE01",
    ts: "1.2",
    text: `<@U0CONCORD01> ${said}`,
  })),
  fc.constantFrom("home", "messages").map((tab) => ({ type: "app_home_opened", channel: "D1", tab })),
  json.map((any) => ({ type: "member_joined_channel", any })),
) as fc.Arbitrary<Fields>;

/** Gives any such request; most of them resemble something. */
export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("command" as const), text, who, team }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("interaction" as const), payload: interaction, who, team }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("event" as const), event, who, team }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("raw" as const),
      body: fc.oneof(
        fc.string({ maxLength: 200 }),
        json.map((any) => `payload=${JSON.stringify(any)}`),
        text,
      ),
      type: fc.constantFrom("application/json", "application/x-www-form-urlencoded", "text/plain"),
    }),
  },
);

let sent = 0;

/** Sends it as Slack would. Every tenth comes from a guest, every twentieth from another team. */
export async function sendHostile(
  emulator: SlackEmulator,
  side: SlackSide,
  request: HostileRequest,
): Promise<AppAnswer> {
  const { boltUrl, signingSecret } = side;
  if (request.kind === "raw") return sendSigned(boltUrl, signingSecret, request.body, request.type);
  const { marketer, salesLead, admin, guest } = emulator.users;
  const user = [guest, admin, salesLead][request.who] ?? marketer;
  const teamId = request.team === 0 ? "T0OTHER0001" : side.team.id;
  const channel = emulator.channels.revenueTeam;
  const origin = { kind: "command" } as const;
  sent += 1;
  const common = {
    team_id: teamId,
    api_app_id: side.appId,
    trigger_id: await emulator.trigger(user.id),
    response_url: emulator.responses.open({ user: user.id, channel: channel.id, origin }),
  };
  switch (request.kind) {
    case "command": {
      const body = new URLSearchParams({
        ...common,
        command: "/kpi",
        text: request.text,
        channel_id: channel.id,
        channel_name: channel.name,
        user_id: user.id,
        user_name: user.name,
      });
      return sendSigned(boltUrl, signingSecret, body.toString());
    }
    case "interaction": {
      const payload = {
        ...common,
        team: { id: teamId, domain: "x" },
        user: { id: user.id, name: user.name, team_id: teamId },
        ...request.payload,
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) });
      return sendSigned(boltUrl, signingSecret, body.toString());
    }
    case "event": {
      const body = JSON.stringify({
        ...common,
        type: "event_callback",
        event_id: `Ev${sent}`,
        event: { user: user.id, ...request.event },
      });
      return sendSigned(boltUrl, signingSecret, body, "application/json");
    }
  }
}
