import type { Numbers } from "../../numbers.ts";
import type { Texts } from "../texts.ts";

type Part = Pick<Texts, "answer" | "overview" | "help" | "errors">;

/** What answers to `/kpi` say in Greek. */
export function greekAnswers({ count }: Numbers): Part {
  return {
    answer: {
      pace: "Τώρα",
      cohort: "Όσοι μπήκαν",
      period: "Στην περίοδο",
      paceLine: (claim, over, change) =>
        `${claim.charAt(0).toLocaleUpperCase("el")}${claim.slice(1)} ${over}${change === null ? "" : ` (${change})`}.`,
      cohortLine: ({ period, cases, value, windowDays }) =>
        `${period}: ${value}${windowDays === null ? "" : ` μέσα σε ${count(windowDays)} ημέρες`} (${cases}).`,
      estimated: "Εκτίμηση: δεν έχει περάσει ακόμη τόσος χρόνος για όλα.",
      soFar: ({ age, value, baseline }) =>
        `Είναι νωρίς ακόμη. Μετά από ${count(age)} ${age === 1 ? "ημέρα" : "ημέρες"}: ${value}${baseline === null ? "" : `, έναντι ${baseline} των παλαιότερων στην ίδια ηλικία`}.`,
      stillOpen: "Η περίοδος δεν έχει τελειώσει.",
      evidence: (cases, interval) => `${cases}${interval === null ? "" : ` · ${interval}`}`,
      asOf: (day, zone) => `Όπως ήταν στην αρχή της ημέρας ${day}, ${zone}`,
      detail: "Αναλυτικά",
      share: "Κοινοποίηση στο κανάλι",
      chartWeeks: "Εβδομάδα έως",
      chartDays: "Ημέρες",
      ownTargets: "Κανάλια απόκτησης τώρα, ως προς τον δικό τους στόχο",
      chartOver: (weeks) => (weeks === 1 ? "Ανά εβδομάδα" : `Σε ${weeks} εβδομάδες`),
      chartTarget: (value) => `Στόχος ${value}`,
      more: (members) => `και ${count(members)} ακόμη`,
      sharedBy: (user) => `Κοινοποίηση από ${user}`,
      formulaLabel: "Πώς υπολογίζεται",
    },
    overview: {
      title: "Οι επτά δείκτες",
      intro: (period) => `Με τον ρυθμό των εβδομάδων έως ${period}`,
      open: "Άνοιγμα",
    },
    help: {
      title: "Τι μπορείτε να ρωτήσετε",
      intro:
        "Το Concord δείχνει στις πωλήσεις και στο μάρκετινγκ τους ίδιους επτά δείκτες. Τις απαντήσεις τις βλέπετε μόνο εσείς, μέχρι να τις κοινοποιήσετε.",
      commandsLabel: "Εντολές",
      commands: [
        { write: "/kpi", gives: "και οι επτά με μια ματιά" },
        { write: "/kpi cycle-time", gives: "ένας δείκτης, με το γράφημά του" },
        {
          write: "/kpi mql-to-opportunity last 90 days by acquisition-channel",
          gives: "μιας περιόδου, ανά κανάλι απόκτησης",
        },
        { write: "/kpi cycle-time Q3 by stage as of 2026-10-01", gives: "όπως ήταν γνωστό μια ημέρα" },
        { write: "/kpi explain revenue-mix", gives: "πώς υπολογίζεται ένας δείκτης" },
        { write: "/kpi digest", gives: "η σύνοψη της εβδομάδας, για εσάς" },
        { write: "/kpi digest now", gives: "η σύνοψη τώρα, για όλους στο κανάλι" },
        { write: "/kpi subscribe", gives: "σύνοψη για αυτό το κανάλι, όποιες ημέρες θέλετε" },
        { write: "/kpi targets", gives: "τι συμφώνησαν οι ομάδες" },
        { write: "/kpi warnings", gives: "τι είναι ανοιχτό, και κάθε κανόνας" },
        { write: "/kpi note Αλλαγή τιμής", gives: "μια σημείωση που φαίνεται στα γραφήματα" },
        { write: "/kpi export cycle-time", gives: "τα μεγέθη σε CSV" },
        { write: "/kpi status", gives: "πόσο πρόσφατη είναι κάθε πηγή" },
        { write: "/kpi settings", gives: "ζώνη ώρας, νόμισμα, παράθυρα και ποιος διαβάζει" },
        { write: "@Concord ποσοστό επιτυχίας προηγούμενο τρίμηνο", gives: "απάντηση στο νήμα" },
      ],
      kpisLabel: "Οι επτά",
      periodsLabel: "Περίοδοι, όπως γράφονται",
      periods: ["last 90 days", "Q3", "2026-W40", "since May", "last month"],
      privacy: "Δεν αποθηκεύονται ονόματα, email ή τηλέφωνα.",
    },
    errors: {
      unexpected: "Αυτό δεν έγινε, και δεν φταίτε εσείς.",
      unexpectedNext: (reference) =>
        `Δοκιμάστε ξανά σε ένα λεπτό. Αν επιμένει, δώστε στον διαχειριστή αυτόν τον κωδικό: ${reference}.`,
      example: (command) => `Για παράδειγμα: ${command}`,
    },
  };
}
