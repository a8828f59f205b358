import type { Numbers } from "../../numbers.ts";
import type { IncidentTexts } from "../incident-texts.ts";
import { greekStory } from "./incident-stories.ts";

/** What incidents say in Greek. */
export function greekIncidents({ count, list }: Numbers): IncidentTexts {
  const days = (amount: number) => `${count(amount)} ${amount === 1 ? "ημέρα" : "ημέρες"}`;
  const after = (amount: number) => (amount < 1 ? "την ίδια ημέρα" : `μετά από ${days(amount)}`);
  return {
    story: greekStory,
    rules: {
      "mql-to-opportunity-drop": "Πέφτει το MQL → ευκαιρία",
      "opportunity-to-customer-drop": "Πέφτει το ευκαιρία → πελάτης",
      "handoff-imbalance": "Τα δύο μισά απομακρύνονται",
      "end-to-end-unstable": "Κυμαίνεται η συνολική μετατροπή",
      "cycle-time-longer": "Μεγαλώνει ο κύκλος πωλήσεων",
      "stage-stuck": "Ένα στάδιο αργεί περισσότερο",
      "channel-not-attracting": "Ένα κανάλι απόκτησης φέρνει λιγότερα leads",
      "channel-neglected": "Τα leads ενός καναλιού απόκτησης περιμένουν τις πωλήσεις",
      "revenue-concentrated": "Τα έσοδα στηρίζονται σε λιγότερα κανάλια απόκτησης",
      "content-unused": "Οι πωλήσεις χρησιμοποιούν λιγότερο περιεχόμενο",
      "revenue-per-account-drop": "Μικραίνουν οι πρώτες συμφωνίες",
      "data-stale": "Μια πηγή σταμάτησε να δίνει δεδομένα",
    },
    severities: { act: "Θέλει ενέργεια", watch: "Θέλει προσοχή" },
    teams: { marketing: "Μάρκετινγκ", sales: "Πωλήσεις" },
    states: {
      open: "ΑΝΟΙΧΤΟ",
      acknowledged: "ΤΟ ΕΙΔΑΜΕ",
      snoozed: (until) => `ΣΕ ΑΝΑΒΟΛΗ έως ${until}`,
      resolved: "ΕΚΛΕΙΣΕ",
    },
    card: {
      since: (day) => `από ${day}`,
      restsOn: (cases) => `βασίζεται σε ${cases}`,
      owners: (marketing, sales) =>
        `Υπεύθυνοι: μάρκετινγκ ${marketing ?? "κανείς ακόμη"}, πωλήσεις ${sales ?? "κανείς ακόμη"}`,
      acknowledgedBy: (who) => `το έχει δει: ${who}`,
      held: (sources) =>
        `*Σε αναμονή δεδομένων:* ${list(sources)} ${sources.length === 1 ? "σταμάτησε να δίνει" : "σταμάτησαν να δίνουν"} δεδομένα. Ώσπου να φτάσουν, εδώ τίποτα δεν ανοίγει και τίποτα δεν κλείνει.`,
      facts: "μια πηγή των στοιχείων του",
      related: (titles) => `Μέρος της ίδιας ιστορίας: ${list(titles)}`,
      coincides: (annotation, day) => `Συμπίπτει με: «${annotation}», ${day}`,
      target: (words) => `Συμφωνημένα: ${words}`,
      thresholdRaised: (from, to, by) =>
        `${by}: «δεν βοηθά». Για αυτό το θέμα το όριο πήγε από ${from} σε ${to}. Μπορεί να επανέλθει.`,
      footer: (number, opened, asOf) => `Περιστατικό ${number}, άνοιξε ${opened} · στοιχεία έως ${asOf}`,
      came: "τώρα",
      expected: "συνήθως",
      agreed: "στόχος",
      chartTitle: (observed, expected) =>
        expected === "" ? `Τώρα ${observed}` : `Τώρα ${observed}, ενώ το συνηθισμένο θα ήταν ${expected}`,
      chartSince: "Από εδώ",
      chartMissing: "Το γράφημα δεν σχεδιάστηκε. Τα λόγια επάνω λένε ό,τι δείχνει.",
    },
    buttons: {
      acknowledge: "Το είδα",
      assign: "Υπεύθυνοι",
      snooze: "Αναβολή",
      resolve: "Κλείσιμο",
      notUseful: "Δεν βοηθά",
      reopen: "Άνοιγμα ξανά",
      restore: "Επαναφορά ορίου",
    },
    thread: {
      fired: (day) => `Τι φάνηκε στις ${day}`,
      contributor: ({ name, kind, from, to, share }) => {
        const moved = from === null || to === null ? "" : ` (${from} → ${to})`;
        switch (kind) {
          case "mix":
            return `${name}, το μερίδιό του στις περιπτώσεις${moved}: αντιστοιχεί στο ${share}`;
          case "rate":
            return `${name}, η δική του μετατροπή${moved}: αντιστοιχεί στο ${share}`;
          case "stay":
          case "step":
            return `${name}${moved}: αντιστοιχεί στο ${share}`;
        }
      },
      evidence: (statistic, threshold, opens) =>
        `Μένει όπως ήταν τότε· η κάρτα επάνω ενημερώνεται. Η προειδοποίηση ανοίγει ${opens === "above" ? "πάνω" : "κάτω"} από ${threshold}· ήταν στο ${statistic}.`,
      questions: "Να απαντηθεί εδώ",
      snoozeEnded: (title) => `*Η αναβολή έληξε και το θέμα παραμένει ανοιχτό.* ${title}.`,
      worsened: (title) => `*Χειροτέρεψε.* ${title}.`,
      joined: (title) => `*Βρέθηκε κάτι σχετικό:* ${title}.`,
      breachedAgain: (amount) =>
        `*Εμφανίστηκε ξανά*, ${amount < 1 ? "την ημέρα που έκλεισε" : `${days(amount)} αφότου έκλεισε`}. Το περιστατικό είναι πάλι ανοιχτό.`,
      reopenedBy: (who) => `*Άνοιξε ξανά από: ${who}.*`,
      resolvedBy: (who, amount) => `*Έκλεισε από: ${who}*, ${after(amount)}.`,
      resolvedByData: (amount) => `*Το έκλεισαν τα δεδομένα*, ${after(amount)}.`,
      causes: {
        recovered: "Τα μεγέθη επανήλθαν στα συνηθισμένα, αρκετό καιρό ώστε να είναι σίγουρο.",
        corrected:
          "Τα δεδομένα διορθώθηκαν. Με τα σημερινά μεγέθη δεν υπήρχε πρόβλημα: ήταν τα δεδομένα, όχι οι ομάδες.",
        threshold: "Με το όριο που άλλαξε στο μεταξύ, αυτό δεν είναι πια εκτός ορίων.",
      },
      why: (reason, note) => (note === null ? `Γιατί: ${reason}.` : `Γιατί: ${reason}. «${note}»`),
      changed: (opened, now, usual) =>
        `Τι άλλαξε: ${opened} όταν άνοιξε, ${now} τώρα${usual === null ? "" : `, συνήθως ${usual}`}.`,
      tookPart: (names) => `Συμμετείχαν: ${list(names)}.`,
      nobody: "Δεν ασχολήθηκε κανείς.",
      offer: "Δεν τελείωσε; Ανοίξτε το ξανά· το νήμα μένει το ίδιο.",
    },
    targets: {
      ofChannel: (kpi, channel) => `${kpi} για ${channel}`,
      title: "Στόχοι που συμφώνησαν οι ομάδες",
      now: "Ισχύουν",
      later: "Επόμενοι",
      before: "Έληξαν",
      none: "Δεν έχει συμφωνηθεί κάτι ακόμη.",
      how: "`/kpi targets set mql-to-opportunity 21-27% for webinar from 2026-10-01` ορίζει έναν, `/kpi targets remove ΑΡΙΘΜΟΣ` τον αφαιρεί.",
      setButton: "Ορισμός στόχου",
      from: (day) => `από ${day}`,
      between: (from, through) => `${from} έως ${through}`,
      set: (target, from, through, number) =>
        `Συμφωνήθηκε με αριθμό ${number}: *${target}*, ${through === null ? `από ${from}` : `${from} έως ${through}`}.`,
      removed: (number) => `Ο στόχος ${number} αφαιρέθηκε.`,
      unknownChannel:
        "Δεν έχει έρθει ακόμη lead από κανάλι απόκτησης με αυτό το όνομα· αν θα έπρεπε, ελέγξτε την ορθογραφία.",
      unknown: { what: "Δεν υπάρχει στόχος με αυτόν τον αριθμό.", next: "Το `/kpi targets` τους δείχνει." },
      unreadable: "Αυτό δεν διαβάζεται ως στόχος.",
      example: (command) => `Για παράδειγμα: \`${command}\``,
    },
    notes: {
      title: "Τι σημείωσαν οι ομάδες",
      none: "Δεν υπάρχει σημείωση ακόμη. Το `/kpi note Αλλαγή τιμών` σημειώνει κάτι για σήμερα, το `/kpi note 2026-10-19 Νέος συνεργάτης` για μια ημέρα.",
      noted: (text, day, number) =>
        `Σημειώθηκε για ${day}: «${text}». Θα φαίνεται σε γραφήματα και περιστατικά· το \`/kpi note remove ${number}\` την αφαιρεί.`,
      removed: (number) => `Η σημείωση ${number} αφαιρέθηκε.`,
      howToRemove: "Το `/kpi note remove ΑΡΙΘΜΟΣ` αφαιρεί μία.",
      unknown: { what: "Δεν υπάρχει σημείωση με αυτόν τον αριθμό.", next: "Το `/kpi note` τις δείχνει." },
      tooLong: (most) => ({
        what: `Μια σημείωση χωρά έως ${most} χαρακτήρες.`,
        next: "Τα γραφήματα δείχνουν μόνο τις πρώτες λέξεις· γράψτε την πιο σύντομα.",
      }),
    },
    list: {
      title: "Προειδοποιήσεις",
      nothingOpen: "Δεν υπάρχει κάτι ανοιχτό.",
      over: "Έκλεισαν τελευταία",
      thresholds: "Όρια που άλλαξαν",
      thread: "νήμα",
      noThread: "χωρίς νήμα: δεν έχει οριστεί κανάλι Slack για περιστατικά",
      change: "Αλλαγή ορίων",
      whoMay: "Τα όρια τα αλλάζουν οι διαχειριστές και όσοι έχουν ορίσει ως υπεύθυνους.",
      ruleThreshold: (rule, value, usual, by) => `${rule}: ${value} αντί για ${usual}, από ${by}`,
      subjectThreshold: (about, value, usual, by) =>
        `${about}: ${value} αντί για ${usual}, «δεν βοηθά» κατά ${by}`,
      causes: {
        recovered: "τα δεδομένα επανήλθαν στα συνηθισμένα",
        corrected: "τα δεδομένα διορθώθηκαν",
        threshold: "εντός ορίων με το νέο όριο",
      },
    },
    reasons: {
      fixed: "η αιτία διορθώθηκε",
      explained: "το εξηγεί κάτι γνωστό (καμπάνια, τιμή, εποχή)",
      accepted: "οι δύο ομάδες το δέχονται όπως είναι",
      "data-error": "τα δεδομένα ήταν λάθος",
      "not-useful": "η προειδοποίηση δεν βοήθησε",
    },
    modals: {
      assign: {
        title: "Υπεύθυνοι",
        intro: "Ένας άνθρωπος από κάθε ομάδα, ώστε να κοιταχτούν και τα δύο μισά. Δεν ειδοποιείται κανείς.",
        nobody: "Επιλέξτε τουλάχιστον έναν.",
      },
      snooze: {
        title: "Αναβολή",
        until: "Να μη μας απασχολήσει έως",
        hint: (latest) =>
          `Το αργότερο έως ${latest}. Επανέρχεται νωρίτερα μόνο αν γίνει σοβαρό· η κάρτα ενημερώνεται κανονικά.`,
      },
      resolve: {
        title: "Κλείσιμο",
        reason: "Γιατί τελείωσε;",
        reasonMissing: "Επιλέξτε λόγο: όποιος διαβάσει το νήμα το επόμενο τρίμηνο θα θέλει να ξέρει.",
        note: "Με δικά σας λόγια",
        noteHint: "Μπαίνει στο νήμα για τις δύο ομάδες, έως 500 χαρακτήρες.",
      },
      threshold: {
        title: "Αλλαγή ορίου",
        rule: "Προειδοποίηση",
        value: "Όριο",
        show: "Δείξε το παρελθόν",
        hint: ({ usual, current, low, high, asksForMore }) =>
          `Τώρα ${current}, συνήθως ${usual}· από ${low} έως ${high}. Ένα ${asksForMore === "higher" ? "υψηλότερο" : "χαμηλότερο"} ζητά περισσότερα πριν προειδοποιήσει.`,
        notYet: "Πριν αποθηκευτεί, βλέπετε τι θα είχε ανοίξει τις τελευταίες 26 εβδομάδες.",
        computing: "Εξετάζονται οι τελευταίες 26 εβδομάδες …",
        backtest: (since) => `Οι εβδομαδιαίοι έλεγχοι από ${since}, ο καθένας με όσα ήταν γνωστά τότε:`,
        would: (value, amount) =>
          `Με ${value}: ${amount === 0 ? "τίποτα" : amount === 1 ? "μία προειδοποίηση" : `${count(amount)} προειδοποιήσεις`}`,
        did: (value, amount) =>
          `Με ${value}, όπως τώρα: ${amount === 0 ? "τίποτα" : amount === 1 ? "μία προειδοποίηση" : `${count(amount)} προειδοποιήσεις`}`,
        raised: (title, opened, closed) =>
          `${title}: ${closed === null ? `από ${opened}, ακόμη ανοιχτή` : `${opened} έως ${closed}`}`,
        outside: (low, high) => `Επιλέξτε αριθμό από ${low} έως ${high}.`,
        saved: (rule, value) =>
          `*${rule}*: προειδοποιεί πλέον στο ${value}. Το \`/kpi warnings\` δείχνει την αλλαγή.`,
      },
      target: {
        title: "Ορισμός στόχου",
        kpi: "Δείκτης",
        range: "Πόσο πρέπει να είναι",
        rangeHint: "Εύρος ή ένα άκρο: 21-27%, τουλάχιστον 21%, το πολύ 45 ημέρες, 9000.",
        acquisitionChannel: "Κανάλι απόκτησης",
        acquisitionChannelHint: "Κενό: όλα μαζί.",
        from: "Από",
        to: "Τελευταία ημέρα",
        toHint: "Κενό: ώσπου να τον αντικαταστήσει άλλος στόχος.",
        badRange: "Γράψτε το όπως: 21-27%, τουλάχιστον 21%, το πολύ 45 ημέρες ή 9000.",
        badFrom: "Επιλέξτε την ημέρα που αρχίζει.",
        badTo: "Η τελευταία ημέρα είναι πριν από την πρώτη.",
      },
    },
    done: {
      notUseful:
        "Το κρατήσαμε. Το περιστατικό έκλεισε, και για αυτό το θέμα χρειάζονται τώρα πιο ισχυρές ενδείξεις για να ανοίξει ξανά. Από την κάρτα του μπορεί να επανέλθει.",
      pressAgain: "Άργησε να ανοίξει. Πατήστε ξανά το κουμπί.",
      changed: (number) => `Το περιστατικό ${number} ενημερώθηκε· το δείχνει η κάρτα στο νήμα.`,
    },
    unfit: {
      "already-acknowledged": { what: "Κάποιος το έχει ήδη δει.", next: "Η κάρτα λέει ποιος." },
      "already-assigned": { what: "Αυτοί είναι ήδη οι υπεύθυνοι.", next: "Επιλέξτε άλλους ή κλείστε." },
      "already-over": {
        what: "Αυτό το περιστατικό έχει ήδη κλείσει.",
        next: "Αν δεν τελείωσε, ανοίξτε το ξανά από την κάρτα του.",
      },
      "not-over": {
        what: "Αυτό το περιστατικό είναι ανοιχτό.",
        next: "Δεν υπάρχει κάτι να ανοίξει ξανά.",
      },
      "until-in-the-past": {
        what: "Αυτή η ημέρα δεν είναι στο μέλλον.",
        next: "Επιλέξτε ημέρα μετά τη σημερινή.",
      },
      "until-too-far": {
        what: "Απέχει πάνω από τρεις μήνες.",
        next: "Επιλέξτε πιο κοντινή ημέρα ή κλείστε το με αιτιολογία.",
      },
    },
    unknown: { what: "Δεν υπάρχει τέτοιο περιστατικό.", next: "Το `/kpi warnings` τα δείχνει όλα." },
    heldElsewhere: {
      what: "Ένα νεότερο περιστατικό αφορά ήδη το ίδιο θέμα.",
      next: "Συνεχίστε στο νήμα του· ο σύνδεσμος είναι στο `/kpi warnings`.",
    },
  };
}
