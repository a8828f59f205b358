import { actionIds } from "../../messages/actions.ts";
import { helpMessage } from "../../messages/help.ts";
import { languageOf } from "../../messages/language.ts";
import { answerDigest } from "../../usecases/answer-digest.ts";
import type { Register } from "../bot.ts";
import { publishHome } from "../home.ts";
import { openModal } from "../open-modal.ts";
import { draftFor, subscribeInvitation } from "../subscribe-door.ts";
import { settingsView } from "../views/settings.ts";
import { subscribeView } from "../views/subscribe.ts";
import { registerButton } from "./button-press.ts";

/** Home's buttons, some of which also stand in messages. */
export const registerHomeButtons: Register = (app, parts, answer) => {
  const anyValue = (value: string) => value;
  registerButton(app, parts, answer, {
    actionId: actionIds.openSubscribe,
    decode: anyValue,
    opensModal: true,
    work: async (ask, { meaning, client, triggerId, channelId }) => {
      // A conversation between two gets no digest.
      const wanted = [meaning, channelId].find((id) => /^[CG][A-Z0-9]{2,}$/.test(id ?? "")) ?? null;
      const draft = await draftFor(parts.store, ask, wanted);
      const opened = await openModal(client, triggerId, subscribeView(draft, ask));
      return opened ? null : subscribeInvitation(ask, wanted);
    },
  });
  registerButton(app, parts, answer, {
    actionId: actionIds.openSettings,
    decode: anyValue,
    opensModal: true,
    work: async (ask, { client, triggerId }) => {
      await openModal(client, triggerId, await settingsView(parts, ask));
      return null;
    },
  });
  registerButton(app, parts, answer, {
    actionId: actionIds.previewDigest,
    decode: anyValue,
    work: (ask) => answerDigest(parts.store, ask),
  });
  registerButton(app, parts, answer, {
    actionId: actionIds.help,
    decode: anyValue,
    work: async (ask) => helpMessage(languageOf(ask.locale, ask.settings)),
  });
  registerButton(app, parts, answer, {
    actionId: actionIds.refreshHome,
    decode: anyValue,
    opensModal: true,
    work: async (ask, { client }) => {
      await publishHome(parts, client, ask);
      return null;
    },
  });
};
