import type { Locale } from "../messages/numbers.ts";
import type { StopReason } from "../usecases/delivery/refusal.ts";
import type { Misunderstood } from "./command-text.ts";

/** What happened, and what to do next. */
export interface Told {
  readonly what: string;
  readonly next: string;
}

/** What the edge itself has to say: whom it refuses, what it did not understand, what it did. */
export interface EdgeTexts {
  readonly unknownTeam: Told;
  misunderstood(about: Misunderstood["about"], text: string): string;
  understood(kpi: string): string;
  didYouMean(command: string): string;
  example(command: string): string;
  readonly seeHelp: string;
  readonly oldButton: Told;
  readonly notOurMessage: Told;
  readonly shared: string;
  readonly sharedBefore: string;
  notShared(reason: StopReason): Told;
  readonly mentionHint: string;
}

const en: EdgeTexts = {
  unknownTeam: {
    what: "This Slack workspace is not connected to Concord.",
    next: "Whoever runs Concord can connect it with this workspace's bot token.",
  },
  misunderstood: (about, text) => {
    switch (about) {
      case "name":
        return `I know no KPI or command called “${text}”.`;
      case "missing-name":
        return `“${text}” needs the name of a KPI.`;
      case "period":
        return `I do not understand the period “${text}”.`;
      case "period-not-begun":
        return `“${text}” has not begun yet, so nothing is known of it.`;
      case "breakdown":
        return `“${text}” is nothing to break a KPI down by; there are acquisition-channel, segment and stage.`;
      case "words-after":
        return `I understand the command, but not “${text}” after it.`;
      case "as-of":
        return `I do not understand the day “${text}” after “as of”.`;
      case "as-of-future":
        return `“${text}” is in the future; figures can be seen as of today or earlier.`;
    }
  },
  understood: (kpi) => `I understood *${kpi}*.`,
  didYouMean: (command) => `Did you mean \`/kpi ${command}\`?`,
  example: (command) => `For example: \`/kpi ${command}\``,
  seeHelp: "`/kpi help` shows all that can be asked.",
  oldButton: {
    what: "This button is from a version of Concord that spoke otherwise.",
    next: "Ask again with /kpi.",
  },
  notOurMessage: {
    what: "This message has no figures of Concord's.",
    next: "Try it on a digest, on one of its replies, or on a shared answer.",
  },
  shared: "Shared to the channel.",
  sharedBefore: "That answer is in the channel already.",
  notShared: (reason) => ({
    what: `The answer could not be shared here: ${enReasons[reason]}.`,
    next:
      reason === "not-in-channel" || reason === "channel-not-found"
        ? "Invite Concord to the channel with /invite, then press Share again."
        : "Tell whoever looks after Concord.",
  }),
  mentionHint: "Write `/kpi` to ask without mentioning me.",
};

const enReasons: Readonly<Record<StopReason, string>> = {
  "channel-not-found": "Concord cannot see this channel",
  "not-in-channel": "Concord is not a member of this channel",
  "channel-archived": "the channel is archived",
  "app-removed": "Slack no longer accepts Concord's token",
  "missing-scope": "Concord's Slack app lacks a permission",
  "not-allowed": "this workspace's rules do not allow it",
  refused: "Slack refused it",
};

const el: EdgeTexts = {
  unknownTeam: {
    what: "Αυτός ο χώρος εργασίας του Slack δεν είναι συνδεδεμένος με το Concord.",
    next: "Όποιος διαχειρίζεται το Concord μπορεί να τον συνδέσει με το bot token του.",
  },
  misunderstood: (about, text) => {
    switch (about) {
      case "name":
        return `Δεν ξέρω KPI ή εντολή με το όνομα «${text}».`;
      case "missing-name":
        return `Το «${text}» χρειάζεται το όνομα ενός KPI.`;
      case "period":
        return `Δεν καταλαβαίνω την περίοδο «${text}».`;
      case "period-not-begun":
        return `Η περίοδος «${text}» δεν έχει αρχίσει ακόμη, οπότε δεν υπάρχει κάτι γνωστό γι' αυτήν.`;
      case "breakdown":
        return `Δεν υπάρχει ανάλυση κατά «${text}»· υπάρχουν acquisition-channel, segment και stage.`;
      case "words-after":
        return `Καταλαβαίνω την εντολή, αλλά όχι το «${text}» μετά από αυτήν.`;
      case "as-of":
        return `Δεν καταλαβαίνω την ημέρα «${text}» μετά το «as of».`;
      case "as-of-future":
        return `Η ημέρα «${text}» είναι στο μέλλον· τα μεγέθη φαίνονται όπως ήταν σήμερα ή νωρίτερα.`;
    }
  },
  understood: (kpi) => `Κατάλαβα: *${kpi}*.`,
  didYouMean: (command) => `Μήπως εννοείτε \`/kpi ${command}\`;`,
  example: (command) => `Για παράδειγμα: \`/kpi ${command}\``,
  seeHelp: "Το `/kpi help` δείχνει όλα όσα μπορείτε να ρωτήσετε.",
  oldButton: {
    what: "Αυτό το κουμπί είναι από παλαιότερη έκδοση του Concord.",
    next: "Ρωτήστε ξανά με /kpi.",
  },
  notOurMessage: {
    what: "Αυτό το μήνυμα δεν έχει μεγέθη του Concord.",
    next: "Δοκιμάστε το σε μια σύνοψη, σε μια απάντηση στο νήμα της ή σε μια κοινοποιημένη απάντηση.",
  },
  shared: "Η απάντηση μοιράστηκε στο κανάλι.",
  sharedBefore: "Αυτή η απάντηση είναι ήδη στο κανάλι.",
  notShared: (reason) => ({
    what: `Η απάντηση δεν μπόρεσε να μοιραστεί εδώ: ${elReasons[reason]}.`,
    next:
      reason === "not-in-channel" || reason === "channel-not-found"
        ? "Προσκαλέστε το Concord στο κανάλι με /invite και πατήστε ξανά το κουμπί."
        : "Ενημερώστε όποιον φροντίζει το Concord.",
  }),
  mentionHint: "Γράψτε `/kpi` για να ρωτήσετε χωρίς να με αναφέρετε.",
};

const elReasons: Readonly<Record<StopReason, string>> = {
  "channel-not-found": "το Concord δεν βλέπει αυτό το κανάλι",
  "not-in-channel": "το Concord δεν είναι μέλος αυτού του καναλιού",
  "channel-archived": "το κανάλι είναι αρχειοθετημένο",
  "app-removed": "το Slack δεν δέχεται πια το token του Concord",
  "missing-scope": "από την εφαρμογή Slack του Concord λείπει ένα δικαίωμα",
  "not-allowed": "δεν το επιτρέπουν οι κανόνες του χώρου εργασίας",
  refused: "το Slack το αρνήθηκε",
};

export const edgeTexts = { en, el } as const satisfies Record<Locale, EdgeTexts>;
