import type { Numbers } from "../../numbers.ts";
import type { QuestionFacts, Questions, Texts } from "../texts.ts";

type Part = Pick<Texts, "figures" | "standings" | "spans" | "digest" | "thread" | "charts">;

/** What a digest, its thread and its charts say in Greek. */
export function greekDigest({ count, list }: Numbers): Part {
  const sentence = (clause: string) => clause.charAt(0).toLocaleUpperCase("el") + clause.slice(1);
  const lastWeeks = (weeks: number) =>
    weeks === 1 ? "της τελευταίας εβδομάδας" : `των τελευταίων ${weeks} εβδομάδων`;
  return {
    figures: {
      tooEarly: "Είναι νωρίς ακόμη",
      noData: "Δεν αρκούν τα δεδομένα",
      of: (n, of) => `${n} από ${of}`,
      ofChannels: (effective, channels) => `${effective} από ${channels}`,
      points: (signed) => `${signed} μονάδες`,
      interval: (low, high) => `διάστημα 95%: ${low} έως ${high}`,
      targetBand: (low, high) => `στόχος ${low} έως ${high}`,
      targetAtLeast: (value) => `στόχος τουλάχιστον ${value}`,
      targetAtMost: (value) => `στόχος το πολύ ${value}`,
      onTarget: "επιτεύχθηκε",
      missed: (distance) => `απέχει ${distance}`,
      noTarget: "χωρίς στόχο",
      unknownName: "(χωρίς όνομα)",
      noCases: "καμία περίπτωση",
      inRange: "Εντός ορίων",
      withinRange: (kpi, value) => `${kpi}: ${value}, μέσα στα συνηθισμένα όρια`,
    },
    standings: {
      steady: "Σταθερό",
      unstable: "Ασταθές",
      unjudged: "Δεν κρίθηκε",
      "too-early": "Νωρίς ακόμη",
      "no-data": "Λίγα δεδομένα",
    },
    spans: {
      last: (weeks) => (weeks === 1 ? "η τελευταία εβδομάδα" : `οι τελευταίες ${weeks} εβδομάδες`),
      lastCaption: (weeks) => (weeks === 1 ? "Τελευταία εβδομάδα" : `Τελευταίες ${weeks} εβδομάδες`),
      before: (weeks) => (weeks === 1 ? "η προηγούμενη εβδομάδα" : `οι ${weeks} προηγούμενες εβδομάδες`),
      pace: (weeks) => `με τον ρυθμό ${lastWeeks(weeks)}`,
      within: (weeks) => (weeks === 1 ? "την τελευταία εβδομάδα" : `τις τελευταίες ${weeks} εβδομάδες`),
      changeAgainst: (weeks) => (weeks === 1 ? "έναντι της προηγούμενης" : "έναντι των προηγούμενων"),
      fromTo: (from, to) => `${from} έως ${to}`,
    },
    digest: {
      header: (week) => `Μάρκετινγκ και πωλήσεις, εβδομάδα ${week}`,
      opening: {
        "hand-over": "Το κενό βρίσκεται στην παράδοση των leads.",
        closing: "Το κενό βρίσκεται στο κλείσιμο.",
        "both-halves": "Υστερούν και τα δύο μισά.",
        "pushed-through": "Περνούν περισσότερα leads, αλλά χειρότερα.",
        "gate-raised": "Περνούν λιγότερα leads, αλλά καλύτερα.",
        "end-to-end": "Λιγότερα leads γίνονται πελάτες.",
        unstable: "Ο συνολικός λόγος μετατροπής έγινε ασταθής.",
        slower: "Οι συμφωνίες αργούν περισσότερο.",
        concentrated: "Τα έσοδα στηρίζονται σε λιγότερα κανάλια απόκτησης.",
        content: "Οι πωλήσεις χρησιμοποιούν λιγότερο περιεχόμενο.",
        smaller: "Τα συμβόλαια μίκρυναν.",
        better: "Τίποτα δεν υστερεί.",
        steady: "Όλα είναι σταθερά.",
        "partly-steady": "Όσα μπορούν να κριθούν είναι σταθερά.",
        unjudged: "Δεν μπορεί ακόμη να ειπωθεί πού υπάρχει κενό.",
        "too-little": "Τα δεδομένα δεν αρκούν για να φανεί κάποιο κενό.",
      },
      fell: (claim, over, before) => `${sentence(claim)} ${over}, λιγότερο από πριν (${before})`,
      rose: (claim, over, before) => `${sentence(claim)} ${over}, περισσότερο από πριν (${before})`,
      held: (claim, over, before) => `${sentence(claim)} ${over} (πριν: ${before})`,
      alone: (claim, over) => `${sentence(claim)} ${over}`,
      expected: ({ observed, expected, since }) =>
        `Από τις ${since} έγιναν ${count(observed)}, ενώ αναμένονταν ${count(expected)}.`,
      contributors: (names, share) =>
        names.length === 1
          ? `Στο κανάλι ${list(names)} αντιστοιχεί ${share === null ? "όλη η μεταβολή" : `το ${share} της μεταβολής`}.`
          : `Στα κανάλια ${list(names)} αντιστοιχεί ${share === null ? "όλη η μεταβολή" : `το ${share} της μεταβολής`}.`,
      coincides: (annotation, day) => `Συμπίπτει με: «${annotation}», ${day}.`,
      salesHolds: (value) => `Όσα αναλαμβάνουν οι πωλήσεις κερδίζονται τόσο συχνά όσο και πριν (${value}).`,
      marketingHolds: (value) => `Τα MQL γίνονται ευκαιρίες τόσο συχνά όσο και πριν (${value}).`,
      steadyOnes: (names) => `Στα συνηθισμένα όριά τους: ${list(names)}.`,
      alsoBetter: (names) => `Καλύτερα: ${list(names)}.`,
      alsoWorse: (names) => `Θέλουν επίσης προσοχή: ${list(names)}.`,
      unstableStep: (step) => `Το βήμα που κυμαίνεται περισσότερο είναι: ${step}.`,
      movedMost: (name, { now, before }) => `Τη μεγαλύτερη μεταβολή έχει: ${name}, από ${before} σε ${now}.`,
      notJudged: "Δεν έχει κριθεί αν αυτό είναι κάτι παραπάνω από τύχη.",
      pairLabel: "Τα δύο μισά μαζί",
      pairProduct: ({ now, before }) =>
        `Με αυτούς τους ρυθμούς, ${now} στα 100 MQL γίνονται πελάτες${before === null ? "" : ` (πριν: ${before})`}.`,
      pairVerdict: {
        "both-hold": "Και τα δύο μισά κρατούν.",
        "first-fails": "Υστερεί το πρώτο μισό, MQL → ευκαιρία· το δεύτερο, ευκαιρία → πελάτης, κρατά.",
        "second-fails": "Υστερεί το δεύτερο μισό, ευκαιρία → πελάτης· το πρώτο, MQL → ευκαιρία, κρατά.",
        "both-fail": "Υστερούν και τα δύο μισά.",
        "pushed-through": "Το πρώτο μισό ανέβηκε και το δεύτερο έπεσε: τα MQL περνούν πολύ εύκολα.",
        "gate-raised": "Το πρώτο μισό έπεσε και το δεύτερο ανέβηκε: ο πήχης μπήκε ψηλότερα.",
        unjudged: "Κανένα από τα δύο μισά δεν έχει κριθεί ακόμη.",
        unknown: "Τα δεδομένα δεν αρκούν για να κριθούν και τα δύο μισά.",
      },
      forMarketing: "Για το μάρκετινγκ",
      forSales: "Για τις πωλήσεις",
      questions: greekQuestions(count),
      openKpi: (name) => name,
      explain: "Εξήγηση",
      allFigures: "Όλα τα μεγέθη",
      late: (due) => `Καθυστερημένη: αναμενόταν ${due}`,
      period: (period, zone) => `${period}, ${zone}`,
      read: (source, moment) => `${source}: ανάγνωση ${moment}`,
      readBehind: (source, moment) => `${source}: τελευταία ανάγνωση ${moment}, πριν τελειώσει η εβδομάδα`,
      moreSources: (more) => `${count(more)} ακόμη ${more === 1 ? "πηγή" : "πηγές"}`,
      noSources: "καμία πηγή δεν έχει δώσει δεδομένα",
      restated: ({ kpi, week, was, now }) => `${kpi}, εβδομάδα ${week}: είχε αναφερθεί ${was}, τώρα ${now}`,
      next: (moment) => `επόμενη σύνοψη ${moment}`,
      chartMissing: "Το γράφημα δεν σχεδιάστηκε. Όλα τα μεγέθη του βρίσκονται στο νήμα.",
    },
    thread: {
      figures: "Όλα τα μεγέθη",
      columnKpi: "Δείκτης",
      columnFigure: "Τώρα (μεταβολή)",
      columnStatus: "Κατάσταση",
      casesAndTargets: "Περιπτώσεις και στόχοι",
      inFlightNote:
        "Σε εξέλιξη: όσα μπορούσαν ακόμη να μετατραπούν αυτές τις εβδομάδες. Πολλά έχουν χρόνο μπροστά τους, γι’ αυτό ο ρυθμός είναι υψηλότερος από την απλή διαίρεση.",
    },
    charts: {
      scorecardTitle: ([first, ...more], judged) => {
        if (judged === 0) return "Επτά δείκτες";
        if (first === undefined) {
          return judged === 7
            ? "Κανένας από τους επτά δείκτες δεν υστερεί"
            : "Δεν φαίνεται δείκτης που να υστερεί";
        }
        return more.length === 0
          ? `Θέλει προσοχή: ${first}`
          : `${more.length + 1} από τους επτά δείκτες θέλουν προσοχή`;
      },
      empty: "Τα δεδομένα δεν αρκούν για γράφημα",
      immature: "μπορεί ακόμη να αλλάξει",
      lineAlt: ({ from, to, first, last }) => `Γραμμή από ${from} έως ${to}: από ${first} σε ${last}.`,
      dots: "κουκκίδες: μία εβδομάδα",
      median: "διάμεσος",
      p80: "το 80% έως",
      mean: "μέσος όρος",
      stages: "Διάμεσος ημερών σε κάθε στάδιο",
      stagesDetail: "σημάδι: το προηγούμενο διάστημα",
      ownTargets: "Κανάλια απόκτησης με δικό τους στόχο",
      ownTargetsDetail: "σημάδι: ο στόχος",
      others: (more) => `Άλλα (${count(more)})`,
      ofRevenue: "των εσόδων",
      ofLeads: "των leads",
      accounts: "Νέοι και υπάρχοντες πελάτες",
      accountsDetail: "σημάδι: το προηγούμενο διάστημα",
      newAccounts: "Νέοι πελάτες",
      existingAccounts: "Υπάρχοντες πελάτες",
      won: (wins) => `${count(wins)} ${wins === 1 ? "κερδισμένη" : "κερδισμένες"}`,
      accountCount: (accounts) => `${count(accounts)} ${accounts === 1 ? "πελάτης" : "πελάτες"}`,
      untilDay: (day) => `έως ${day}`,
      findings: {
        "not-attracting": "λίγα leads",
        neglected: "δεν αναλαμβάνονται",
        "neglected-or-poor-leads": "αναξιοποίητα ή αδύναμα",
      },
      carries: (title, name) => `${title}, κυρίως από το κανάλι ${name}`,
    },
  };
}

