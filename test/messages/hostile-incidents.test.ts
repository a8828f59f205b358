import { describe, expect, test } from "vitest";
import type { Message } from "../../src/messages/blocks.ts";
import { type IncidentModel, incidentCard } from "../../src/messages/incident-card.ts";
import { assignModal, resolveModal, snoozeModal } from "../../src/messages/incident-modals.ts";
import { targetName } from "../../src/messages/incident-targets.ts";
import { eventReply, firedReply } from "../../src/messages/incident-thread.ts";
import { languageOf } from "../../src/messages/language.ts";
import { messageBreaches, viewBreaches } from "../../src/messages/slack-limits/index.ts";
import { targetModal } from "../../src/messages/target-modal.ts";
import { targetsMessage } from "../../src/messages/targets-message.ts";
import { thresholdModal } from "../../src/messages/threshold-modal.ts";
import { warningsMessage } from "../../src/messages/warnings-list.ts";
import type { IncidentEvent } from "../../src/warnings/incident-events.ts";
import { replay } from "../../src/warnings/incident-story.ts";
import type { Reason } from "../../src/warnings/reason.ts";
import { ruleNames } from "../../src/warnings/rule-names.ts";
import type { Warning } from "../../src/warnings/warning.ts";
import { hostileNames, manyNames } from "../support/hostile-names.ts";
import { reasons } from "../support/reasons.ts";
import { monday, warningOf } from "../support/warnings.ts";

const at = (day: number) => ({ instant: day * 86_400_000, day });
const marketer = "U0MAYA00001";
/** The mentions that are ours: both teams' groups, people as they took part. */
const ours = /<!subteam\^S0(MARKETING|SALES)>|<@U0MAYA00001>/g;

/** Gives the reason with that name wherever it holds one from data. */
function about(reason: Reason, name: string): Reason {
  const named = JSON.parse(JSON.stringify(reason), (key, value) =>
    key === "acquisitionChannel" || key === "source" || (key === "stage" && value !== null) ? name : value,
  );
  return named;
}

function warningAbout(reason: Reason, name: string): Warning {
  const warning = warningOf({ reason: about(reason, name), subject: name, severity: "act" });
  const contributors = manyNames(200).map((member, index) => ({
    dimension: index % 2 === 0 ? ("acquisition-channel" as const) : ("stage" as const),
    member,
    kind: index % 3 === 0 ? ("mix" as const) : ("rate" as const),
    effect: -0.01,
    share: 1 / (index + 1),
    from: 0.2,
    to: 0.1,
  }));
  return { ...warning, evidence: { ...warning.evidence, contributors } };
}

/** An incident's whole life, in which everything that comes from outside is that name. */
function lifeOf(warning: Warning, name: string): readonly IncidentEvent[] {
  const member = { fired: warning, latest: warning, seenOn: monday, threshold: 3, volume: 400, ended: null };
  const told = { severity: "act", gap: 0.4, on: monday } as const;
  const subject = { rule: warning.rule, subject: warning.subject };
  return [
    {
      kind: "opened",
      number: 1,
      members: [member, ...Array.from({ length: 11 }, () => member)],
      told,
      at: at(monday),
    },
    { kind: "acknowledged", by: marketer, at: at(monday + 1) },
    { kind: "assigned", by: marketer, owners: { marketing: marketer, sales: null }, at: at(monday + 1) },
    { kind: "joined", member, at: at(monday + 2) },
    { kind: "worsened", told, wakes: true, at: at(monday + 3) },
    { kind: "held", sources: [name, ...hostileNames], at: at(monday + 4) },
    { kind: "snoozed", by: marketer, until: monday + 12, at: at(monday + 5) },
    { kind: "threshold-raised", by: marketer, subject, from: 3, to: 4, at: at(monday + 6) },
    {
      kind: "resolved",
      resolution: { by: "people", user: marketer, reason: "explained", note: name.repeat(3) },
      at: at(monday + 7),
    },
    { kind: "reopened", by: marketer, members: [], told: null, at: at(monday + 8) },
    { kind: "resolved", resolution: { by: "data", cause: "recovered" }, at: at(monday + 9) },
    { kind: "reopened", by: null, members: [member], told, at: at(monday + 10) },
  ];
}

