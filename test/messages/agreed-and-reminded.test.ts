import { describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { channelTargetLines } from "../../src/messages/channel-targets.ts";
import type { DigestRow } from "../../src/messages/digest-model.ts";
import { eventReply } from "../../src/messages/incident-thread.ts";
import { languageOf } from "../../src/messages/language.ts";
import type { Incident } from "../../src/warnings/incident.ts";
import type { IncidentEvent } from "../../src/warnings/incident-events.ts";
import { apply } from "../../src/warnings/incident-story.ts";
import { monday, warningOf } from "../support/warnings.ts";

const english = languageOf("en", defaultSettings);
const greek = languageOf("el", defaultSettings);
const at = (day: number) => ({ instant: day * 86_400_000, day });
const warning = warningOf();
const member = { fired: warning, latest: warning, seenOn: monday, threshold: 3, volume: 5000, ended: null };
const opened: IncidentEvent = {
  kind: "opened",
  number: 1,
  at: at(monday),
  members: [member],
  told: { severity: "watch", gap: 0.36, on: monday },
};
const ended: IncidentEvent = { kind: "snooze-ended", at: at(monday + 14) };
const reply = (incident: Incident, language = english) =>
  eventReply(
    ended,
    { incident, dataThrough: monday, annotations: [], targets: [], raised: null },
    { events: [opened, ended], people: [], names: new Map() },
    language,
  )?.text;

describe("the end of a snooze", () => {
  const awake = apply(apply(null, opened), ended);

  test("is told in the thread with where it stands, and calls nobody", () => {
    expect(reply(awake)).toMatch(/^The snooze is over, and this is not\. MQL → opportunity fell to/);
    expect(reply(awake, greek)).toMatch(/^Η αναβολή έληξε και το θέμα παραμένει ανοιχτό/);
    expect(reply(awake)).not.toMatch(/<@|<!/);
  });

  test("is not told where it ended in the same moment", () => {
    const resolution = { by: "data", cause: "recovered" } as const;
    expect(reply(apply(awake, { kind: "resolved", at: at(monday + 14), resolution }))).toBeUndefined();
  });
});

describe("a target of one acquisition channel", () => {
  const figure = { unit: "ratio", value: 0.158, numerator: 19, denominator: 120 };
  const row = (acquisitionChannel: string, current: object | null): DigestRow =>
    ({
      kpi: "mql-to-opportunity",
      current: { unit: "ratio", value: 0.2, numerator: 40, denominator: 200 },
      channelTargets: [{ acquisitionChannel, current, target: { kind: "at-least", value: 0.21 } }],
    }) as unknown as DigestRow;

  test("stands in the KPI's reply with the channel's own figure and what is missing", () => {
    expect(channelTargetLines(row("Webinar <!here>", figure), english)).toEqual([
      "*Webinar &lt;!here&gt;* · 15.8% · target at least 21.0% · missed by 5.2 pts",
    ]);
  });

  test("stands there too when the channel brought nothing", () => {
    expect(channelTargetLines(row("Events", null), english)).toEqual(["*Events* · target at least 21.0%"]);
  });
});
