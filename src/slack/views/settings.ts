import { UserError } from "../../errors.ts";
import { type Settings, settingsSchema } from "../../funnel/settings.ts";
import { toldOrder } from "../../messages/digest-model.ts";
import { type Language, languageOf } from "../../messages/language.ts";
import { decide, requireMay } from "../../messages/permissions.ts";
import {
  settingsBounds,
  settingsInputs,
  settingsModal,
  settingsModalId,
  windowNames,
} from "../../messages/settings-modal.ts";
import { listOwners, nameOwners } from "../../store/owners.ts";
import { saveSettings } from "../../store/workspaces.ts";
import { sevenAsOf } from "../../usecases/answer-model.ts";
import { refresh } from "../../usecases/refresh.ts";
import type { BotParts, Register } from "../bot.ts";
import { publishHome } from "../home.ts";
import { notice } from "../notice.ts";
import type { Work } from "../request.ts";
import { registerSubmission, type SubmissionOutcome } from "./submission.ts";
import { type ViewValues, valueIn } from "./view-values.ts";

type Asker = Parameters<Work>[0];

/** Gives the settings as they are, to whoever may change them. */
export async function settingsView({ store }: Pick<BotParts, "store">, ask: Asker) {
  requireMay(ask, "change-settings");
  const mayNameOwners = decide(ask.role, "name-owners", ask.settings).may;
  const owners = mayNameOwners ? await listOwners(store, ask.workspaceId) : null;
  return settingsModal({ settings: ask.settings, owners }, languageOf(ask.locale, ask.settings));
}

/** The settings' submission: checked, each error at its input, kept, and the snapshots made to follow. */
export const registerSettings: Register = (app, parts, answer) => {
  registerSubmission(app, parts, answer, {
    callbackId: settingsModalId,
    work: async (ask, { view, client }): Promise<SubmissionOutcome> => {
      requireMay(ask, "change-settings");
      const language = languageOf(ask.locale, ask.settings);
      const { values } = view.state;
      const errors = errorsIn(values, language);
      if (Object.keys(errors).length > 0) return { kind: "errors", errors };
      const settings = settingsIn(values, ask.settings);
      if (settings.currency !== ask.settings.currency && !(await hasRates(parts, { ...ask, settings }))) {
        const { currency } = language.texts.modals.errors;
        return { kind: "errors", errors: { [settingsInputs.currency]: currency.noRates(settings.currency) } };
      }
      const owners = valueIn(values, settingsInputs.owners, "selected_users");
      if (owners !== null && decide(ask.role, "name-owners", ask.settings).may) {
        await nameOwners(parts.store, ask.workspaceId, owners, ask.userId);
      }
      await saveSettings(parts.store, ask.workspaceId, settings);
      const { settings: words } = language.texts.modals;
      return {
        kind: "done",
        message: notice(`*${words.saved}*  ${words.recomputed}`),
        afterwards: async () => {
          await refresh(parts.store, { ...ask, settings }, ask.now);
          await publishHome(parts, client, { ...ask, settings });
        },
      };
    },
  });
};

/** Whether what was won can be told in the currency: another one needs dated exchange rates. */
async function hasRates({ store }: Pick<BotParts, "store">, ask: Asker): Promise<boolean> {
  try {
    await sevenAsOf(store, ask);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function errorsIn(values: ViewValues, { texts }: Language): Readonly<Record<string, string>> {
  const { errors: words } = texts.modals;
  const ids = settingsInputs;
  const { shape } = settingsSchema;
  const errors: Record<string, string> = {};
  const { window, span } = settingsBounds;
  if (!shape.timeZone.safeParse(valueIn(values, ids.timeZone, "selected_option") ?? "").success) {
    errors[ids.timeZone] = words.timeZone;
  }
  if (!isCurrency(valueIn(values, ids.currency, "value") ?? ""))
    errors[ids.currency] = words.currency.malformed;
  const choices = { [ids.locale]: null, [ids.weekStart]: [1, 7], [ids.fiscalYearStart]: [1, 12] } as const;
  for (const [id, bounds] of Object.entries(choices)) {
    const chosen = valueIn(values, id, "selected_option");
    const fits =
      bounds === null
        ? shape.locale.safeParse(chosen ?? "").success
        : wholeBetween(chosen, bounds[0], bounds[1]) !== null;
    if (!fits) errors[id] = words.choice;
  }
  for (const name of windowNames) {
    if (wholeBetween(valueIn(values, `window ${name}`, "value"), window.least, window.most) === null) {
      errors[`window ${name}`] = words.number(window.least, window.most);
    }
  }
  for (const kpi of toldOrder) {
    if (wholeBetween(valueIn(values, `span ${kpi}`, "value"), span.least, span.most) === null) {
      errors[`span ${kpi}`] = words.number(span.least, span.most);
    }
  }
  return errors;
}

/** What was filled in, on top of what the modal does not ask for. */
function settingsIn(values: ViewValues, before: Settings): Settings {
  const ids = settingsInputs;
  const number = (id: string) => Number(valueIn(values, id, "value"));
  const access = valueIn(values, ids.access, "selected_options") ?? [];
  return settingsSchema.parse({
    ...before,
    timeZone: valueIn(values, ids.timeZone, "selected_option"),
    locale: valueIn(values, ids.locale, "selected_option"),
    currency: valueIn(values, ids.currency, "value")?.toUpperCase(),
    weekStart: Number(valueIn(values, ids.weekStart, "selected_option")),
    fiscalYearStart: Number(valueIn(values, ids.fiscalYearStart, "selected_option")),
    windows: Object.fromEntries(windowNames.map((name) => [name, number(`window ${name}`)])),
    spans: Object.fromEntries(toldOrder.map((kpi) => [kpi, number(`span ${kpi}`)])),
    guestsMayRead: access.includes("guests"),
    externalUsersMayRead: access.includes("external"),
  });
}

/** Three letters that money can be written in. */
function isCurrency(text: string): boolean {
  return /^[a-z]{3}$/i.test(text) && Intl.supportedValuesOf("currency").includes(text.toUpperCase());
}

function wholeBetween(text: string | null, least: number, most: number): number | null {
  if (text === null || !/^\d{1,5}$/.test(text.trim())) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : null;
}
