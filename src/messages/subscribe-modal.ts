import type { KnownBlock, ModalView } from "@slack/types";
import type { KpiName } from "../funnel/readings.ts";
import { type DayName, dayNames, formatMinute, type Schedule } from "../funnel/schedule.ts";
import { plainText, sectionBlock } from "./blocks.ts";
import { toldOrder } from "./digest-model.ts";
import { escapeMrkdwn } from "./escape.ts";
import { boxesOf, inputBlock, optionOf, selectOf } from "./inputs.ts";
import type { Language } from "./language.ts";
import { languageOf } from "./language.ts";
import type { Locale } from "./numbers.ts";

/** The modal's name; its submission and its changes come back under it. */
export const subscribeModalId = "concord_subscribe";

/** The ids of its inputs; each is its block's and its element's. */
export const subscribeInputs = {
  channel: "channel",
  days: "days",
  time: "time",
  timeZone: "time_zone",
  kpis: "kpis",
  locale: "locale",
  breakdown: "breakdown",
  options: "options",
} as const;

/** A digest's subscription as far as it is filled in. */
export interface SubscriptionDraft {
  /** Null: a new one. */
  readonly subscriptionId: string | null;
  readonly channelId: string | null;
  readonly days: readonly DayName[];
  readonly minute: number;
  readonly timeZone: string;
  readonly locale: Locale;
  /** Empty: all seven. */
  readonly kpis: readonly KpiName[];
  readonly breakdown: "acquisition-channel" | "segment" | null;
  readonly skipUnchanged: boolean;
}

/** Gives the modal that asks which digest goes where and when, with its next runs (milliseconds since the epoch). */
export function subscribeModal(
  draft: SubscriptionDraft,
  nextRuns: readonly number[],
  language: Language,
): ModalView {
  const { modals } = language.texts;
  return {
    type: "modal",
    callback_id: subscribeModalId,
    title: plainText(draft.subscriptionId === null ? modals.subscribe.title : modals.subscribe.change, 24),
    submit: plainText(modals.save, 24),
    close: plainText(modals.cancel, 24),
    private_metadata: JSON.stringify({ subscriptionId: draft.subscriptionId }),
    blocks: [
      ...whereAndWhen(draft, language),
      nextRunsBlock(draft, nextRuns, language),
      ...whatIsIn(draft, language),
    ],
  };
}

function whereAndWhen(draft: SubscriptionDraft, { texts }: Language): readonly KnownBlock[] {
  const { modals, home } = texts;
  const ids = subscribeInputs;
  return [
    inputBlock(
      { blockId: ids.channel, label: modals.subscribe.channel, hint: modals.subscribe.channelHint },
      {
        type: "conversations_select",
        action_id: ids.channel,
        filter: { include: ["public", "private"], exclude_bot_users: true },
        ...(draft.channelId === null
          ? { default_to_current_conversation: true }
          : { initial_conversation: draft.channelId }),
      },
    ),
    inputBlock(
      { blockId: ids.days, label: modals.subscribe.days, dispatches: true },
      boxesOf(
        ids.days,
        dayNames.map((day) => optionOf(day, home.days[day])),
        draft.days,
      ),
    ),
    inputBlock(
      { blockId: ids.time, label: modals.subscribe.time, dispatches: true },
      { type: "timepicker", action_id: ids.time, initial_time: formatMinute(draft.minute) },
    ),
    inputBlock(
      { blockId: ids.timeZone, label: modals.timeZone, hint: modals.timeZoneHint, dispatches: true },
      {
        type: "external_select",
        action_id: ids.timeZone,
        placeholder: plainText(modals.timeZonePlaceholder, 150),
        min_query_length: 0,
        initial_option: optionOf(draft.timeZone, draft.timeZone),
      },
    ),
  ];
}

function nextRunsBlock(
  { timeZone }: Pick<Schedule, "timeZone">,
  nextRuns: readonly number[],
  { texts, locale }: Language,
): KnownBlock {
  const { subscribe } = texts.modals;
  // Runs are told by the clocks of where the digest is read.
  const { numbers } = languageOf(locale, { timeZone, currency: "EUR" });
  const lines = nextRuns.map((at) => `• ${numbers.moment(at)} (${escapeMrkdwn(timeZone)})`);
  return sectionBlock(
    [`*${subscribe.nextRuns}*`, ...(lines.length === 0 ? [subscribe.noRuns] : lines)].join("\n"),
  );
}

function whatIsIn(draft: SubscriptionDraft, { texts }: Language): readonly KnownBlock[] {
  const { modals, kpis } = texts;
  const ids = subscribeInputs;
  const breakdowns = (["none", "acquisition-channel", "segment"] as const).map((each) =>
    optionOf(each, modals.subscribe.breakdowns[each]),
  );
  return [
    inputBlock(
      { blockId: ids.kpis, label: modals.subscribe.kpis, hint: modals.subscribe.kpisHint, optional: true },
      boxesOf(
        ids.kpis,
        toldOrder.map((kpi) => optionOf(kpi, kpis[kpi].name)),
        draft.kpis,
      ),
    ),
    inputBlock(
      { blockId: ids.breakdown, label: modals.subscribe.breakdown },
      selectOf(ids.breakdown, breakdowns, draft.breakdown ?? "none"),
    ),
    inputBlock(
      { blockId: ids.locale, label: modals.language },
      selectOf(
        ids.locale,
        (["en", "el"] as const).map((locale) => optionOf(locale, modals.languages[locale])),
        draft.locale,
      ),
    ),
    inputBlock(
      {
        blockId: ids.options,
        label: modals.subscribe.options,
        hint: modals.subscribe.skipUnchangedHint,
        optional: true,
      },
      boxesOf(
        ids.options,
        [optionOf("skip-unchanged", modals.subscribe.skipUnchanged)],
        draft.skipUnchanged ? ["skip-unchanged"] : [],
      ),
    ),
  ];
}
