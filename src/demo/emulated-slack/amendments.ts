import { randomBytes } from "node:crypto";
import { type ApiAnswer, type ApiCall, type Fields, fieldsOf, isFields, listOf, textOf } from "./api-call.ts";
import { appId, botId, botToken, people, teamId, timeZone } from "./sample-workspace.ts";

/** Fills in what Slack fills in before it stores a call: ids of blocks and actions, whose bot it was. */
export function beforeStoring(call: ApiCall): ApiCall {
  const { method, params } = call;
  const wider = method === "conversations.history" || method === "conversations.replies";
  return {
    ...call,
    params: {
      ...params,
      ...(wider ? { limit: 1000, cursor: "" } : {}),
      ...(Array.isArray(params.blocks) ? { blocks: named(listOf(params.blocks)) } : {}),
      ...(isFields(params.view)
        ? { view: { ...params.view, blocks: named(listOf(params.view.blocks)) } }
        : {}),
      ...(method === "chat.postMessage" && call.token === botToken ? { bot_id: botId, app_id: appId } : {}),
    },
  };
}

/** Gives blocks and their elements the ids that Slack gives to those without. */
export function named(blocks: readonly Fields[]): readonly Fields[] {
  const id = () => randomBytes(4).toString("base64url").slice(0, 5);
  const element = (one: Fields) =>
    typeof one.type === "string" && one.action_id === undefined ? { ...one, action_id: id() } : one;
  return blocks.map((block) => ({
    ...block,
    ...(block.block_id === undefined ? { block_id: id() } : {}),
    ...(block.type === "actions" ? { elements: listOf(block.elements).map(element) } : {}),
    ...(isFields(block.accessory) && block.accessory.type !== "image"
      ? { accessory: element(block.accessory) }
      : {}),
    ...(isFields(block.element) ? { element: element(block.element) } : {}),
  }));
}

/** Completes an answer with what Slack would have said: locales, standings, the asked-for span of history. */
export function afterReading({ method, params }: ApiCall, answer: ApiAnswer): ApiAnswer {
  if (!answer.ok) return answer;
  switch (method) {
    case "users.info":
      return { ...answer, user: person(fieldsOf(answer.user)) };
    case "users.list":
      return { ...answer, members: listOf(answer.members).map(person) };
    case "conversations.history":
      return page(params, listOf(answer.messages), answer);
    case "conversations.replies":
      return page(params, listOf(answer.messages), answer, textOf(params.ts));
    default:
      return answer;
  }
}

function person(user: Fields): Fields {
  const known = Object.values(people).find((one) => one.id === user.id);
  const profile = fieldsOf(user.profile);
  return {
    ...user,
    tz: timeZone,
    locale: known?.locale ?? "en-US",
    is_owner: known?.admin === true,
    is_primary_owner: known?.admin === true,
    is_restricted: known?.guest === true,
    is_ultra_restricted: false,
    is_stranger: false,
    team_id: teamId,
    profile: { ...profile, title: known?.title ?? "" },
  };
}

/** The emulator gives everything, with metadata; Slack gives the asked-for span, and metadata when asked. */
function page(
  params: Fields,
  messages: readonly Fields[],
  answer: ApiAnswer,
  parentTs: string | null = null,
): ApiAnswer {
  const number = (name: string, otherwise: number) => Number(params[name] || otherwise);
  const [oldest, latest] = [number("oldest", 0), number("latest", Number.POSITIVE_INFINITY)];
  const inclusive = String(params.inclusive) === "true" || String(params.inclusive) === "1";
  const metadata = String(params.include_all_metadata) === "true";
  const within = messages.filter((message) => {
    const ts = Number(message.ts);
    if (message.ts === parentTs) return true;
    return (ts > oldest && ts < latest) || (inclusive && (ts === oldest || ts === latest));
  });
  const from = Math.max(
    0,
    within.findIndex((message) => message.ts === params.cursor),
  );
  const size = Math.min(number("limit", 100), 999);
  const shown = within.slice(from, from + size).map(({ metadata: attached, ...message }) => ({
    ...message,
    ...(metadata && attached !== undefined ? { metadata: attached } : {}),
    ...(message.reply_count === undefined ? {} : { thread_ts: message.ts }),
  }));
  const next = textOf(within[from + size]?.ts);
  return {
    ...answer,
    messages: shown,
    has_more: next !== "",
    response_metadata: { next_cursor: next },
  };
}
