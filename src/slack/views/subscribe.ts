import { z } from "zod";
import { kpiNames } from "../../funnel/readings.ts";
import { dayNames, nextRuns, parseMinute } from "../../funnel/schedule.ts";
import { settingsSchema } from "../../funnel/settings.ts";
import { languageOf } from "../../messages/language.ts";
import { locales } from "../../messages/numbers.ts";
import { requireMay } from "../../messages/permissions.ts";
import {
  type SubscriptionDraft,
  subscribeInputs,
  subscribeModal,
  subscribeModalId,
} from "../../messages/subscribe-modal.ts";
import type { Ask } from "../../usecases/ask.ts";
import { untilAnswered } from "../../usecases/delivery/slack-calls.ts";
import { saveSubscription } from "../../usecases/subscriptions.ts";
import { doorBeside } from "../actions/door.ts";
import type { Register } from "../bot.ts";
import { canPostIn } from "../channel-membership.ts";
import { publishHome } from "../home.ts";
import { notice } from "../notice.ts";
import { userIn } from "../request.ts";
import { registerSubmission, type SubmissionOutcome } from "./submission.ts";
import { type ViewValues, valueIn } from "./view-values.ts";

const runsShown = 5;
const metadata = z.object({ subscriptionId: z.string().nullable() });

/** Gives the modal for a draft, with the runs that it would have from now on. */
export function subscribeView(draft: SubscriptionDraft, { locale, settings, now }: Ask) {
  const runs = nextRuns(draft, now.getTime(), runsShown).map(({ at }) => at);
  return subscribeModal(draft, runs, languageOf(locale, settings));
}

/** The modal that sets up a digest: its next runs follow what is chosen, and its submission is checked and kept. */
export const registerSubscribe: Register = (app, parts, answer) => {
  for (const actionId of [subscribeInputs.days, subscribeInputs.time, subscribeInputs.timeZone]) {
    app.action({ type: "block_actions", action_id: actionId }, async ({ ack, body, client, context }) => {
      await ack();
      const { view } = body;
      if (view?.callback_id !== subscribeModalId) return;
      await answer(
        {
          entrance: `${subscribeModalId} ${actionId}`,
          client,
          user: userIn(context, body.user.id),
          requestKey: null,
          reply: doorBeside({ body, respond: undefined, client }, parts.sleep).reply,
        },
        async (ask) => {
          requireMay(ask, "change-subscriptions");
          const draft = draftOf(view.state.values, view.private_metadata, ask);
          // A later change may have been faster; Slack then refuses this one by its hash.
          await untilAnswered(
            () => client.views.update({ view_id: view.id, hash: view.hash, view: subscribeView(draft, ask) }),
            parts.sleep,
          );
          return null;
        },
      );
    });
  }

  registerSubmission(app, parts, answer, {
    callbackId: subscribeModalId,
    work: async (ask, { view, client }): Promise<SubmissionOutcome> => {
      requireMay(ask, "change-subscriptions");
      const draft = draftOf(view.state.values, view.private_metadata, ask);
      // Told by the clocks of where the digest is read.
      const { texts, numbers } = languageOf(ask.locale, { ...ask.settings, timeZone: draft.timeZone });
      const errors: Record<string, string> = {};
      const { channelId } = draft;
      if (channelId === null) errors[subscribeInputs.channel] = texts.modals.errors.channel;
      if (draft.days.length === 0) errors[subscribeInputs.days] = texts.modals.errors.days;
      if (timeIn(view.state.values) === null) errors[subscribeInputs.time] = texts.modals.errors.time;
      if (zoneIn(view.state.values) === null) errors[subscribeInputs.timeZone] = texts.modals.errors.timeZone;
      const membership = channelId === null ? "member" : await canPostIn(client, channelId);
      if (membership === "archived") errors[subscribeInputs.channel] = texts.modals.errors.archived;
      if (membership === "outside") errors[subscribeInputs.channel] = texts.modals.errors.notInChannel;
      if (channelId === null || Object.keys(errors).length > 0) return { kind: "errors", errors };
      const { subscriptionId, ...wish } = draft;
      const saved = await saveSubscription(parts.store, {
        workspaceId: ask.workspaceId,
        ...(subscriptionId === null ? {} : { subscriptionId }),
        wish: { ...wish, channelId, days: [...wish.days], kpis: [...wish.kpis], ownerId: ask.userId },
        now: ask.now,
      });
      const { subscribe } = texts.modals;
      const first = numbers.moment(saved.nextDueAt.getTime());
      return {
        kind: "done",
        message: notice(`*${subscribe.savedTitle}*  ${subscribe.saved(`<#${channelId}>`, first)}`),
        afterwards: () => publishHome(parts, client, ask),
      };
    },
  });
};

function draftOf(values: ViewValues, privateMetadata: string, { settings }: Ask): SubscriptionDraft {
  const ids = subscribeInputs;
  const chosen = valueIn(values, ids.breakdown, "selected_option");
  const locale = valueIn(values, ids.locale, "selected_option");
  const days = valueIn(values, ids.days, "selected_options") ?? [];
  const kpis = valueIn(values, ids.kpis, "selected_options") ?? [];
  return {
    subscriptionId: subscriptionIdIn(privateMetadata),
    channelId: valueIn(values, ids.channel, "selected_conversation"),
    days: dayNames.filter((day) => days.includes(day)),
    minute: timeIn(values) ?? 9 * 60,
    timeZone: zoneIn(values) ?? settings.timeZone,
    locale: locales.find((each) => each === locale) ?? settings.locale,
    kpis: kpiNames.filter((kpi) => kpis.includes(kpi)),
    breakdown: (["acquisition-channel", "segment"] as const).find((each) => each === chosen) ?? null,
    skipUnchanged: (valueIn(values, ids.options, "selected_options") ?? []).includes("skip-unchanged"),
  };
}

function timeIn(values: ViewValues): number | null {
  return parseMinute(valueIn(values, subscribeInputs.time, "selected_time") ?? "");
}

function zoneIn(values: ViewValues): string | null {
  const zone = valueIn(values, subscribeInputs.timeZone, "selected_option");
  return settingsSchema.shape.timeZone.safeParse(zone ?? "").success ? zone : null;
}

function subscriptionIdIn(privateMetadata: string): string | null {
  try {
    return metadata.safeParse(JSON.parse(privateMetadata)).data?.subscriptionId ?? null;
  } catch {
    return null;
  }
}
