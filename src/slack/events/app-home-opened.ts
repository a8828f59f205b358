import type { Register } from "../bot.ts";
import { publishHome, replyInHome } from "../home.ts";
import { userIn } from "../request.ts";

/** App Home, made anew whenever it is opened. */
export const registerAppHomeOpened: Register = (app, parts, answer) => {
  app.event("app_home_opened", async ({ event, client, context }) => {
    if (event.tab !== "home") return;
    await answer(
      {
        entrance: event.type,
        client,
        user: userIn(context, event.user),
        requestKey: null,
        reply: replyInHome(client, event.user, parts.sleep),
      },
      async (ask) => {
        await publishHome(parts, client, ask);
        return null;
      },
    );
  });
};
