import { expect, test } from "vitest";
import { type Standing, standingOf } from "../../src/slack/standing.ts";

const here = { teamId: "T1", enterpriseId: undefined };
const inOrganisation = { teamId: "T1", enterpriseId: "E1" };
type User = Parameters<typeof standingOf>[0];

test.each<[string, User, Standing]>([
  ["a member", { team_id: "T1" }, "member"],
  ["an admin", { team_id: "T1", is_admin: true }, "administrator"],
  ["an owner of the Slack workspace", { team_id: "T1", is_owner: true }, "administrator"],
  ["a guest of several channels", { team_id: "T1", is_restricted: true }, "guest"],
  ["a guest of one channel", { team_id: "T1", is_restricted: true, is_ultra_restricted: true }, "guest"],
  ["somebody of a connected team", { team_id: "T2" }, "external"],
  ["an admin of a connected team", { team_id: "T2", is_admin: true }, "external"],
  ["a stranger", { team_id: "T1", is_stranger: true, is_admin: true }, "external"],
  ["a deactivated admin", { team_id: "T1", deleted: true, is_admin: true }, "deactivated"],
  ["a bot", { team_id: "T1", is_bot: true, is_admin: true }, "bot"],
  ["Slackbot", { id: "USLACKBOT", team_id: "T1", is_bot: false }, "bot"],
  ["another organisation's person", { team_id: "T2", enterprise_user: { enterprise_id: "E1" } }, "external"],
])("%s is seen as such", (_, user, standing) => {
  expect(standingOf(user, here)).toBe(standing);
});

test("in an organisation, people of its other teams are colleagues", () => {
  const colleague = { team_id: "T2", enterprise_user: { enterprise_id: "E1" } };
  expect(standingOf(colleague, inOrganisation)).toBe("member");
  expect(standingOf({ ...colleague, is_stranger: true }, inOrganisation)).toBe("external");
  expect(standingOf({ team_id: "T3", enterprise_user: { enterprise_id: "E2" } }, inOrganisation)).toBe(
    "external",
  );
});

test("an organisation's admins are administrators in each of its teams", () => {
  const admin = { team_id: "T2", enterprise_user: { enterprise_id: "E1", is_admin: true } };
  expect(standingOf(admin, inOrganisation)).toBe("administrator");
});
