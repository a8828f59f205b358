import type { Numbers } from "../../numbers.ts";
import type { HomeTexts } from "../home.ts";

/** What App Home and the modals around answers say in English. */
export function englishHome({ count, list }: Numbers): HomeTexts {
  const days = {
    mon: "Monday",
    tue: "Tuesday",
    wed: "Wednesday",
    thu: "Thursday",
    fri: "Friday",
    sat: "Saturday",
    sun: "Sunday",
  } as const;
  return {
    waiting: "One moment …",
    close: "Close",
    welcome: {
      title: "Welcome to Concord",
      intro: "Three steps, and sales and marketing read the same seven numbers every week.",
      data: {
        todo: "*1. Connect your data.* Import leads and opportunities, or connect your CRM: `npm run -s concord -- import leads leads.csv`. Whoever runs Concord finds the ways in its README.",
        done: "*✓ Your data is connected.*",
      },
      channel: {
        todo: "*2. Choose the channel that both teams share.* Invite Concord there with `/invite @Concord`, then say when the digest shall come.",
        done: "*✓ A channel has its digest.*",
      },
      digest: {
        todo: "*3. See the first digest.* It comes by itself when it is due; you can read it now.",
        done: "*✓ The first digest has come.*",
      },
      see: "See it now",
    },
    incidents: "Open incidents",
    noIncidents: "Nothing is open.",
    digests: "Digests",
    noDigests: "No channel has a digest yet.",
    schedule: (on, time, zone) =>
      `${on.length === 7 ? "Every day" : `Every ${list(on)}`} at ${time} (${zone})`,
    next: (moment) => `next ${moment}`,
    paused: "paused",
    moreDigests: (more) => `and ${count(more)} more`,
    sources: "Sources",
    sourceNews: {
      isNew: "not read yet",
      paused: "paused",
      reading: (rows) => `being read, ${count(rows)} rows so far`,
      readingOf: (rows, of) => `being read, ${count(rows)} of ${count(of)} rows`,
      stopped: (rows) => `cut off after ${count(rows)} rows`,
      failing: (since) => `cannot be read since ${since}; \`source list\` says why`,
      again: (moment) => `, goes on ${moment}`,
    },
    asSubscribed: {
      change: "Change",
      sendNow: "Send now",
      pause: "Pause",
      resume: "Resume",
      remove: "Remove",
      menu: "What to do with this digest",
    },
    setUpDigest: "Set up a digest",
    settings: "Settings",
    help: "What you can ask",
    refresh: "Refresh",
    days,
  };
}
