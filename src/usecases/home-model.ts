import { UserError } from "../errors.ts";
import { nameIn } from "../messages/escape.ts";
import type { HomeIncident, HomeModel, HomeSubscription } from "../messages/home.ts";
import { languageOf } from "../messages/language.ts";
import { decide, type Role } from "../messages/permissions.ts";
import { toldError } from "../messages/told-errors.ts";
import { reasonTexts } from "../messages/warning-reason.ts";
import type { Store } from "../store/database.ts";
import { hasHadDigest } from "../store/first-digest.ts";
import { incidentsSince } from "../store/incidents.ts";
import { sevenAsOf } from "./answer-model.ts";
import type { Ask } from "./ask.ts";
import { lastWholeWeek } from "./compose-digest.ts";
import { sourceFreshness } from "./source-freshness.ts";
import { sourceNews } from "./sources/source-news.ts";
import { listSubscriptions } from "./subscriptions.ts";

/** Gives all that App Home shows to somebody of that role. */
export async function homeModel(store: Store, ask: Ask & { readonly role: Role }): Promise<HomeModel> {
  const { workspaceId, settings, role } = ask;
  const week = lastWholeWeek(ask.today, settings);
  const [seven, freshness, incidents, subscriptions, hasDigest, sources] = await Promise.all([
    // Whoever can mend it must still get to the settings.
    sevenAsOf(store, ask).catch((error: unknown) => {
      const trouble = error instanceof UserError ? toldError(error, ask.locale) : null;
      if (trouble) return { trouble };
      throw error;
    }),
    sourceFreshness(store, workspaceId, week, settings.timeZone),
    openIncidents(store, ask),
    listSubscriptions(store, workspaceId),
    hasHadDigest(store, workspaceId),
    sourceNews(store, workspaceId),
  ]);
  const may = (action: "change-subscriptions" | "change-settings") => decide(role, action, settings).may;
  return {
    seven,
    asOf: ask.today,
    timeZone: settings.timeZone,
    freshness,
    welcome: { data: freshness.length > 0, channel: subscriptions.length > 0, digest: hasDigest },
    incidents,
    sources,
    subscriptions: subscriptions.map(
      ({ subscriptionId, channelId, days, minute, timeZone, paused, nextDueAt }): HomeSubscription => ({
        subscriptionId,
        channelId,
        days,
        minute,
        timeZone,
        isPaused: paused !== null,
        nextRun: nextDueAt.getTime(),
      }),
    ),
    may: { subscriptions: may("change-subscriptions"), settings: may("change-settings") },
  };
}

async function openIncidents(
  store: Store,
  { workspaceId, settings, locale, today }: Ask,
): Promise<readonly HomeIncident[]> {
  const language = languageOf(locale, settings);
  const { unknownName } = language.texts.figures;
  const { rules, sentence } = reasonTexts(language);
  // Tomorrow: those that were over today are no longer open.
  const open = await incidentsSince(store, workspaceId, today + 1);
  return open.map(({ incident, thread }) => {
    const { rule, subject, reason } = incident.members[0].latest;
    const about = subject === null ? rules[rule] : `${rules[rule]}: ${nameIn(subject, unknownName)}`;
    return {
      title: about,
      sentence: sentence(reason, (name) => nameIn(name, unknownName)),
      channelId: thread?.channelId ?? null,
    };
  });
}
