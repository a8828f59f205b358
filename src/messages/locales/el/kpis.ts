import type { Numbers } from "../../numbers.ts";
import type { Texts } from "../texts.ts";

/** What the KPIs are called in Greek, and how one speaks of them. */
export function greekKpis({ count, some }: Numbers): Texts["kpis"] {
  return {
    "end-to-end": {
      name: "Από lead σε πελάτη",
      subtitle: ({ windowDays, weeks }) =>
        `Leads που γίνονται πελάτες μέσα σε ${windowDays} ημέρες, με τον ρυθμό ${weeks} εβδομάδων (κουκκίδες: μίας)`,
      formula: ({ windowDays }) => `leads που έγιναν πελάτες μέσα σε ${windowDays} ημέρες ÷ leads`,
      claim: (value) => `το ${value} των leads γίνονται πελάτες`,
      few: (n, of) => `${n} από τα ${of} leads σε εξέλιξη έγιναν πελάτες`,
      cases: (n, of) => `${some(n, "πελάτης", "πελάτες")}, ${some(of, "lead", "leads")} σε εξέλιξη`,
      cohortCases: (n, of) => `${count(n ?? 0)} από ${some(of, "lead", "leads")}`,
      titles: {
        worse: (value) => `Ο λόγος μετατροπής από lead σε πελάτη έπεσε: ${value}`,
        better: (value) => `Ο λόγος μετατροπής από lead σε πελάτη ανέβηκε: ${value}`,
        steady: (value) => `Ο λόγος μετατροπής από lead σε πελάτη μένει σταθερός: ${value}`,
        unstable: (value) =>
          `Ο λόγος μετατροπής από lead σε πελάτη αλλάζει από εβδομάδα σε εβδομάδα: ${value}`,
        unjudged: (value) => `Ο λόγος μετατροπής από lead σε πελάτη: ${value}`,
      },
      words: { worse: "Πέφτει", better: "Καλύτερα" },
    },
    "cycle-time": {
      name: "Κύκλος πωλήσεων",
      subtitle: ({ weeks }) =>
        `Ημέρες από την ευκαιρία έως το κλείσιμο, για όσες κερδήθηκαν σε ${weeks} εβδομάδες`,
      formula: () =>
        "διάμεσος των ημερών από τη δημιουργία της ευκαιρίας έως το κλείσιμο, για όσες κερδήθηκαν στην περίοδο",
      claim: (value) => `οι μισές κερδισμένες ευκαιρίες χρειάστηκαν έως ${value}`,
      few: (n, of) => `${n} από ${of}`,
      cases: (_, of) => some(of, "κερδισμένη", "κερδισμένες"),
      cohortCases: (_, of) => some(of, "κερδισμένη", "κερδισμένες"),
      titles: {
        worse: (value) => `Ο κύκλος πωλήσεων μεγάλωσε: ${value}`,
        better: (value) => `Ο κύκλος πωλήσεων μίκρυνε: ${value}`,
        steady: (value) => `Ο κύκλος πωλήσεων μένει σταθερός: ${value}`,
        unstable: (value) => `Ο κύκλος πωλήσεων είναι ασταθής: ${value}`,
        unjudged: (value) => `Ο κύκλος πωλήσεων: ${value}`,
      },
      words: { worse: "Μεγαλύτερος", better: "Μικρότερος" },
    },
    "mql-to-opportunity": {
      name: "MQL → ευκαιρία",
      subtitle: ({ windowDays, weeks }) =>
        `MQL με ευκαιρία μέσα σε ${windowDays} ημέρες, με τον ρυθμό ${weeks} εβδομάδων (κουκκίδες: μίας)`,
      formula: ({ windowDays }) => `MQL με ευκαιρία μέσα σε ${windowDays} ημέρες ÷ MQL`,
      claim: (value) => `το ${value} των MQL γίνονται ευκαιρίες`,
      few: (n, of) => `${n} από τα ${of} MQL σε εξέλιξη έγιναν ευκαιρίες`,
      cases: (n, of) => `${some(n, "ευκαιρία", "ευκαιρίες")}, ${count(of ?? 0)} MQL σε εξέλιξη`,
      cohortCases: (n, of) => `${count(n ?? 0)} από ${count(of ?? 0)} MQL`,
      titles: {
        worse: (value) => `Ο λόγος μετατροπής MQL → ευκαιρία έπεσε: ${value}`,
        better: (value) => `Ο λόγος μετατροπής MQL → ευκαιρία ανέβηκε: ${value}`,
        steady: (value) => `Ο λόγος μετατροπής MQL → ευκαιρία μένει σταθερός: ${value}`,
        unstable: (value) => `Ο λόγος μετατροπής MQL → ευκαιρία είναι ασταθής: ${value}`,
        unjudged: (value) => `Ο λόγος μετατροπής MQL → ευκαιρία: ${value}`,
      },
      words: { worse: "Πέφτει", better: "Καλύτερα" },
    },
    "opportunity-to-customer": {
      name: "Ευκαιρία → πελάτης",
      subtitle: ({ windowDays, weeks }) =>
        `Ευκαιρίες που κερδήθηκαν μέσα σε ${windowDays} ημέρες, με τον ρυθμό ${weeks} εβδομάδων (κουκκίδες: μίας)`,
      formula: ({ windowDays }) => `ευκαιρίες που κερδήθηκαν μέσα σε ${windowDays} ημέρες ÷ ευκαιρίες`,
      claim: (value) => `το ${value} των ευκαιριών γίνονται πελάτες`,
      few: (n, of) => `${n} από τις ${of} ευκαιρίες σε εξέλιξη έγιναν πελάτες`,
      cases: (n, of) =>
        `${some(n, "κερδισμένη", "κερδισμένες")}, ${some(of, "ευκαιρία", "ευκαιρίες")} σε εξέλιξη`,
      cohortCases: (n, of) => `${count(n ?? 0)} από ${some(of, "ευκαιρία", "ευκαιρίες")}`,
      titles: {
        worse: (value) => `Ο λόγος μετατροπής ευκαιρία → πελάτης έπεσε: ${value}`,
        better: (value) => `Ο λόγος μετατροπής ευκαιρία → πελάτης ανέβηκε: ${value}`,
        steady: (value) => `Ο λόγος μετατροπής ευκαιρία → πελάτης μένει σταθερός: ${value}`,
        unstable: (value) => `Ο λόγος μετατροπής ευκαιρία → πελάτης είναι ασταθής: ${value}`,
        unjudged: (value) => `Ο λόγος μετατροπής ευκαιρία → πελάτης: ${value}`,
      },
      words: { worse: "Πέφτει", better: "Καλύτερα" },
    },
    "revenue-mix": {
      name: "Μείγμα εσόδων",
      subtitle: ({ weeks }) => `Μερίδιο εσόδων και leads ανά κανάλι απόκτησης, ${weeks} εβδομάδες`,
      formula: () =>
        "1 ÷ το άθροισμα των τετραγώνων των μεριδίων εσόδων: με πόσα ισοδύναμα κανάλια απόκτησης μοιάζει",
      claim: (value) => `τα έσοδα μοιράστηκαν σαν σε ${value} κανάλια απόκτησης`,
      few: (n, of) => `${n} από ${of}`,
      cases: (_, of) => some(of, "κερδισμένη", "κερδισμένες"),
      cohortCases: (_, of) => some(of, "κερδισμένη", "κερδισμένες"),
      titles: {
        worse: (value) => `Το μείγμα εσόδων στένεψε: ${value} κανάλια απόκτησης`,
        better: (value) => `Το μείγμα εσόδων άνοιξε: ${value} κανάλια απόκτησης`,
        steady: (value) => `Το μείγμα εσόδων μένει σταθερό: ${value} κανάλια απόκτησης`,
        unstable: (value) => `Το μείγμα εσόδων είναι ασταθές: ${value} κανάλια απόκτησης`,
        unjudged: (value) => `Το μείγμα εσόδων: ${value} κανάλια απόκτησης`,
      },
      words: { worse: "Πιο στενό", better: "Πιο ευρύ" },
    },
    "content-used": {
      name: "Περιεχόμενο σε χρήση",
      subtitle: ({ weeks }) =>
        `Περιεχόμενο που οι πωλήσεις χρησιμοποίησαν τουλάχιστον μία φορά σε ${weeks} εβδομάδες`,
      formula: () =>
        "περιεχόμενο που οι πωλήσεις χρησιμοποίησαν τουλάχιστον μία φορά στην περίοδο ÷ ενεργό περιεχόμενο της περιόδου",
      claim: (value) => `οι πωλήσεις χρησιμοποίησαν το ${value} του περιεχομένου`,
      few: (n, of) => `οι πωλήσεις χρησιμοποίησαν ${n} από ${of} κομμάτια`,
      cases: (n, of) => `${count(n ?? 0)} από ${some(of, "κομμάτι", "κομμάτια")}`,
      cohortCases: (n, of) => `${count(n ?? 0)} από ${some(of, "κομμάτι", "κομμάτια")}`,
      titles: {
        worse: (value) => `Οι πωλήσεις χρησιμοποιούν λιγότερο περιεχόμενο: ${value}`,
        better: (value) => `Οι πωλήσεις χρησιμοποιούν περισσότερο περιεχόμενο: ${value}`,
        steady: (value) => `Οι πωλήσεις χρησιμοποιούν όσο περιεχόμενο και πριν: ${value}`,
        unstable: (value) => `Η χρήση του περιεχομένου είναι ασταθής: ${value}`,
        unjudged: (value) => `Περιεχόμενο που χρησιμοποιούν οι πωλήσεις: ${value}`,
      },
      words: { worse: "Πέφτει", better: "Καλύτερα" },
    },
    "revenue-per-account": {
      name: "Έσοδα ανά πελάτη",
      subtitle: ({ weeks }) => `Έσοδα ÷ πελάτες που τα έφεραν, ανά ${weeks} εβδομάδες`,
      formula: () => "έσοδα της περιόδου ÷ διακριτοί πελάτες που τα έφεραν",
      claim: (value) => `κάθε πελάτης έφερε ${value}`,
      few: (n, of) => `${n} από ${of}`,
      cases: (_, of) => some(of, "πελάτης", "πελάτες"),
      cohortCases: (_, of) => some(of, "πελάτης", "πελάτες"),
      titles: {
        worse: (value) => `Τα έσοδα ανά πελάτη μειώθηκαν: ${value}`,
        better: (value) => `Τα έσοδα ανά πελάτη αυξήθηκαν: ${value}`,
        steady: (value) => `Τα έσοδα ανά πελάτη μένουν σταθερά: ${value}`,
        unstable: (value) => `Τα έσοδα ανά πελάτη είναι ασταθή: ${value}`,
        unjudged: (value) => `Τα έσοδα ανά πελάτη: ${value}`,
      },
      words: { worse: "Μικρότερα", better: "Μεγαλύτερα" },
    },
  };
}
