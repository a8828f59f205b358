import type { KnownBlock, ModalView } from "@slack/types";
import type { Settings } from "../funnel/settings.ts";
import { contextBlock, headerBlock, plainText } from "./blocks.ts";
import { toldOrder } from "./digest-model.ts";
import { boxesOf, inputBlock, optionOf, selectOf, wholeNumber } from "./inputs.ts";
import type { Language } from "./language.ts";

/** The modal's name; its submission comes back under it. */
export const settingsModalId = "concord_settings";

/** The ids of its inputs; windows and spans are `window NAME` and `span KPI`. */
export const settingsInputs = {
  timeZone: "time_zone",
  locale: "locale",
  currency: "currency",
  weekStart: "week_start",
  fiscalYearStart: "fiscal_year_start",
  access: "access",
  owners: "owners",
} as const;

export const windowNames = [
  "leadToMql",
  "mqlToWorked",
  "mqlToOpportunity",
  "opportunityToCustomer",
  "endToEnd",
] as const;

/** The bounds of windows in days and of spans in weeks. */
export const settingsBounds = { window: { least: 1, most: 3650 }, span: { least: 1, most: 104 } } as const;

export interface SettingsDraft {
  readonly settings: Settings;
  /** Who looks after Concord, by Slack's ids; null: whoever looks may not name them. */
  readonly owners: readonly string[] | null;
}

/** Gives the modal in which admins and owners change how the workspace counts. */
export function settingsModal({ settings, owners }: SettingsDraft, language: Language): ModalView {
  const { texts } = language;
  return {
    type: "modal",
    callback_id: settingsModalId,
    title: plainText(texts.modals.settings.title, 24),
    submit: plainText(texts.modals.save, 24),
    close: plainText(texts.modals.cancel, 24),
    blocks: [
      contextBlock([texts.modals.settings.intro]),
      ...calendarInputs(settings, language),
      ...spanInputs(settings, language),
      ...accessInputs({ settings, owners }, language),
    ],
  };
}

function calendarInputs(settings: Settings, { texts, numbers }: Language): readonly KnownBlock[] {
  const { modals, home } = texts;
  const ids = settingsInputs;
  const days = [
    home.days.mon,
    home.days.tue,
    home.days.wed,
    home.days.thu,
    home.days.fri,
    home.days.sat,
    home.days.sun,
  ];
  return [
    inputBlock(
      { blockId: ids.timeZone, label: modals.timeZone, hint: modals.timeZoneHint },
      {
        type: "external_select",
        action_id: ids.timeZone,
        placeholder: plainText(modals.timeZonePlaceholder, 150),
        min_query_length: 0,
        initial_option: optionOf(settings.timeZone, settings.timeZone),
      },
    ),
    inputBlock(
      { blockId: ids.locale, label: modals.language },
      selectOf(
        ids.locale,
        (["en", "el"] as const).map((locale) => optionOf(locale, modals.languages[locale])),
        settings.locale,
      ),
    ),
    inputBlock(
      { blockId: ids.currency, label: modals.settings.currency, hint: modals.settings.currencyHint },
      {
        type: "plain_text_input",
        action_id: ids.currency,
        initial_value: settings.currency,
        min_length: 3,
        max_length: 3,
      },
    ),
    inputBlock(
      { blockId: ids.weekStart, label: modals.settings.weekStart },
      selectOf(
        ids.weekStart,
        days.map((day, index) => optionOf(String(index + 1), day)),
        String(settings.weekStart),
      ),
    ),
    inputBlock(
      {
        blockId: ids.fiscalYearStart,
        label: modals.settings.fiscalYearStart,
        hint: modals.settings.fiscalYearHint,
      },
      selectOf(
        ids.fiscalYearStart,
        Array.from({ length: 12 }, (_, month) => optionOf(String(month + 1), numbers.month(month + 1))),
        String(settings.fiscalYearStart),
      ),
    ),
  ];
}

function spanInputs(settings: Settings, { texts }: Language): readonly KnownBlock[] {
  const { settings: words } = texts.modals;
  const { window, span } = settingsBounds;
  return [
    headerBlock(words.windows),
    ...windowNames.map((name) =>
      inputBlock(
        { blockId: `window ${name}`, label: words.window[name] },
        wholeNumber(`window ${name}`, settings.windows[name], window.least, window.most),
      ),
    ),
    headerBlock(words.spans),
    ...toldOrder.map((kpi) =>
      inputBlock(
        { blockId: `span ${kpi}`, label: words.span(texts.kpis[kpi].name) },
        wholeNumber(`span ${kpi}`, settings.spans[kpi], span.least, span.most),
      ),
    ),
  ];
}

function accessInputs({ settings, owners }: SettingsDraft, { texts }: Language): readonly KnownBlock[] {
  const { settings: words } = texts.modals;
  const { access, owners: ownersId } = settingsInputs;
  return [
    inputBlock(
      { blockId: access, label: words.access, optional: true },
      boxesOf(
        access,
        [optionOf("guests", words.guests), optionOf("external", words.external)],
        [
          ...(settings.guestsMayRead ? ["guests"] : []),
          ...(settings.externalUsersMayRead ? ["external"] : []),
        ],
      ),
    ),
    ...(owners === null
      ? []
      : [
          inputBlock(
            { blockId: ownersId, label: words.owners, hint: words.ownersHint, optional: true },
            {
              type: "multi_users_select",
              action_id: ownersId,
              ...(owners.length === 0 ? {} : { initial_users: [...owners] }),
            },
          ),
        ]),
  ];
}
