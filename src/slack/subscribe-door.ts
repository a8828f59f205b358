import { actionIds } from "../messages/actions.ts";
import { actionsBlock, type ButtonParts, button, type Message, sectionBlock } from "../messages/blocks.ts";
import { languageOf } from "../messages/language.ts";
import { requireMay } from "../messages/permissions.ts";
import type { SubscriptionDraft } from "../messages/subscribe-modal.ts";
import type { Store } from "../store/database.ts";
import type { Ask } from "../usecases/ask.ts";
import { firstSubscription, listSubscriptions, type Subscription } from "../usecases/subscriptions.ts";
import type { Work } from "./request.ts";

type Asker = Parameters<Work>[0];

/** Gives what the modal begins with: the digest that a channel has already, else a new one for it. */
export async function draftFor(
  store: Store,
  ask: Asker,
  channelId: string | null,
): Promise<SubscriptionDraft> {
  requireMay(ask, "change-subscriptions");
  const existing = (await listSubscriptions(store, ask.workspaceId)).find(
    (subscription) => subscription.channelId === channelId,
  );
  return existing ? draftOfSubscription(existing) : newDraft(ask, channelId);
}

/** Gives a kept subscription as a draft. */
export function draftOfSubscription(subscription: Subscription): SubscriptionDraft {
  const { subscriptionId, channelId, days, minute, timeZone, locale, kpis, breakdown, skipUnchanged } =
    subscription;
  return { subscriptionId, channelId, days, minute, timeZone, locale, kpis, breakdown, skipUnchanged };
}

function newDraft({ settings }: Ask, channelId: string | null): SubscriptionDraft {
  const { timeZone, locale } = settings;
  const { days, minute } = firstSubscription(channelId ?? "", settings);
  return {
    subscriptionId: null,
    channelId,
    days,
    minute,
    timeZone,
    locale,
    kpis: [],
    breakdown: null,
    skipUnchanged: false,
  };
}

/** Gives a message with the button that opens the modal, where the modal itself could not be opened. */
export function subscribeInvitation(ask: Ask, channelId: string | null): Message {
  const { texts } = languageOf(ask.locale, ask.settings);
  return invitation(texts.modals.subscribe.howToOpen, {
    text: texts.home.setUpDigest,
    actionId: actionIds.openSubscribe,
    value: channelId ?? "home",
  });
}

/** The same for the settings. */
export function settingsInvitation(ask: Ask): Message {
  const { texts } = languageOf(ask.locale, ask.settings);
  return invitation(texts.modals.settings.intro, {
    text: texts.home.settings,
    actionId: actionIds.openSettings,
    value: "home",
  });
}

function invitation(words: string, opens: ButtonParts): Message {
  return {
    text: words,
    blocks: [sectionBlock(words), actionsBlock("invitation", [button({ ...opens, primary: true })])],
  };
}
