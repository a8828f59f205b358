import type { Numbers } from "../../numbers.ts";
import type { Texts } from "../texts.ts";

/** What each KPI's detail says in Greek. */
export function greekDetails({ count, list, some }: Numbers): Pick<Texts, "details"> {
  return {
    details: {
      steps: {
        "lead-to-mql": "lead → MQL",
        "mql-to-opportunity": "MQL → ευκαιρία",
        "opportunity-to-customer": "ευκαιρία → πελάτης",
        "lead-to-customer": "lead → πελάτης",
      },
      step: (name, value, cases) => `${name}: ${value} (${cases})`,
      leadToMqlCases: (n, of, inFlight) =>
        inFlight
          ? `${count(n)} MQL, ${some(of, "lead", "leads")} σε εξέλιξη`
          : `${count(n)} από ${some(of, "lead", "leads")}`,
      instability: (percent) =>
        `Πέρα από την τύχη, ο εβδομαδιαίος λόγος κυμαίνεται κατά ${percent} του μέσου του`,
      instabilityStep: (step, percent) => `το βήμα που κυμαίνεται περισσότερο είναι: ${step} (${percent})`,
      visits: (visitors, leads, customers) =>
        `${some(visitors, "επισκέπτης", "επισκέπτες")}: το ${leads} έγιναν leads, το ${customers} πελάτες`,
      cycle: (p80) => `Το 80% των κερδισμένων χρειάστηκε έως ${p80}`,
      fromLead: (median, p80, wins) =>
        `Από lead έως κλείσιμο: ${median} (διάμεσος), ${p80} (80%), ${count(wins)} συνδεδεμένες με lead`,
      stage: ({ name, median, p80, count: exits, before }) =>
        `*${name}*: ${median} (διάμεσος), ${p80} (80%), ${some(exits, "έξοδος", "έξοδοι")}${before === null ? "" : `· πριν ${before}`}`,
      grewMost: (stage, from, to) => `Περισσότερο μεγάλωσε το στάδιο *${stage}*: από ${from} σε ${to}`,
      regressions: (moves) => `${some(moves, "επιστροφή", "επιστροφές")} σε προηγούμενο στάδιο`,
      channel: (name, value, cases) => `*${name}*: ${value} (${cases})`,
      moreChannels: (more) => `και ${some(more, "ακόμη κανάλι απόκτησης", "ακόμη κανάλια απόκτησης")}`,
      withoutMql: (opportunities) =>
        opportunities === 1
          ? "1 ευκαιρία της περιόδου δεν ήταν ποτέ MQL και δεν μετρά εδώ"
          : `${count(opportunities)} ευκαιρίες της περιόδου δεν ήταν ποτέ MQL και δεν μετρούν εδώ`,
      winRate: (value, won, closed) =>
        `Ποσοστό επιτυχίας όσων έκλεισαν: ${value} (${count(won)} κερδισμένες σε ${count(closed)})`,
      revenueChannel: ({ name, revenue, share, leads, leadShare }) =>
        `*${name}*: ${revenue} (${share} των εσόδων), ${some(leads, "lead", "leads")} (${leadShare})`,
      findings: {
        "not-attracting": "έρχονται λίγα leads, αν και μετατρέπονται καλά",
        neglected: "έρχονται καλά leads, αλλά οι πωλήσεις δεν τα αναλαμβάνουν",
        "neglected-or-poor-leads":
          "ή οι πωλήσεις δεν αναλαμβάνουν τα leads ή τα leads είναι αδύναμα: οι επαφές δεν καταγράφονται",
      },
      withoutAmount: (wins) => `${some(wins, "κερδισμένη", "κερδισμένες")} χωρίς ποσό`,
      inOpportunity: (value) => `Χρησιμοποιήθηκε σε ευκαιρία, από τη δημιουργία της και μετά: ${value}`,
      journeyStage: (name, value) => `*${name}*: ${value}`,
      neverUsed: (titles, all) =>
        `Δεν τα χρησιμοποίησαν ποτέ οι πωλήσεις (${count(all)}): ${titles.length < all ? `${titles.join(", ")} και άλλα` : list(titles)}`,
      contentAtWins: (won, lost) =>
        `Περιεχόμενο χρησιμοποιήθηκε στο ${won} των κερδισμένων και στο ${lost} των χαμένων`,
      medianAccount: (median) => `Διάμεσος των εσόδων ανά πελάτη: ${median}`,
      newAndExisting: ({ newValue, newCount, existingValue, existingCount }) =>
        `Νέοι πελάτες: ${newValue} (${count(newCount)})· υπάρχοντες: ${existingValue} (${count(existingCount)})`,
      withoutAccount: (wins) =>
        wins === 1
          ? "1 κερδισμένη χωρίς πελάτη δεν μετρά"
          : `${count(wins)} κερδισμένες χωρίς πελάτη δεν μετρούν`,
    },
  };
}
