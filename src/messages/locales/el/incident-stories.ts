import type { Reason } from "../../../warnings/reason.ts";
import type { Evidence } from "../../../warnings/warning.ts";
import type { Story, StoryWords } from "../incident-texts.ts";

const steps = {
  "lead-to-mql": "lead → MQL",
  "mql-to-opportunity": "MQL → ευκαιρία",
  "opportunity-to-customer": "ευκαιρία → πελάτης",
} as const;

/** Tells in Greek what a rule found. */
export function greekStory(reason: Reason, evidence: Evidence, w: StoryWords): Story {
  const since = w.day(evidence.since);
  const cases = w.count(evidence.cases);
  switch (reason.key) {
    case "conversion-fell": {
      const missing = w.count(Math.max(1, Math.round(reason.expected - reason.observed)));
      const channel = reason.carrier ? w.name(reason.carrier.acquisitionChannel) : null;
      const carried =
        channel && reason.carrier
          ? ` Στο κανάλι ${channel} αντιστοιχεί το ${w.wholePercent(Math.min(1, reason.carrier.share))} της πτώσης.`
          : "";
      const rates = `${w.percent(reason.to)} αντί για ${w.percent(reason.from)}`;
      if (reason.step === "mql-to-opportunity") {
        return {
          title: `Το MQL → ευκαιρία έπεσε στο ${w.percent(reason.to)} (συνήθως ${w.percent(reason.from)})`,
          fact: `Από ${since}, *${w.count(reason.observed)}* MQL έγιναν ευκαιρίες, ενώ από τα ίδια MQL στην ίδια ηλικία αναμένονταν *${w.count(reason.expected)}*: ${rates}.${carried}`,
          cases: `${cases} MQL σε εξέλιξη`,
          counted: "MQL που έγιναν ευκαιρίες, ανά τέσσερις εβδομάδες",
          meaning: {
            marketing: `Λιγότερα από τα leads που παραδίδετε γίνονται ευκαιρίες. Μπορεί να φταίνε τα leads, μπορεί και η συνέχεια που έχουν, οπότε δεν είναι ακόμη λόγος να αλλάξει το budget ή το scoring. Δείτε πρώτα μαζί με τις πωλήσεις ${channel ? `τα MQL από ${channel}` : "μερικά πρόσφατα MQL"}.`,
            sales: `${missing === "1" ? "Λείπει περίπου μία ευκαιρία" : `Λείπουν περίπου ${missing} ευκαιρίες`} από το pipeline. Όσα έσοδα θα έφερναν θα λείψουν σε έναν κύκλο πωλήσεων από τώρα. Το πιο γρήγορο που ελέγχεται είναι η πρώτη επαφή.`,
          },
          questions: {
            marketing: [
              `Τι άλλαξε ${channel ? `στο κανάλι ${channel}` : "στα leads"} γύρω στις ${since}: κοινό, προσφορά, φόρμα ή το όριο που κάνει ένα lead MQL;`,
            ],
            sales: [
              `Πόσα από ${channel ? `τα MQL του καναλιού ${channel}` : "τα MQL"} από ${since} είχαν πρώτη επαφή, και γιατί απορρίφθηκαν τα υπόλοιπα;`,
            ],
          },
        };
      }
      return {
        title: `Το ευκαιρία → πελάτης έπεσε στο ${w.percent(reason.to)} (συνήθως ${w.percent(reason.from)})`,
        fact: `Από ${since}, κερδήθηκαν *${w.count(reason.observed)}* ευκαιρίες, ενώ αναμένονταν *${w.count(reason.expected)}*: ${rates}.${carried}`,
        cases: `${cases} ευκαιρίες που έκλεισαν`,
        counted: "ευκαιρίες που κερδήθηκαν, ανά τέσσερις εβδομάδες",
        meaning: {
          marketing: `Όσα αναλαμβάνουν οι πωλήσεις κερδίζονται σπανιότερα. Αν το εξηγεί ${channel ? `το κανάλι ${channel}` : "ένα κανάλι απόκτησης"}, δείτε τι είχε υποσχεθεί η καμπάνια σε αυτούς τους αγοραστές και αν μπορούν να αγοράσουν.`,
          sales: `${missing === "1" ? "Λείπει περίπου μία κερδισμένη ευκαιρία" : `Λείπουν περίπου ${missing} κερδισμένες ευκαιρίες`}. Πριν από την επόμενη πρόβλεψη, διαβάστε μαζί τους λόγους απώλειας.`,
        },
        questions: {
          marketing: [
            `Ποια υπόσχεση, τιμή ή κοινό άλλαξε ${channel ? `στο κανάλι ${channel}` : "στις καμπάνιες"} για όσα έκλεισαν από ${since};`,
          ],
          sales: [`Τι κοινό έχουν οι ευκαιρίες που χάθηκαν από ${since}: ανταγωνιστή, τιμή, καμία απόφαση;`],
        },
      };
    }
    case "gate-raised":
      return {
        title: "Περνά μικρότερο ποσοστό, αλλά κερδίζεται πιο συχνά",
        fact: `Από ${since}, το MQL → ευκαιρία είναι στο ${w.wholePercent(reason.first)} του συνηθισμένου και το ευκαιρία → πελάτης στο ${w.wholePercent(reason.second)}. Ο πήχης για μια ευκαιρία φαίνεται ότι ανέβηκε.`,
        cases: `${cases} περιπτώσεις`,
        counted: "MQL που έγιναν ευκαιρίες, ανά τέσσερις εβδομάδες",
        meaning: {
          marketing:
            "Περισσότερα MQL μένουν κάτω από τον πήχη. Κρίνετε με το γινόμενο των δύο μισών: το αποτέλεσμα μπορεί να είναι το ίδιο.",
          sales:
            "Ανοίγετε ευκαιρίες από μικρότερο ποσοστό των MQL και κερδίζετε περισσότερες από αυτές. Κάτω από τον νέο πήχη μπορεί να περιμένουν καλά leads.",
        },
        questions: {
          marketing: ["Ποια MQL που απορρίφθηκαν περιμένατε να προχωρήσουν;"],
          sales: ["Τι πρέπει να έχει τώρα ένα MQL που πριν δεν χρειαζόταν;"],
        },
      };
    case "pushed-through":
      return {
        title: "Περνά μεγαλύτερο ποσοστό, αλλά κερδίζεται πιο σπάνια",
        fact: `Από ${since}, το MQL → ευκαιρία είναι στο ${w.wholePercent(reason.first)} του συνηθισμένου και το ευκαιρία → πελάτης στο ${w.wholePercent(reason.second)}. Περνούν περισσότερα απ’ όσα μπορούν να κερδηθούν.`,
        cases: `${cases} περιπτώσεις`,
        counted: "ευκαιρίες που κερδήθηκαν, ανά τέσσερις εβδομάδες",
        meaning: {
          marketing:
            "Η παράδοση φαίνεται καλύτερη απ’ ό,τι είναι: ό,τι προστίθεται στην αρχή χάνεται στο τέλος. Ίσως οι στόχοι όγκου σπρώχνουν leads.",
          sales:
            "Μεγαλύτερο ποσοστό των MQL παίρνει τον χρόνο σας και κερδίζεται λιγότερο. Αξιολογήστε νωρίτερα, μαζί.",
        },
        questions: {
          marketing: ["Ποια leads δεν θα λέγατε πια MQL;"],
          sales: ["Ποιες από τις νέες ευκαιρίες δεν έπρεπε να ανοίξουν, και από τι φαινόταν;"],
        },
      };
    case "half-fails-target": {
      const failing = steps[reason.failing];
      const other =
        reason.failing === "mql-to-opportunity"
          ? steps["opportunity-to-customer"]
          : steps["mql-to-opportunity"];
      return {
        title: `Το ${failing} δεν φτάνει τον στόχο: ${w.percent(reason.value)} (στόχος ${w.percent(reason.target)})`,
        fact: `Το ${failing} είναι στο ${w.percent(reason.value)} με στόχο ${w.percent(reason.target)}. Το άλλο μισό, ${other}, πιάνει τον δικό του: ${w.percent(reason.other)}, στόχος ${w.percent(reason.otherTarget)}.`,
        cases: `${cases} περιπτώσεις`,
        counted: failing,
        meaning: {
          marketing:
            reason.failing === "mql-to-opportunity"
              ? "Όσα αναλαμβάνουν οι πωλήσεις κερδίζονται όπως συμφωνήθηκε· αναλαμβάνονται όμως λίγα. Συμφωνήστε τι κάνει ένα MQL να αξίζει τηλεφώνημα."
              : "Το δικό σας μισό κρατά. Βοηθήστε σε ό,τι λείπει στο τέλος: αναφορές πελατών, συγκρίσεις, απαντήσεις για την τιμή.",
          sales:
            reason.failing === "mql-to-opportunity"
              ? "Το κλείσιμο κρατά· η παράδοση όχι. Πείτε ποια MQL αφήνετε και γιατί."
              : "Αναλαμβάνετε όσα συμφωνήθηκαν και κερδίζετε λιγότερα απ’ όσα συμφωνήθηκαν.",
        },
        questions: {
          marketing: [`Ο στόχος για το ${failing} είχε τεθεί για το σημερινό μείγμα των καναλιών απόκτησης;`],
          sales: [`Τι θα έπρεπε να αλλάξει για να φτάσει το ${failing} στο ${w.percent(reason.target)};`],
        },
      };
    }
    case "swings": {
      const step = reason.step === null ? null : steps[reason.step];
      const inStep = reason.inStep && step !== null;
      return {
        title: `Η ${inStep ? `μετατροπή ${step}` : "συνολική μετατροπή"} κυμαίνεται κατά ${w.wholePercent(reason.tau)} από εβδομάδα σε εβδομάδα`,
        fact: inStep
          ? `Η μετατροπή *${step}* διαφέρει κατά περίπου ${w.wholePercent(reason.tau)} από τη μία εβδομάδα στην άλλη, πέρα από όσο εξηγεί το πλήθος των περιπτώσεων. Θα την ακολουθήσει και η συνολική μετατροπή· τα leads της είναι ακόμη πολύ πρόσφατα ή πολύ λίγα για να φανεί.`
          : `Το ποσοστό των leads που γίνονται πελάτες διαφέρει κατά περίπου ${w.wholePercent(reason.tau)} από τη μία εβδομάδα στην άλλη, πέρα από όσο εξηγεί το πλήθος τους.${step === null || reason.stepTau === null ? "" : ` Ανοίγει στο βήμα *${step}* (${w.wholePercent(reason.stepTau)}).`}`,
        cases: `${cases} ${inStep ? "περιπτώσεις" : "leads"}`,
        counted: inStep ? `μετατροπή ${step}` : "leads που γίνονται πελάτες",
        meaning: {
          marketing:
            "Μια καλή εβδομάδα δεν αποδεικνύει πολλά, ούτε μια κακή. Ώσπου να ηρεμήσει, συγκρίνετε τρίμηνα.",
          sales: "Οι προβλέψεις από τις τελευταίες εβδομάδες είναι λιγότερο σίγουρες απ’ όσο φαίνονται.",
        },
        questions: {
          marketing: ["Ποιες καμπάνιες φέρνουν leads κατά κύματα ή αλλιώτικα leads;"],
          sales: [
            `Σε τι διαφέρουν οι καλές από τις κακές εβδομάδες${step ? ` στο βήμα ${step}` : ""}: άνθρωποι, διαθεσιμότητα, κανόνες;`,
          ],
        },
      };
    }
    case "takes-longer": {
      const stage = reason.stage === null ? null : w.name(reason.stage);
      const plain =
        reason.stage === null ? "Ο κύκλος πωλήσεων αργεί" : `Το στάδιο ${w.plain(reason.stage)} αργεί`;
      const times =
        reason.from === null || reason.to === null
          ? ""
          : ` (${w.days(reason.to)}, συνήθως ${w.days(reason.from)})`;
      const what = stage ? `μένουν στο στάδιο ${stage}` : "μένουν ανοιχτές";
      const half =
        reason.from === null || reason.to === null
          ? `πολύ λιγότερες ευκαιρίες ${stage ? `βγαίνουν από το στάδιο ${stage}` : "κλείνουν"} από όσες αναμένονταν με την ηλικία τους.`
          : `οι μισές ευκαιρίες ${what} *${w.days(reason.to)}* ή περισσότερο· συνήθως *${w.days(reason.from)}*.`;
      const overdue =
        reason.overstaying > 0
          ? ` *${w.count(reason.overstaying)}* ${reason.overstaying === 1 ? "ανοιχτή περιμένει" : "ανοιχτές περιμένουν"} εκεί περισσότερο απ’ όσο έμεναν ως τώρα οι οκτώ στις δέκα.`
          : "";
      const late = w.count(Math.max(1, reason.overstaying));
      return {
        title: `${plain} περισσότερο${times}`,
        fact: `Από ${since}, ${half}${overdue}`,
        cases: `${cases} ευκαιρίες`,
        counted: stage
          ? `ημέρες ώσπου να βγουν οι μισές ευκαιρίες από το ${w.plain(reason.stage ?? "")}, με τον ρυθμό τεσσάρων εβδομάδων`
          : "ημέρες ώσπου να κλείσουν οι μισές ευκαιρίες, με τον ρυθμό τεσσάρων εβδομάδων",
        meaning: {
          marketing: `Συμφωνίες που βοηθήσατε να ανοίξουν περιμένουν περισσότερο${stage ? ` στο στάδιο ${stage}` : ""}. Ίσως λείπει ή πάλιωσε αυτό που ζητούν οι αγοραστές σε αυτό το σημείο.`,
          sales: `Τα έσοδα μετακινούνται σε επόμενες εβδομάδες· δεν χάθηκαν. ${reason.overstaying > 0 ? (late === "1" ? "Αυτή που περιμένει περισσότερο αξίζει ένα τηλεφώνημα αυτή την εβδομάδα." : `Οι ${late} που περιμένουν περισσότερο αξίζουν ένα τηλεφώνημα αυτή την εβδομάδα.`) : "Μετακινήστε τις ημερομηνίες κλεισίματος πριν το κάνει η πρόβλεψη."}`,
        },
        questions: {
          marketing: [
            `Ποιο περιεχόμενο απαντά σε όσα ζητούν οι αγοραστές ${stage ? `στο στάδιο ${stage}` : "προς το τέλος"}, και το χρησιμοποίησαν οι πωλήσεις;`,
          ],
          sales: [
            `Τι περιμένουν οι συμφωνίες που αργούν περισσότερο${stage ? ` στο στάδιο ${stage}` : ""}: έγκριση, νομικό τμήμα, όποιον αποφασίζει;`,
          ],
        },
      };
    }
    case "few-leads-come": {
      const channel = w.name(reason.acquisitionChannel);
      return {
        title: `Το κανάλι ${w.plain(reason.acquisitionChannel)} φέρνει λιγότερα leads: ${w.decimal(reason.perWeek)} MQL την εβδομάδα (συνήθως ${w.decimal(reason.perWeekBefore)})`,
        fact: `Το κανάλι ${channel} φέρνει *${w.decimal(reason.perWeek)}* MQL την εβδομάδα, ενώ συνήθως *${w.decimal(reason.perWeekBefore)}*· τα άλλα κράτησαν. Όσα έρχονται μετατρέπονται ${reason.conversionFactor >= 0.95 ? "όσο καλά και πριν" : `στο ${w.wholePercent(reason.conversionFactor)} του συνηθισμένου`}: το θέμα είναι πόσα έρχονται, όχι πόσο καλά είναι.`,
        cases: `${cases} MQL`,
        counted: "MQL, ανά τρίμηνο",
        meaning: {
          marketing: `Το κανάλι ${channel} προσελκύει λιγότερο, και ό,τι φέρνει είναι καλό όσο πάντα: αξίζει να διορθωθεί πριν αντικατασταθεί.`,
          sales: "Βλέπετε λιγότερα από τα leads που κλείνετε καλά. Δεν αφορά τη συνέχεια που τους δίνετε.",
        },
        questions: {
          marketing: [`Τι άλλαξε για το κανάλι ${channel}: budget, συνεργάτες, ημερομηνίες, κατάταξη;`],
          sales: [`Τι λένε οι πελάτες από ${channel} ότι τους έφερε;`],
        },
      };
    }
    case "not-taken-up":
    case "not-taken-up-or-poor": {
      const channel = w.name(reason.acquisitionChannel);
      const plain = w.plain(reason.acquisitionChannel);
      const missing = w.count(Math.max(1, Math.round(evidence.cases * (reason.from - reason.to))));
      if (reason.key === "not-taken-up") {
        return {
          title: `Τα MQL από ${plain} περιμένουν τις πωλήσεις: ανέλαβαν το ${w.wholePercent(reason.to)} (συνήθως ${w.wholePercent(reason.from)})`,
          fact: `Από ${since}, οι πωλήσεις αναλαμβάνουν εγκαίρως το *${w.wholePercent(reason.to)}* των MQL από ${channel}· συνήθως το *${w.wholePercent(reason.from)}*. Όσα ανέλαβαν μετατρέπονται ${reason.conversionFactor >= 0.95 ? "όσο καλά και πριν" : `στο ${w.wholePercent(reason.conversionFactor)} του συνηθισμένου`}: δεν άλλαξαν τα leads.`,
          cases: `${cases} MQL`,
          counted: `ποσοστό των MQL από ${plain} που αναλαμβάνουν εγκαίρως οι πωλήσεις, με τον ρυθμό τριμήνου`,
          meaning: {
            marketing: `Τα leads από ${channel} είναι όσο καλά ήταν· περιμένουν. Το να κοπεί το κανάλι απόκτησης θα ήταν λάθος απάντηση.`,
            sales: `Περίπου ${missing} MQL από ${channel} δεν είχαν εγκαίρως πρώτη επαφή. Όσα δουλεύονται μετατρέπονται όπως πάντα: είναι pipeline που έχει ήδη πληρωθεί.`,
          },
          questions: {
            marketing: [`Βλέπουν αμέσως οι πωλήσεις τι ζήτησε ένα lead από ${channel} και ποιος το έστειλε;`],
            sales: [`Ποιος αναλαμβάνει τώρα τα MQL από ${channel}, και πίσω από τι περιμένουν;`],
          },
        };
      }
      return {
        title: `Λιγότερα MQL από ${plain} γίνονται ευκαιρίες: ${w.percent(reason.to)} (συνήθως ${w.percent(reason.from)})`,
        fact: `Από ${since}, το *${w.percent(reason.to)}* των MQL από ${channel} γίνονται ευκαιρίες· συνήθως το *${w.percent(reason.from)}*. Οι επαφές των πωλήσεων δεν καταγράφονται, οπότε leads που περιμένουν και leads που χειροτέρεψαν μοιάζουν ίδια.`,
        cases: `${cases} MQL`,
        counted: `ποσοστό των MQL από ${plain} που γίνονται ευκαιρίες, με τον ρυθμό τριμήνου`,
        meaning: {
          marketing: `Ή το κανάλι ${channel} φέρνει άλλα leads από πριν, ή δεν δουλεύονται. Αν κοιτάξετε μαζί δέκα από αυτά, θα φανεί.`,
          sales: `Λείπουν περίπου ${missing} ευκαιρίες από ${channel}. Αν καταγράφονταν οι επαφές, θα φαινόταν αν είναι η συνέχεια που έχουν.`,
        },
        questions: {
          marketing: [`Άλλαξε το κοινό ή η προσφορά στο κανάλι ${channel};`],
          sales: [`Από τα τελευταία δέκα MQL από ${channel}, πόσα πήραν τηλεφώνημα μέσα σε μία εβδομάδα;`],
        },
      };
    }
    case "revenue-concentrated":
      return {
        title: `Τα έσοδα στηρίζονται σε λιγότερα κανάλια απόκτησης: σαν να ήταν ${w.decimal(reason.to)} (συνήθως ${w.decimal(reason.from)})`,
        fact: `Το κανάλι ${w.name(reason.acquisitionChannel)} έφερε το *${w.wholePercent(reason.share)}* των εσόδων, πριν το *${w.wholePercent(reason.shareBefore)}*. Τα έσοδα μοιράζονται σαν να υπήρχαν ${w.decimal(reason.to)} ισότιμα κανάλια απόκτησης· συνήθως ${w.decimal(reason.from)}.`,
        cases: `${cases} κερδισμένες ευκαιρίες`,
        counted: "κανάλια απόκτησης στα οποία στηρίζονται τα έσοδα",
        meaning: {
          marketing: `Αν αδυνατίσει το κανάλι ${w.name(reason.acquisitionChannel)}, χάνεται το τρίμηνο. Ένα δεύτερο χρειάζεται να χτιστεί νωρίτερα.`,
          sales: "Τα leads από τα άλλα κανάλια απόκτησης κλείνουν λιγότερο ή παίρνουν λιγότερο χρόνο.",
        },
        questions: {
          marketing: ["Ποιο κανάλι απόκτησης θα μπορούσε να φέρει περισσότερα, και τι θα χρειαζόταν;"],
          sales: ["Ποιου καναλιού απόκτησης τα leads παίρνουν λίγο από τον χρόνο σας;"],
        },
      };
    case "content-fell":
    case "content-below-target":
    case "content-in-deals-fell": {
      const isTarget = reason.key === "content-below-target";
      const inDeals = reason.key === "content-in-deals-fell";
      return {
        title: inDeals
          ? `Περιεχόμενο χρησιμοποιείται σε λιγότερες ευκαιρίες: ${w.percent(reason.to)} (συνήθως ${w.percent(reason.from)})`
          : `Οι πωλήσεις χρησιμοποιούν λιγότερο περιεχόμενο: ${w.percent(reason.to)} (${isTarget ? "στόχος" : "συνήθως"} ${w.percent(reason.from)})`,
        fact: inDeals
          ? `Από ${since}, περιεχόμενο χρησιμοποιήθηκε στο *${w.percent(reason.to)}* των ευκαιριών που έκλεισαν· συνήθως στο *${w.percent(reason.from)}*.`
          : `Οι πωλήσεις χρησιμοποίησαν το *${w.percent(reason.to)}* του περιεχομένου σε τέσσερις εβδομάδες· ${isTarget ? `ο στόχος είναι *${w.percent(reason.from)}*` : `συνήθως *${w.percent(reason.from)}*`}.`,
        cases: inDeals ? `${cases} ευκαιρίες που έκλεισαν` : `${cases} κομμάτια περιεχομένου`,
        counted: inDeals
          ? "ευκαιρίες που έκλεισαν και είδαν περιεχόμενο, ανά τέσσερις εβδομάδες"
          : "ποσοστό του περιεχομένου που χρησιμοποίησαν οι πωλήσεις, σε τέσσερις εβδομάδες",
        meaning: {
          marketing: "Μέρος όσων φτιάχνετε δεν φτάνει σε αγοραστή. Ρωτήστε πριν φτιάξετε κι άλλα τέτοια.",
          sales: "Ή δεν βρίσκεται τη στιγμή που χρειάζεται, ή δεν απαντά σε όσα ρωτούν οι αγοραστές.",
        },
        questions: {
          marketing: ["Ποιο περιεχόμενο θα αποσύρατε, και ποιο θα δείχνατε ξανά στις πωλήσεις;"],
          sales: ["Τι ψάξατε τον τελευταίο μήνα και δεν βρήκατε;"],
        },
      };
    }
    case "contracts-smaller":
      return {
        title: `Οι πρώτες συμφωνίες μίκρυναν: ${w.money(reason.to)} (συνήθως ${w.money(reason.from)})`,
        fact: `Από ${since}, μια τυπική πρώτη συμφωνία είναι *${w.money(reason.to)}*· συνήθως *${w.money(reason.from)}*. Μία μεγάλη συμφωνία περισσότερη ή λιγότερη δεν αλλάζει αυτό το μέγεθος.`,
        cases: `${w.count(reason.deals)} πρώτες συμφωνίες`,
        counted: "μια τυπική πρώτη συμφωνία, ανά τρίμηνο",
        meaning: {
          marketing: "Ίσως οι καμπάνιες φτάνουν σε μικρότερους πελάτες απ’ όσο υποθέτει το πλάνο.",
          sales:
            "Για τα ίδια έσοδα χρειάζονται περισσότερες πωλήσεις. Δείτε τις εκπτώσεις και πού οι συμφωνίες ξεκινούν μικρές.",
        },
        questions: {
          marketing: ["Φτάνουν ακόμη οι καμπάνιες σε εταιρείες του μεγέθους που θέλετε;"],
          sales: ["Ποιες από αυτές είχαν έκπτωση, και ποιες προορίζονταν να μεγαλώσουν;"],
        },
      };
    case "source-silent":
      return {
        title: `Η πηγή ${w.plain(reason.source)} δεν δίνει δεδομένα, ή δίνει πολύ λίγα`,
        fact: `Η πηγή ${w.name(reason.source)} έδωσε δεδομένα όπως συνήθως τελευταία φορά στις ${w.day(reason.lastReceived)}, πριν από *${w.days(reason.days)}*: περισσότερο από κάθε προηγούμενη παύση. Όσες προειδοποιήσεις βασίζονται σε αυτήν περιμένουν· τίποτα δεν ανοίγει και τίποτα δεν κλείνει επειδή λείπουν δεδομένα.`,
        cases: `${w.days(reason.days)} χωρίς τα συνηθισμένα δεδομένα`,
        counted: "στοιχεία που έφτασαν, ανά εβδομάδα",
        meaning: {
          marketing: `Τα μεγέθη μετά τις ${w.day(reason.lastReceived)} είναι ελλιπή. Μην τα διαβάσετε ως πτώση.`,
          sales: `Ό,τι καταχωρίσατε μετά τις ${w.day(reason.lastReceived)} δεν μετριέται ακόμη. Δεν χάθηκε: θα μετρηθεί μόλις έρθουν τα δεδομένα.`,
        },
        questions: {
          marketing: ["Άλλαξε εκείνη την ημέρα κάποια εξαγωγή, φόρμα ή δικαίωμα;"],
          sales: ["Ποιος φροντίζει αυτή την πηγή και μπορεί να την ξεκινήσει πάλι;"],
        },
      };
  }
}
