import type { Numbers } from "../../numbers.ts";
import type { ModalTexts } from "../modals.ts";

/** What the modals say in Greek. */
export function greekModals({ count }: Numbers): ModalTexts {
  return {
    cancel: "Άκυρο",
    save: "Αποθήκευση",
    timeZone: "Ζώνη ώρας",
    timeZoneHint: "Γράψτε μια πόλη ή περιοχή στα αγγλικά: Athens, Europe",
    timeZonePlaceholder: "Αναζήτηση ζώνης ώρας",
    language: "Γλώσσα",
    languages: { en: "English (Αγγλικά)", el: "Ελληνικά" },
    subscribe: {
      title: "Νέα σύνοψη",
      change: "Αλλαγή σύνοψης",
      channel: "Κανάλι",
      channelHint: "Το Concord πρέπει να είναι μέλος του: /invite @Concord",
      days: "Ημέρες",
      time: "Ώρα",
      kpis: "Δείκτες",
      kpisHint: "Χωρίς επιλογή: και οι επτά",
      breakdown: "Ανάλυση",
      breakdowns: {
        none: "Χωρίς ανάλυση",
        "acquisition-channel": "Ανά κανάλι απόκτησης",
        segment: "Ανά τμήμα αγοράς",
      },
      options: "Ήσυχες εβδομάδες",
      skipUnchanged: "Να μη στέλνεται όταν δεν άλλαξε κανένα μέγεθος",
      skipUnchangedHint: "Η παράλειψη καταγράφεται",
      nextRuns: "Οι επόμενες πέντε συνόψεις",
      noRuns: "Επιλέξτε ημέρα για να δείτε πότε έρχονται οι συνόψεις.",
      saved: (channel, first) => `Η πρώτη σύνοψη έρχεται στο ${channel}: ${first}.`,
      savedTitle: "Αποθηκεύτηκε",
      howToOpen: "Ορίστε ποιο κανάλι παίρνει τη σύνοψη και πότε.",
      sendNow: (channel) => `Η σύνοψη βρίσκεται στο ${channel}. Η επόμενη έρχεται όπως έχει οριστεί.`,
      paused: (channel) => `Η σύνοψη στο ${channel} μένει σε παύση μέχρι να τη συνεχίσει κάποιος.`,
      resumed: (channel, next) => `Η σύνοψη στο ${channel} συνεχίζεται· επόμενη: ${next}.`,
      removed: (channel) => `Η σύνοψη στο ${channel} καταργήθηκε.`,
      gone: {
        what: "Αυτή η σύνοψη δεν υπάρχει πια.",
        next: "Ανοίξτε ξανά την Αρχική για να δείτε όσες υπάρχουν.",
      },
    },
    settings: {
      title: "Ρυθμίσεις",
      intro: "Ισχύουν για όλους σε αυτόν τον χώρο εργασίας και για κάθε μέγεθος από εδώ και πέρα.",
      currency: "Νόμισμα",
      currencyHint: "Τρία γράμματα, όπως EUR",
      weekStart: "Η εβδομάδα αρχίζει",
      fiscalYearStart: "Το οικονομικό έτος αρχίζει",
      fiscalYearHint: "Τα τρίμηνα το ακολουθούν",
      windows: "Παράθυρα: πόσες ημέρες έχει μια μετατροπή",
      window: {
        leadToMql: "Από lead σε MQL",
        mqlToWorked: "Από MQL έως την πρώτη επαφή των πωλήσεων",
        mqlToOpportunity: "Από MQL σε ευκαιρία",
        opportunityToCustomer: "Από ευκαιρία σε πελάτη",
        endToEnd: "Από lead σε πελάτη",
      },
      spans: "Διαστήματα: σε πόσες εβδομάδες υπολογίζεται το τρέχον μέγεθος",
      span: (kpi) => kpi,
      access: "Ποιοι διαβάζουν εκτός από τα μέλη",
      guests: "Επισκέπτες του χώρου εργασίας",
      external: "Άνθρωποι άλλων οργανισμών σε κοινόχρηστα κανάλια",
      owners: "Υπεύθυνοι",
      ownersHint: "Αλλάζουν ρυθμίσεις, στόχους και συνόψεις, όπως και οι διαχειριστές",
      saved: "Οι ρυθμίσεις αποθηκεύτηκαν.",
      recomputed: "Τα μεγέθη τις ακολουθούν από εδώ και πέρα.",
    },
    errors: {
      channel: "Επιλέξτε ένα κανάλι.",
      notInChannel:
        "Το Concord δεν είναι μέλος αυτού του καναλιού. Γράψτε εκεί /invite @Concord και αποθηκεύστε ξανά.",
      archived: "Αυτό το κανάλι είναι αρχειοθετημένο. Επιλέξτε άλλο.",
      days: "Επιλέξτε τουλάχιστον μία ημέρα.",
      time: "Επιλέξτε ώρα.",
      timeZone: "Επιλέξτε μια ζώνη ώρας, όπως Europe/Athens.",
      currency: {
        malformed: "Γράψτε τον κωδικό ενός νομίσματος, τρία λατινικά γράμματα όπως EUR.",
        noRates: (currency) =>
          `Δεν υπάρχουν ισοτιμίες προς ${currency} για όλα όσα κερδήθηκαν. Εισαγάγετέ τις πρώτα (exchange-rates).`,
      },
      number: (least, most) => `Γράψτε έναν ακέραιο από ${count(least)} έως ${count(most)}.`,
      choice: "Επιλέξτε κάτι από όσα προσφέρονται.",
    },
  };
}
