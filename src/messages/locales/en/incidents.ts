import type { Numbers } from "../../numbers.ts";
import type { IncidentTexts } from "../incident-texts.ts";
import { englishStory } from "./incident-stories.ts";

/** What incidents say in English. */
export function englishIncidents({ count, list }: Numbers): IncidentTexts {
  const days = (amount: number) =>
    amount < 1 ? "on the day it opened" : `after ${count(amount)} ${amount === 1 ? "day" : "days"}`;
  return {
    story: englishStory,
    rules: {
      "mql-to-opportunity-drop": "MQL → opportunity falls",
      "opportunity-to-customer-drop": "Opportunity → customer falls",
      "handoff-imbalance": "The two halves drift apart",
      "end-to-end-unstable": "End-to-end swings",
      "cycle-time-longer": "The sales cycle gets longer",
      "stage-stuck": "A stage takes longer",
      "channel-not-attracting": "An acquisition channel brings fewer leads",
      "channel-neglected": "An acquisition channel's leads wait for sales",
      "revenue-concentrated": "Revenue rests on fewer acquisition channels",
      "content-unused": "Sales uses less content",
      "revenue-per-account-drop": "First deals get smaller",
      "data-stale": "A source stops delivering",
    },
    severities: { act: "Needs action", watch: "Worth watching" },
    teams: { marketing: "Marketing", sales: "Sales" },
    states: {
      open: "OPEN",
      acknowledged: "ACKNOWLEDGED",
      snoozed: (until) => `SNOOZED until ${until}`,
      resolved: "RESOLVED",
    },
    card: {
      since: (day) => `since ${day}`,
      restsOn: (cases) => `rests on ${cases}`,
      owners: (marketing, sales) =>
        `Owners: marketing ${marketing ?? "nobody yet"}, sales ${sales ?? "nobody yet"}`,
      acknowledgedBy: (who) => `seen by ${who}`,
      held: (sources) =>
        `*On hold:* ${list(sources)} ${sources.length === 1 ? "has" : "have"} stopped delivering. Nothing is raised or resolved here until data arrives.`,
      facts: "a source of its facts",
      related: (titles) => `Part of the same story: ${list(titles)}`,
      coincides: (annotation, day) => `Coincides with “${annotation}”, noted for ${day}`,
      target: (words) => `Agreed: ${words}`,
      thresholdRaised: (from, to, by) =>
        `Called not useful by ${by}: for this subject the threshold went from ${from} to ${to}. It can be put back.`,
      footer: (number, opened, asOf) => `Incident ${number}, opened ${opened} · data as of ${asOf}`,
      came: "now",
      expected: "usual",
      agreed: "target",
      chartTitle: (observed, expected) =>
        expected === "" ? `Now ${observed}` : `Now ${observed}, where ${expected} would be usual`,
      chartSince: "Since here",
      chartMissing: "The chart could not be drawn. The words above say what it shows.",
    },
    buttons: {
      acknowledge: "Acknowledge",
      assign: "Assign owners",
      snooze: "Snooze",
      resolve: "Resolve",
      notUseful: "Not useful",
      reopen: "Re-open",
      restore: "Put threshold back",
    },
    thread: {
      fired: (day) => `What fired on ${day}`,
      contributor: ({ name, kind, from, to, share }) => {
        const moved = from === null || to === null ? "" : ` (${from} → ${to})`;
        switch (kind) {
          case "mix":
            return `${name}, its share of cases${moved}: accounts for ${share}`;
          case "rate":
            return `${name}, its own rate${moved}: accounts for ${share}`;
          case "stay":
            return `${name}${moved}: accounts for ${share}`;
          case "step":
            return `${name}${moved}: accounts for ${share}`;
        }
      },
      evidence: (statistic, threshold, opens) =>
        `Frozen as it fired; the card above stays up to date. This warning opens ${opens} ${threshold}; it stood at ${statistic}.`,
      questions: "To settle here",
      snoozeEnded: (title) => `*The snooze is over, and this is not.* ${title}.`,
      worsened: (title) => `*It got worse.* ${title}.`,
      joined: (title) => `*A related breach was found:* ${title}.`,
      breachedAgain: (amount) =>
        `*It breached again*, ${amount < 1 ? "on the day" : `${count(amount)} ${amount === 1 ? "day" : "days"} after`} it was resolved. The incident is open again.`,
      reopenedBy: (who) => `*${who} opened it again.*`,
      resolvedBy: (who, amount) => `*Resolved by ${who}*, ${days(amount)}.`,
      resolvedByData: (amount) => `*Resolved by the data*, ${days(amount)}.`,
      causes: {
        recovered: "The figures are back to what is usual, and have been long enough to tell.",
        corrected:
          "The data was corrected. By today's figures there was no breach: it was the data, not the teams.",
        threshold: "By the threshold that was changed since, this is no longer a breach.",
      },
      why: (reason, note) => (note === null ? `Why: ${reason}.` : `Why: ${reason}. “${note}”`),
      changed: (opened, now, usual) =>
        `What changed: ${opened} when it opened, ${now} now${usual === null ? "" : `, ${usual} is usual`}.`,
      tookPart: (names) => `Took part: ${list(names)}.`,
      nobody: "Nobody acted on it.",
      offer: "Not over? Open it again; the thread stays the same.",
    },
    targets: {
      ofChannel: (kpi, channel) => `${kpi} for ${channel}`,
      title: "Targets that the teams agreed",
      now: "In force",
      later: "To come",
      before: "Over",
      none: "Nothing is agreed yet.",
      how: "`/kpi targets set mql-to-opportunity 21-27% for webinar from 2026-10-01` sets one, `/kpi targets remove NUMBER` removes it.",
      setButton: "Set a target",
      from: (day) => `from ${day} on`,
      between: (from, through) => `${from} to ${through}`,
      set: (target, from, through, number) =>
        `Agreed as number ${number}: *${target}*, ${through === null ? `from ${from} on` : `${from} to ${through}`}.`,
      removed: (number) => `Target ${number} is removed.`,
      unknownChannel:
        "No lead has come by an acquisition channel of that name yet; check the spelling if it should have.",
      unknown: { what: "There is no target of that number.", next: "`/kpi targets` lists them." },
      unreadable: "That cannot be read as a target.",
      example: (command) => `For example: \`${command}\``,
    },
    notes: {
      title: "What the teams noted",
      none: "Nothing is noted yet. `/kpi note Price change` notes something for today, `/kpi note 2026-10-19 New webinar partner` for a day.",
      noted: (text, day, number) =>
        `Noted for ${day}: “${text}”. Charts and incidents show it; \`/kpi note remove ${number}\` removes it.`,
      removed: (number) => `Note ${number} is removed.`,
      howToRemove: "`/kpi note remove NUMBER` removes one.",
      unknown: { what: "There is no note of that number.", next: "`/kpi note` lists them." },
      tooLong: (most) => ({
        what: `A note holds at most ${most} characters.`,
        next: "Charts show the first words only; say it shorter.",
      }),
    },
    list: {
      title: "Warnings",
      nothingOpen: "Nothing is open.",
      over: "Resolved last",
      thresholds: "Thresholds that were changed",
      thread: "thread",
      noThread: "no thread: no Slack channel is set for incidents",
      change: "Change thresholds",
      whoMay: "Thresholds are changed by admins and by the owners that they name.",
      ruleThreshold: (rule, value, usual, by) => `${rule}: ${value} instead of ${usual}, by ${by}`,
      subjectThreshold: (about, value, usual, by) =>
        `${about}: ${value} instead of ${usual}, called not useful by ${by}`,
      causes: {
        recovered: "back to usual by the data",
        corrected: "the data was corrected",
        threshold: "no breach by the changed threshold",
      },
    },
    reasons: {
      fixed: "the cause is fixed",
      explained: "explained by something known (campaign, price, season)",
      accepted: "both teams accept it as it is",
      "data-error": "the data was wrong",
      "not-useful": "this warning was not useful",
    },
    modals: {
      assign: {
        title: "Assign owners",
        intro: "One person from each team, so that both halves are looked at. This notifies nobody.",
        nobody: "Choose at least one person.",
      },
      snooze: {
        title: "Snooze",
        until: "Leave it alone until",
        hint: (latest) =>
          `At the latest until ${latest}. It wakes earlier only if it becomes serious; the card stays up to date.`,
      },
      resolve: {
        title: "Resolve",
        reason: "Why is it over?",
        reasonMissing: "Choose a reason: whoever reads the thread next quarter wants to know.",
        note: "In your words",
        noteHint: "Goes into the thread for both teams, at most 500 characters.",
      },
      threshold: {
        title: "Change a threshold",
        rule: "Warning",
        value: "Threshold",
        show: "Show the past",
        hint: ({ usual, current, low, high, asksForMore }) =>
          `Now ${current}, usually ${usual}; from ${low} to ${high}. A ${asksForMore} one asks for more before it warns.`,
        notYet: "Before it is saved you see what it would have raised over the last 26 weeks.",
        computing: "Looking at the last 26 weeks …",
        backtest: (since) => `The weekly evaluations since ${since}, each knowing only what was known then:`,
        would: (value, amount) =>
          `With ${value}: ${amount === 0 ? "nothing" : amount === 1 ? "one warning" : `${count(amount)} warnings`}`,
        did: (value, amount) =>
          `With ${value}, as now: ${amount === 0 ? "nothing" : amount === 1 ? "one warning" : `${count(amount)} warnings`}`,
        raised: (title, opened, closed) =>
          `${title}: ${closed === null ? `since ${opened}, still open` : `${opened} to ${closed}`}`,
        outside: (low, high) => `Choose a number from ${low} to ${high}.`,
        saved: (rule, value) => `*${rule}* now warns at ${value}. \`/kpi warnings\` shows the change.`,
      },
      target: {
        title: "Set a target",
        kpi: "KPI",
        range: "What it should be",
        rangeHint: "A band or one end: 21-27%, at least 21%, at most 45 days, 9000.",
        acquisitionChannel: "Acquisition channel",
        acquisitionChannelHint: "Empty: all of them together.",
        from: "From",
        to: "Last day",
        toHint: "Empty: until another target replaces it.",
        badRange: "Write it like 21-27%, at least 21%, at most 45 days, or 9000.",
        badFrom: "Choose the day on which it begins.",
        badTo: "The last day lies before the first.",
      },
    },
    done: {
      notUseful:
        "Noted. The incident is resolved, and this subject now needs more evidence before it is raised again. Its card can put that back.",
      pressAgain: "That took too long to open. Please press the button again.",
      changed: (number) => `Incident ${number} is updated; its card in the thread shows it.`,
    },
    unfit: {
      "already-acknowledged": {
        what: "Somebody has acknowledged this already.",
        next: "The card says who.",
      },
      "already-assigned": { what: "These are its owners already.", next: "Choose others, or close." },
      "already-over": {
        what: "This incident is resolved already.",
        next: "Open it again from its card if it is not over.",
      },
      "not-over": { what: "This incident is open.", next: "There is nothing to open again." },
      "until-in-the-past": { what: "That day is not in the future.", next: "Choose a day after today." },
      "until-too-far": {
        what: "That is more than three months away.",
        next: "Choose an earlier day, or resolve it with a reason.",
      },
    },
    unknown: { what: "There is no such incident.", next: "`/kpi warnings` lists them." },
    heldElsewhere: {
      what: "A newer incident is about the same already.",
      next: "Go on in its thread; `/kpi warnings` has the link.",
    },
  };
}
