import type { Numbers } from "../../numbers.ts";
import type { HomeTexts } from "../home.ts";

/** What App Home and the modals around answers say in Greek. */
export function greekHome({ count, list }: Numbers): HomeTexts {
  const days = {
    mon: "Δευτέρα",
    tue: "Τρίτη",
    wed: "Τετάρτη",
    thu: "Πέμπτη",
    fri: "Παρασκευή",
    sat: "Σάββατο",
    sun: "Κυριακή",
  } as const;
  return {
    waiting: "Μια στιγμή …",
    close: "Κλείσιμο",
    welcome: {
      title: "Καλώς ήρθατε στο Concord",
      intro: "Τρία βήματα, και πωλήσεις και μάρκετινγκ διαβάζουν κάθε εβδομάδα τους ίδιους επτά δείκτες.",
      data: {
        todo: "*1. Συνδέστε τα δεδομένα σας.* Εισαγάγετε leads και ευκαιρίες ή συνδέστε το CRM σας: `npm run -s concord -- import leads leads.csv`. Όποιος φροντίζει το Concord βρίσκει τους τρόπους στο README.",
        done: "*✓ Τα δεδομένα σας συνδέθηκαν.*",
      },
      channel: {
        todo: "*2. Διαλέξτε το κανάλι που μοιράζονται οι δύο ομάδες.* Προσκαλέστε εκεί το Concord με `/invite @Concord` και ορίστε πότε θα έρχεται η σύνοψη.",
        done: "*✓ Ένα κανάλι έχει τη σύνοψή του.*",
      },
      digest: {
        todo: "*3. Δείτε την πρώτη σύνοψη.* Έρχεται μόνη της στην ώρα της· μπορείτε να τη διαβάσετε και τώρα.",
        done: "*✓ Η πρώτη σύνοψη ήρθε.*",
      },
      see: "Δείτε την τώρα",
    },
    incidents: "Ανοιχτές προειδοποιήσεις",
    noIncidents: "Δεν υπάρχει τίποτα ανοιχτό.",
    digests: "Συνόψεις",
    noDigests: "Κανένα κανάλι δεν έχει ακόμη σύνοψη.",
    schedule: (on, time, zone) =>
      `${on.length === 7 ? "Κάθε ημέρα" : `Κάθε ${list(on)}`} στις ${time} (${zone})`,
    next: (moment) => `επόμενη ${moment}`,
    paused: "σε παύση",
    moreDigests: (more) => `και ${count(more)} ακόμη`,
    sources: "Πηγές δεδομένων",
    sourceNews: {
      isNew: "δεν έχει διαβαστεί ακόμη",
      paused: "σε παύση",
      reading: (rows) => `διαβάζεται τώρα, ${count(rows)} εγγραφές ως εδώ`,
      readingOf: (rows, of) => `διαβάζεται τώρα, ${count(rows)} από ${count(of)} εγγραφές`,
      stopped: (rows) => `η ανάγνωση διακόπηκε μετά από ${count(rows)} εγγραφές`,
      failing: (since) => `δεν διαβάζεται από ${since}· το \`source list\` λέει γιατί`,
      again: (moment) => `, συνεχίζει ${moment}`,
    },
    asSubscribed: {
      change: "Αλλαγή",
      sendNow: "Αποστολή τώρα",
      pause: "Παύση",
      resume: "Συνέχιση",
      remove: "Κατάργηση",
      menu: "Ενέργειες για αυτή τη σύνοψη",
    },
    setUpDigest: "Νέα σύνοψη",
    settings: "Ρυθμίσεις",
    help: "Τι μπορείτε να ρωτήσετε",
    refresh: "Ανανέωση",
    days,
  };
}
