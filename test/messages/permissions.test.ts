import { describe, expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { locales } from "../../src/messages/numbers.ts";
import {
  type Action,
  actions,
  decide,
  type Role,
  requireMay,
  roles,
} from "../../src/messages/permissions.ts";

const closed = { guestsMayRead: false, externalUsersMayRead: false };
const open = { guestsMayRead: true, externalUsersMayRead: true };

const everything: readonly Action[] = [
  "read",
  "share",
  "export",
  "annotate",
  "act-on-incident",
  "change-subscriptions",
  "change-targets",
  "change-thresholds",
  "change-settings",
  "name-owners",
];
const changing = new Set<Action>([
  "change-subscriptions",
  "change-targets",
  "change-thresholds",
  "change-settings",
  "name-owners",
]);

/** What each role may in a workspace that is open to nobody from outside. */
const mayWhenClosed: Readonly<Record<Role, readonly Action[]>> = {
  administrator: everything,
  owner: everything.filter((action) => action !== "name-owners"),
  member: everything.filter((action) => !changing.has(action)),
  guest: [],
  external: [],
  deactivated: [],
  bot: [],
};

describe.each(roles)("a %s", (role) => {
  test.each(actions)("%s", (action) => {
    expect(decide(role, action, closed).may).toBe(mayWhenClosed[role].includes(action));
  });

  test("gains nothing but reading, and only from outside, where the workspace is open", () => {
    const gained = actions.filter(
      (action) => decide(role, action, open).may && !decide(role, action, closed).may,
    );
    expect(gained).toEqual(role === "guest" || role === "external" ? ["read"] : []);
  });
});

test("guests and external users are let in apart from each other", () => {
  expect(decide("guest", "read", { ...closed, externalUsersMayRead: true }).may).toBe(false);
  expect(decide("external", "read", { ...closed, guestsMayRead: true }).may).toBe(false);
});

test("the table has every action", () => {
  expect([...actions].toSorted()).toEqual([...everything].toSorted());
});

test.each(locales)("a refusal says in %s what is so and whom to ask", (locale) => {
  for (const role of roles) {
    for (const action of actions) {
      if (decide(role, action, closed).may) continue;
      const refuse = () => requireMay({ role, locale, settings: closed }, action);
      expect(refuse).toThrow(UserError);
      expect(refuse).toThrow(locale === "el" ? /[α-ω]{4}.*\./ : /^[A-Z][^α-ω]+\.$/);
    }
  }
});

test("who may is let pass", () => {
  expect(() => requireMay({ role: "owner", locale: "en", settings: closed }, "change-targets")).not.toThrow();
});