function expectHarmless({ text, blocks }: Message, about: string): void {
  expect(messageBreaches({ text, blocks }), about).toEqual([]);
  for (const written of [text, ...mrkdwnIn(blocks)]) {
    expect(written.replaceAll(ours, ""), about).not.toMatch(
      /<[!@#]|<https?:|[\u202A-\u202E\u2066\u2067]|\*bold\*|:tada:|@channel|#general|evil\.example/u,
    );
  }
}

function mrkdwnIn(node: unknown): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  if ("type" in node && node.type === "mrkdwn" && "text" in node) return [String(node.text)];
  return Object.values(node).flatMap(mrkdwnIn);
}

describe.each(["en", "el"] as const)("with names out to break a message (%s)", (locale) => {
  const language = languageOf(locale, { timeZone: "Europe/Athens", currency: "EUR" });
  const names = new Map([[marketer, "<!channel> *Maya*"]]);
  const people = [marketer];

  test.each(Object.values(reasons).map((reason) => [reason.key, reason] as const))(
    "every message of an incident fits Slack and pings nobody: %s",
    (_, reason) => {
      for (const name of hostileNames) {
        const events = lifeOf(warningAbout(reason, name), name);
        for (let length = 1; length <= events.length; length += 1) {
          const lived = events.slice(0, length);
          const model: IncidentModel = {
            incident: replay(lived),
            dataThrough: monday,
            annotations: hostileNames.map((text, index) => ({ day: monday - 30 + index, text })),
            targets: hostileNames.map((acquisitionChannel) =>
              targetName({ kpi: "mql-to-opportunity", acquisitionChannel, low: 0.2, high: 0.3 }, language),
            ),
            raised: { from: 3, to: 4, by: marketer },
          };
          const groups = { marketingGroup: "S0MARKETING", salesGroup: "S0SALES" };
          const last = lived.at(-1);
          const reply = last && eventReply(last, model, { events: lived, people, names }, language);
          const messages = [
            incidentCard(model, length, language),
            firedReply(model, groups, language),
            reply,
          ];
          for (const message of messages) if (message) expectHarmless(message, `${name} ${last?.kind}`);
        }
      }
    },
  );

  test("the lists of warnings and targets fit Slack and ping nobody", () => {
    const listed = hostileNames.map((name) => ({
      incident: replay(lifeOf(warningAbout(reasons["not-taken-up"], name), name).slice(0, 1)),
      link: "https://slack.example/archives/C1/p1",
    }));
    const subjects = manyNames(200).map((subject) => ({
      rule: "channel-neglected" as const,
      subject,
      value: 4,
      usual: 3,
      changedBy: marketer,
    }));
    const rules = ruleNames.map((rule) => ({ rule, value: 4, usual: 3, changedBy: marketer }));
    const warnings = warningsMessage(
      { open: listed, over: listed, rules, subjects, mayChange: true },
      language,
    );
    expect(messageBreaches(warnings)).toEqual([]);
    expect(mrkdwnIn(warnings.blocks).join("").replaceAll(ours, "")).not.toMatch(/<[!@#]/);
    const targets = manyNames(200).map((acquisitionChannel, number) => ({
      number,
      kpi: "mql-to-opportunity" as const,
      acquisitionChannel,
      low: 0.2,
      high: 0.3,
      from: monday - 100,
      to: null,
      setBy: marketer,
    }));
    expectHarmless(targetsMessage(targets, monday, language), "targets");
    expectHarmless(targetsMessage([], monday, language), "no targets");
  });

  test("the modals fit Slack", () => {
    for (const name of hostileNames) {
      const incident = replay(lifeOf(warningAbout(reasons["takes-longer"], name), name).slice(0, 3));
      const draft = { value: 4, usual: 3, current: 3, low: 1, high: 9, opens: "above" as const };
      const raised = manyNames(200).map((each) => warningAbout(reasons["not-taken-up"], each));
      const since = monday - 182;
      const views = [
        assignModal(incident, language),
        snoozeModal(incident, monday, language),
        resolveModal(incident, language),
        targetModal(monday, language),
        thresholdModal({ ...draft, rule: "channel-neglected", backtest: null }, language),
        thresholdModal(
          {
            ...draft,
            rule: "channel-neglected",
            // biome-ignore lint/suspicious/noThenProperty: no promise, but the threshold as it would be
            backtest: { since, now: { value: 3, raised }, then: { value: 4, raised } },
          },
          language,
        ),
      ];
      for (const view of views) {
        expect(viewBreaches(view)).toEqual([]);
        for (const written of mrkdwnIn(view)) expect(written).not.toMatch(/<[!@#]|<https?:/);
      }
    }
  });
});
