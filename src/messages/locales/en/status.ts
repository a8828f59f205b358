import type { StatusTexts } from "../status-texts.ts";

const because = (why: string | null) => (why === null ? "" : `: ${why}`);

/** What `/kpi status` says of digests in English. */
export const englishStatus: StatusTexts = {
  title: "Digests and sources",
  states: {
    pending: (moment, why) => `The digest of ${moment} is on its way${because(why)}.`,
    delivered: (moment) => `The digest of ${moment} came on time.`,
    late: (moment) => `The digest of ${moment} came late, and says so.`,
    missed: (moment, why) => `The digest of ${moment} was missed${because(why)}.`,
    skipped: (moment, why) => `The digest of ${moment} was skipped on purpose${because(why)}.`,
    failed: (moment, why) => `*The digest of ${moment} could not be delivered*${because(why)}.`,
  },
  reasons: {
    holiday: "it was a holiday",
    paused: "it was paused",
    "nothing-changed": "nothing had changed since the one before",
    removed: "the subscription was removed",
    downtime: "Concord was not running",
    superseded: "the next one was due before it could be sent",
    overdue: "it could not be sent for a whole day",
    "channel-not-found": "the channel is gone, or I was removed from it",
    "not-in-channel": "I am not in the channel; invite me with `/invite @Concord`",
    "channel-archived": "the channel is archived",
    "app-removed": "Slack no longer lets Concord in; it has to be installed again",
    "missing-scope": "Concord lacks a permission; an admin has to install it again from its manifest",
    "not-allowed": "I may not post in the channel",
    "slack-unreachable": "Slack does not answer; it is tried again",
    "delivery-held": "another instance is sending it",
    "handed-back": "it waits for its turn",
  },
  refused: (word) => `Slack refused it (${word})`,
  otherwise: "something went wrong; it is tried again, and the log says more",
  neverDue: "Its first one is still to come.",
};
