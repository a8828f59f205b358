import type { PauseTexts } from "../pause-texts.ts";

/** What the owner of a resting subscription is told in Greek. */
export const greekPauses: PauseTexts = {
  why: {
    "channel-not-found": (channel) =>
      `Η αναφορά για το ${channel} είναι σε παύση: το κανάλι δεν υπάρχει πια ή με αφαίρεσαν.`,
    "not-in-channel": (channel) => `Η αναφορά για το ${channel} είναι σε παύση: δεν είμαι πια στο κανάλι.`,
    "channel-archived": (channel) => `Η αναφορά για το ${channel} είναι σε παύση: το κανάλι αρχειοθετήθηκε.`,
    "app-removed": (channel) =>
      `Η αναφορά για το ${channel} είναι σε παύση: το Concord αφαιρέθηκε από τον χώρο εργασίας.`,
    "missing-scope": (channel) =>
      `Η αναφορά για το ${channel} είναι σε παύση: μου λείπει ένα δικαίωμα που χρειάζεται.`,
    "not-allowed": (channel) =>
      `Η αναφορά για το ${channel} είναι σε παύση: δεν μου επιτρέπεται να δημοσιεύω στο κανάλι.`,
  },
  next: {
    "channel-not-found":
      "Προσκαλέστε με με `/invite @Concord` και θα συνεχιστεί· ή διαλέξτε άλλο κανάλι με `/kpi subscribe`.",
    "not-in-channel": "Προσκαλέστε με με `/invite @Concord` και θα συνεχιστεί.",
    "channel-archived":
      "Επαναφέρετε το κανάλι από το αρχείο και θα συνεχιστεί· ή διαλέξτε άλλο με `/kpi subscribe`.",
    "app-removed": "Εγκαταστήστε ξανά το Concord και ενεργοποιήστε την από το `/kpi subscribe`.",
    "missing-scope":
      "Ζητήστε από έναν διαχειριστή να εγκαταστήσει ξανά το Concord από το manifest του και ενεργοποιήστε την από το `/kpi subscribe`.",
    "not-allowed":
      "Ζητήστε από έναν διαχειριστή να μου επιτρέψει τη δημοσίευση εκεί και ενεργοποιήστε την από το `/kpi subscribe`.",
  },
  due: (moment) => `Η επόμενη είναι προγραμματισμένη για ${moment}.`,
};
