import type { HomeView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { homeView } from "../messages/home.ts";
import { languageOf } from "../messages/language.ts";
import { untilAnswered } from "../usecases/delivery/slack-calls.ts";
import { homeModel } from "../usecases/home-model.ts";
import type { BotParts } from "./bot.ts";
import type { Reply } from "./reply.ts";
import type { Work } from "./request.ts";

/** Gives Home to somebody, made anew. */
export async function publishHome(
  { store, sleep }: Pick<BotParts, "store" | "sleep">,
  client: WebClient,
  ask: Parameters<Work>[0],
): Promise<void> {
  const view = homeView(await homeModel(store, ask), languageOf(ask.locale, ask.settings));
  await publish(client, ask.userId, view, sleep);
}

/** Says something in Home itself, where there is nowhere else: why somebody gets nothing, or that it failed. */
export function replyInHome(client: WebClient, userId: string, sleep: BotParts["sleep"]): Reply {
  return (message) => {
    const blocks = message.blocks.filter(
      (block) => block.type !== "data_visualization" && block.type !== "table",
    );
    return publish(client, userId, { type: "home", blocks }, sleep);
  };
}

async function publish(
  client: WebClient,
  userId: string,
  view: HomeView,
  sleep: BotParts["sleep"],
): Promise<void> {
  const published = await untilAnswered(() => client.views.publish({ user_id: userId, view }), sleep);
  if (published.kind === "refused") throw new Error(`views.publish: ${published.error}`);
}
