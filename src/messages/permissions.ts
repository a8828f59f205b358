import { UserError } from "../errors.ts";
import type { Locale } from "./numbers.ts";
import { permissionTexts, type Refused } from "./permission-texts.ts";

/** What somebody is in a workspace: Slack's standing, or having been named an owner of Concord's settings. */
export const roles = ["administrator", "owner", "member", "guest", "external", "deactivated", "bot"] as const;
export type Role = (typeof roles)[number];

/** Everything that is not for everyone. */
export const actions = [
  /** See readings, incidents and targets. */
  "read",
  /** Show an answer to a Slack channel. */
  "share",
  /** Take figures out as a file. */
  "export",
  /** Record what happened, for the charts. */
  "annotate",
  /** Acknowledge, assign, snooze, resolve, re-open. */
  "act-on-incident",
  "change-subscriptions",
  "change-targets",
  "change-thresholds",
  "change-settings",
  /** Say who else may change all that. */
  "name-owners",
] as const;
export type Action = (typeof actions)[number];

/** Whom a workspace lets read besides its members. */
export interface Openness {
  readonly guestsMayRead: boolean;
  readonly externalUsersMayRead: boolean;
}

const members: ReadonlySet<Action> = new Set(["read", "share", "export", "annotate", "act-on-incident"]);

export type Decision = { readonly may: true } | { readonly may: false; readonly because: Refused };

/** Decides whether somebody of that role may do that: the one place where permission is decided. */
export function decide(role: Role, action: Action, openness: Openness): Decision {
  switch (role) {
    case "administrator":
      return yes;
    case "owner":
      return action === "name-owners" ? no("not-administrator") : yes;
    case "member":
      if (members.has(action)) return yes;
      return no(action === "name-owners" ? "not-administrator" : "not-owner");
    case "guest":
      return openness.guestsMayRead && action === "read" ? yes : no("guest");
    case "external":
      return openness.externalUsersMayRead && action === "read" ? yes : no("external-user");
    case "deactivated":
      return no("deactivated-user");
    case "bot":
      return no("bot");
  }
}

const yes: Decision = { may: true };
const no = (because: Refused): Decision => ({ may: false, because });

/** Whoever wants to do something, where. */
export interface Doer {
  readonly role: Role;
  readonly locale: Locale;
  readonly settings: Openness;
}

/** Lets pass who may. Throws a `UserError` that says who may instead; its code is the reason. */
export function requireMay({ role, locale, settings }: Doer, action: Action): void {
  const decision = decide(role, action, settings);
  if (!decision.may) {
    throw new UserError({ code: decision.because, ...permissionTexts[locale][decision.because] });
  }
}
