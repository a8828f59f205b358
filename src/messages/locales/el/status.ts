import type { StatusTexts } from "../status-texts.ts";

const because = (why: string | null) => (why === null ? "" : `: ${why}`);

/** What `/kpi status` says of digests in Greek. */
export const greekStatus: StatusTexts = {
  title: "Συνόψεις και πηγές δεδομένων",
  states: {
    pending: (moment, why) => `Η σύνοψη της ${moment} είναι καθ’ οδόν${because(why)}.`,
    delivered: (moment) => `Η σύνοψη της ${moment} ήρθε στην ώρα της.`,
    late: (moment) => `Η σύνοψη της ${moment} ήρθε με καθυστέρηση και το αναφέρει.`,
    missed: (moment, why) => `Η σύνοψη της ${moment} χάθηκε${because(why)}.`,
    skipped: (moment, why) => `Η σύνοψη της ${moment} παραλείφθηκε σκόπιμα${because(why)}.`,
    failed: (moment, why) => `*Η σύνοψη της ${moment} δεν μπόρεσε να παραδοθεί*${because(why)}.`,
  },
  reasons: {
    holiday: "ήταν αργία",
    paused: "ήταν σε παύση",
    "nothing-changed": "τίποτα δεν είχε αλλάξει από την προηγούμενη",
    removed: "η συνδρομή καταργήθηκε",
    downtime: "το Concord δεν λειτουργούσε",
    superseded: "ήρθε η ώρα της επόμενης πριν μπορέσει να σταλεί",
    overdue: "δεν μπόρεσε να σταλεί για μια ολόκληρη ημέρα",
    "channel-not-found": "το κανάλι δεν υπάρχει πια ή με αφαίρεσαν από αυτό",
    "not-in-channel": "δεν είμαι στο κανάλι· προσκαλέστε με με `/invite @Concord`",
    "channel-archived": "το κανάλι αρχειοθετήθηκε",
    "app-removed": "το Slack δεν δέχεται πια το Concord· χρειάζεται νέα εγκατάσταση",
    "missing-scope":
      "από το Concord λείπει ένα δικαίωμα· ένας διαχειριστής πρέπει να το εγκαταστήσει ξανά από το manifest του",
    "not-allowed": "δεν μου επιτρέπεται να δημοσιεύω στο κανάλι",
    "slack-unreachable": "το Slack δεν απαντά· γίνεται νέα προσπάθεια",
    "delivery-held": "τη στέλνει άλλη διεργασία του Concord",
    "handed-back": "περιμένει τη σειρά της",
  },
  refused: (word) => `το Slack την αρνήθηκε (${word})`,
  otherwise: "κάτι πήγε στραβά· γίνεται νέα προσπάθεια και το αρχείο καταγραφής λέει περισσότερα",
  neverDue: "Δεν έχει έρθει ακόμη η ώρα για καμία.",
};
