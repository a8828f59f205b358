import type { PauseTexts } from "../pause-texts.ts";

/** What the owner of a resting subscription is told in English. */
export const englishPauses: PauseTexts = {
  why: {
    "channel-not-found": (channel) =>
      `The digest for ${channel} is paused: the channel is gone, or I was removed.`,
    "not-in-channel": (channel) => `The digest for ${channel} is paused: I am not in the channel any more.`,
    "channel-archived": (channel) => `The digest for ${channel} is paused: the channel is archived.`,
    "app-removed": (channel) =>
      `The digest for ${channel} is paused: Concord was removed from this workspace.`,
    "missing-scope": (channel) => `The digest for ${channel} is paused: I lack a permission that it needs.`,
    "not-allowed": (channel) => `The digest for ${channel} is paused: I may not post in the channel.`,
  },
  next: {
    "channel-not-found":
      "Invite me with `/invite @Concord`, and it goes on; or choose another channel with `/kpi subscribe`.",
    "not-in-channel": "Invite me with `/invite @Concord`, and it goes on.",
    "channel-archived": "Unarchive the channel, and it goes on; or choose another one with `/kpi subscribe`.",
    "app-removed": "Install Concord again, and resume it with `/kpi subscribe`.",
    "missing-scope":
      "Ask an admin to install Concord again from its manifest, then resume it with `/kpi subscribe`.",
    "not-allowed": "Ask an admin to let me post there, then resume it with `/kpi subscribe`.",
  },
  due: (moment) => `The next one is due ${moment}.`,
};
