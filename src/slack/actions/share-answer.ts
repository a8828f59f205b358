import { UserError } from "../../errors.ts";
import { actionIds, decodeKpiSubject } from "../../messages/actions.ts";
import { requireMay } from "../../messages/permissions.ts";
import { questionOf, sharedKpi } from "../../usecases/answer-kpi.ts";
import { deliverDigest } from "../../usecases/deliver-digest.ts";
import type { Register } from "../bot.ts";
import { notice } from "../notice.ts";
import { edgeTexts } from "../texts.ts";
import { registerButton } from "./button-press.ts";

/** "Share to channel": the private answer again, for everyone, with its designed picture; once. */
export const registerShareAnswer: Register = (app, parts, answer) => {
  registerButton(app, parts, answer, {
    actionId: actionIds.shareAnswer,
    decode: decodeKpiSubject,
    work: async (ask, { meaning, client, channelId, messageTs }) => {
      requireMay(ask, "share");
      const texts = edgeTexts[ask.locale];
      if (channelId === null) throw new UserError({ code: "no-channel", ...texts.oldButton });
      const { outcome, ...result } = await deliverDigest(
        { ...parts, slack: client },
        {
          workspaceId: ask.workspaceId,
          deliveryKey: `share:${channelId}:${messageTs}`,
          channelId,
          digest: await sharedKpi(parts.store, ask, questionOf(meaning)),
        },
      );
      if ("reason" in result) throw new UserError({ code: result.reason, ...texts.notShared(result.reason) });
      return notice(outcome === "delivered" ? texts.shared : texts.sharedBefore);
    },
  });
};