function greekQuestions(count: Numbers["count"]): Texts["digest"]["questions"] {
  const since = (annotation: QuestionFacts["annotation"]) =>
    annotation ? ` από τότε που καταγράφηκε «${annotation.text}» (${annotation.day})` : "";
  const handOver = ({ channel, annotation }: QuestionFacts): Questions => ({
    marketing: channel
      ? `Τι άλλαξε στο κανάλι *${channel.name}*${since(annotation)};`
      : `Τι άλλαξε στα leads που χαρακτηρίζονται MQL${since(annotation)};`,
    sales: channel
      ? `Από τα ${count(channel.inFlight)} MQL του καναλιού *${channel.name}* σε εξέλιξη, ${count(channel.converted)} έγιναν ευκαιρίες. Τι περιμένουν τα υπόλοιπα;`
      : "Ποια MQL περιμένουν ακόμη την πρώτη επαφή και ποιος τα αναλαμβάνει;",
  });
  const calm = ({ neverUsed, stage }: QuestionFacts): Questions => ({
    marketing: neverUsed
      ? `${count(neverUsed.count)} από τα ${count(neverUsed.of)} κομμάτια δεν τα έχουν χρησιμοποιήσει ποτέ οι πωλήσεις. Ποια θα αποσύρατε;`
      : "Ποιο κανάλι απόκτησης θα ενισχύατε όσο ο λόγος μετατροπής κρατά;",
    sales: stage
      ? `Οι συμφωνίες μένουν περισσότερο στο στάδιο *${stage.name}* (${stage.days}). Τι θα το συντόμευε;`
      : "Ποιο βήμα της πώλησης θα συντομεύατε πρώτο;",
  });
  return {
    "hand-over": handOver,
    closing: ({ channel, contentAtWins }) => ({
      marketing: contentAtWins
        ? `Περιεχόμενο χρησιμοποιήθηκε στο ${contentAtWins.won} των κερδισμένων και στο ${contentAtWins.lost} των χαμένων. Ποιο περιεχόμενο λείπει από τις ανοιχτές ευκαιρίες;`
        : "Τι ρωτούν οι αγοραστές προς το τέλος χωρίς να το απαντά κανένα περιεχόμενο;",
      sales: channel
        ? `Τι κοινό έχουν οι χαμένες ευκαιρίες του καναλιού *${channel.name}*;`
        : "Τι κοινό έχουν οι ευκαιρίες που χάθηκαν;",
    }),
    "both-halves": (facts) => ({
      marketing: handOver(facts).marketing,
      sales: "Ποιες ανοιχτές ευκαιρίες δεν θα αναλαμβάνατε ξανά, και γιατί;",
    }),
    "pushed-through": ({ channel }) => ({
      marketing: channel
        ? `Ποια leads του καναλιού *${channel.name}* δεν θα χαρακτηρίζατε πια MQL;`
        : "Ποια leads δεν θα χαρακτηρίζατε πια MQL;",
      sales: "Ποιες από τις νέες ευκαιρίες δεν έπρεπε να ανοίξουν;",
    }),
    "gate-raised": () => ({
      marketing: "Ποια leads κρατάτε πίσω, ενώ θα τα ήθελαν οι πωλήσεις;",
      sales: "Μπορείτε να αναλάβετε περισσότερα, τώρα που κερδίζετε μεγαλύτερο μερίδιο;",
    }),
    "end-to-end": ({ unstableStep }) => ({
      marketing: "Ποια leads δεν θα φέρνατε πια;",
      sales: unstableStep ? `Τι άλλαξε στο βήμα ${unstableStep};` : "Σε ποιο βήμα χάνονται;",
    }),
    unstable: ({ unstableStep }) => ({
      marketing: "Ποιες καμπάνιες φέρνουν leads κατά κύματα;",
      sales: unstableStep
        ? `Τι ξεχωρίζει τις καλές από τις κακές εβδομάδες στο βήμα ${unstableStep};`
        : "Τι ξεχωρίζει τις καλές από τις κακές εβδομάδες;",
    }),
    slower: ({ stage }) => ({
      marketing: stage
        ? `Τι θα βοηθούσε τον αγοραστή να περάσει το στάδιο *${stage.name}*;`
        : "Τι θα βοηθούσε τον αγοραστή να αποφασίσει νωρίτερα;",
      sales: stage
        ? `Το στάδιο *${stage.name}* διαρκεί ${stage.days}${stage.before === null ? "" : ` (πριν: ${stage.before})`}. Τι κρατά εκεί τις συμφωνίες;`
        : "Ποιο στάδιο κρατά τις συμφωνίες περισσότερο;",
    }),
    concentrated: ({ topChannel }) => ({
      marketing: topChannel
        ? `Το κανάλι *${topChannel.name}* φέρνει το ${topChannel.share} των εσόδων. Ποιο δεύτερο κανάλι θα χτίζατε;`
        : "Ποιο κανάλι απόκτησης θα χτίζατε;",
      sales: "Σε ποιου καναλιού τα leads δίνετε λιγότερο χρόνο απ’ όσο αξίζουν;",
    }),
    content: ({ neverUsed }) => ({
      marketing: neverUsed
        ? `${count(neverUsed.count)} από τα ${count(neverUsed.of)} κομμάτια δεν τα έχουν χρησιμοποιήσει ποτέ οι πωλήσεις. Ποια θα αποσύρατε ή θα ξαναγράφατε;`
        : "Ποιο περιεχόμενο θα αποσύρατε ή θα ξαναγράφατε;",
      sales: "Ποιο περιεχόμενο αναζητήσατε και δεν βρήκατε;",
    }),
    smaller: ({ accounts }) => ({
      marketing: "Φτάνουν ακόμη οι καμπάνιες σε πελάτες του μεγέθους που θέλετε;",
      sales: accounts
        ? `Οι νέοι πελάτες φέρνουν ${accounts.newOnes}, οι υπάρχοντες ${accounts.existing}. Πού συμπίπτει αυτό με εκπτώσεις ή μικρότερα ξεκινήματα;`
        : "Πού συμπίπτει αυτό με εκπτώσεις ή μικρότερα ξεκινήματα;",
    }),
    better: calm,
    steady: calm,
    "partly-steady": calm,
    unjudged: calm,
    "too-little": () => ({
      marketing: "Έχουν εισαχθεί όλα τα leads, με την ημέρα που έγιναν MQL;",
      sales: "Έχουν εισαχθεί όλες οι ευκαιρίες, με το αποτέλεσμα και την ημέρα που έκλεισαν;",
    }),
  };
}
