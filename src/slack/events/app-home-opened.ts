import type { HomeView } from "@slack/types";
import type { Message } from "../../messages/blocks.ts";
import { answerOverview } from "../../usecases/answer-overview.ts";
import { answerStatus } from "../../usecases/answer-status.ts";
import { untilAnswered } from "../../usecases/delivery/slack-calls.ts";
import type { Register } from "../bot.ts";
import { userIn } from "../request.ts";

/** App Home: the seven KPIs in words and how fresh the sources are, made anew whenever it is opened. */
export const registerAppHomeOpened: Register = (app, parts, answer) => {
  app.event("app_home_opened", async ({ event, client, context }) => {
    if (event.tab !== "home") return;
    await answer(
      {
        entrance: event.type,
        client,
        user: userIn(context, event.user),
        requestKey: null,
        reply: async (message) => {
          const published = await untilAnswered(
            () => client.views.publish({ user_id: event.user, view: homeOf(message) }),
            parts.sleep,
          );
          if (published.kind === "refused") throw new Error(`views.publish: ${published.error}`);
        },
      },
      async (ask) => {
        const [overview, status] = await Promise.all([
          answerOverview(parts.store, ask),
          answerStatus(parts.store, ask),
        ]);
        return { text: overview.text, blocks: [...overview.blocks, ...status.blocks] };
      },
    );
  });
};

/** Home takes fewer kinds of blocks than messages do; what it does not take is also said in words. */
function homeOf({ blocks }: Message): HomeView {
  return {
    type: "home",
    blocks: blocks.filter(
      (block) => block.type !== "data_visualization" && block.type !== "table" && block.type !== "image",
    ),
  };
}
