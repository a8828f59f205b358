import type { Reason } from "../../../warnings/reason.ts";
import type { Numbers } from "../../numbers.ts";
import type { NameWriter, ReasonTexts } from "../reason-texts.ts";

const steps = {
  "lead-to-mql": "lead → MQL",
  "mql-to-opportunity": "MQL → ευκαιρία",
  "opportunity-to-customer": "ευκαιρία → πελάτης",
} as const;

/** What is said of warnings in Greek. */
export function greekReasons(numbers: Numbers): ReasonTexts {
  return {
    rules: {
      "mql-to-opportunity-drop": "Η μετατροπή MQL → ευκαιρία έπεσε",
      "opportunity-to-customer-drop": "Η μετατροπή ευκαιρία → πελάτης έπεσε",
      "handoff-imbalance": "Η παράδοση στις πωλήσεις έχασε την ισορροπία της",
      "end-to-end-unstable": "Η μετατροπή από lead σε πελάτη είναι ασταθής",
      "cycle-time-longer": "Ο κύκλος πωλήσεων μεγάλωσε",
      "stage-stuck": "Ένα στάδιο έχει κολλήσει",
      "channel-not-attracting": "Ένα κανάλι απόκτησης φέρνει λίγα leads",
      "channel-neglected": "Οι πωλήσεις δεν αναλαμβάνουν ένα κανάλι απόκτησης",
      "revenue-concentrated": "Τα έσοδα έρχονται από λιγότερα κανάλια απόκτησης",
      "content-unused": "Οι πωλήσεις χρησιμοποιούν λιγότερο περιεχόμενο",
      "revenue-per-account-drop": "Τα συμβόλαια μίκρυναν",
      "data-stale": "Μια πηγή σταμάτησε να στέλνει δεδομένα",
    },
    sentence: (reason, name) => sentenceOf(reason, name, numbers),
  };
}

function sentenceOf(reason: Reason, name: NameWriter, numbers: Numbers): string {
  const { percent, wholePercent, relativeChange, count, some, decimal, days, day, money } = numbers;
  const change = (factor: number) => relativeChange(factor - 1);
  switch (reason.key) {
    case "conversion-fell": {
      const { observed, expected, from, to, since, carrier } = reason;
      const what =
        reason.step === "mql-to-opportunity"
          ? `από τις ${day(since)} έγιναν ευκαιρίες ${count(observed)} MQL, ενώ με βάση την ηλικία τους αναμένονταν ${count(expected)}`
          : `από τις ${day(since)} κερδήθηκαν ${some(observed, "ευκαιρία", "ευκαιρίες")}, ενώ από όσες έκλεισαν αναμένονταν ${count(expected)}`;
      const carried = carrier
        ? `· ${shareWords(carrier.share, wholePercent)} οφείλεται στο κανάλι ${name(carrier.acquisitionChannel)}`
        : "";
      return `Η μετατροπή ${steps[reason.step]} έπεσε από ${percent(from)} σε ${percent(to)}: ${what}${carried}.`;
    }
    case "gate-raised":
      return `Περνά μικρότερο ποσοστό των MQL, αλλά κερδίζεται πιο συχνά: MQL → ευκαιρία ${change(reason.first)} και ευκαιρία → πελάτης ${change(reason.second)} από τις ${day(reason.since)}.`;
    case "pushed-through":
      return `Περνά μεγαλύτερο ποσοστό των MQL, αλλά κερδίζεται πιο σπάνια: MQL → ευκαιρία ${change(reason.first)} και ευκαιρία → πελάτης ${change(reason.second)} από τις ${day(reason.since)}.`;
    case "half-fails-target": {
      const other =
        reason.failing === "mql-to-opportunity" ? "opportunity-to-customer" : "mql-to-opportunity";
      return `Η μετατροπή ${steps[reason.failing]} είναι ${percent(reason.value)} με στόχο ${percent(reason.target)}, ενώ η μετατροπή ${steps[other]} πιάνει τον δικό της (${percent(reason.other)} με στόχο ${percent(reason.otherTarget)}).`;
    }
    case "swings": {
      if (reason.inStep && reason.step !== null) {
        return `Η μετατροπή ${steps[reason.step]} κυμαίνεται κατά ${wholePercent(reason.tau)} του μέσου της πέρα από την τύχη, σε ${some(reason.bins, "ομάδα leads", "ομάδες leads")}: θα ακολουθήσει και η συνολική, που τα leads της είναι ακόμη πολύ πρόσφατα ή πολύ λίγα για να φανεί.`;
      }
      const step =
        reason.step === null || reason.stepTau === null
          ? ""
          : `· περισσότερο κυμαίνεται το βήμα ${steps[reason.step]} (${wholePercent(reason.stepTau)})`;
      return `Το ποσοστό των leads που γίνονται πελάτες κυμαίνεται κατά ${wholePercent(reason.tau)} του μέσου του πέρα από την τύχη, σε ${some(reason.bins, "ομάδα leads", "ομάδες leads")}${step}.`;
    }
    case "takes-longer": {
      const what =
        reason.stage === null ? "Ο κύκλος πωλήσεων κρατά" : `Το στάδιο ${name(reason.stage)} κρατά`;
      const lengths =
        reason.from === null
          ? ""
          : reason.to === null
            ? `: οι μισές τελείωναν μέσα σε ${days(reason.from)}, τώρα σε περισσότερο απ' όσο παρακολουθούμε`
            : `: οι μισές τελείωναν μέσα σε ${days(reason.from)}, τώρα μέσα σε ${days(reason.to)}`;
      const ended = reason.stage === null ? "έκλεισαν" : "βγήκαν από αυτό";
      const overstaying =
        reason.overstaying >= 1
          ? ` ${some(reason.overstaying, "ανοιχτή μένει", "ανοιχτές μένουν")} περισσότερο απ' όσο έμεναν οι οκτώ στις δέκα.`
          : "";
      return `${what} περισσότερο${lengths}· από τις ${day(reason.since)} ${ended} ${count(reason.observed)}, ενώ αναμένονταν ${count(reason.expected)}.${overstaying}`;
    }
    case "few-leads-come":
      return `Από το κανάλι ${name(reason.acquisitionChannel)} έρχονται ${decimal(reason.perWeek)} MQL την εβδομάδα, ενώ αναμένονταν ${decimal(reason.perWeekBefore)}, αν και όσα έρχονται μετατρέπονται ${noWorse(reason.conversionFactor)}.`;
    case "not-taken-up":
      return `Οι πωλήσεις αναλαμβάνουν το ${percent(reason.to)} των MQL από το κανάλι ${name(reason.acquisitionChannel)} αντί για ${percent(reason.from)} (${count(reason.observed)} ενώ αναμένονταν ${count(reason.expected)}), αν και όσα αναλαμβάνονται μετατρέπονται ${noWorse(reason.conversionFactor)}.`;
    case "not-taken-up-or-poor":
      return `Το ${percent(reason.to)} των MQL από το κανάλι ${name(reason.acquisitionChannel)} έγιναν ευκαιρίες αντί για ${percent(reason.from)} (${count(reason.observed)} ενώ αναμένονταν ${count(reason.expected)}): ή δεν τα αναλαμβάνουν οι πωλήσεις ή είναι αδύναμα· οι επαφές δεν καταγράφονται.`;
    case "revenue-concentrated":
      return `Τα έσοδα έρχονται ουσιαστικά από ${decimal(reason.to)} κανάλια απόκτησης αντί για ${decimal(reason.from)}: το κανάλι ${name(reason.acquisitionChannel)} φέρνει το ${wholePercent(reason.share)}, ενώ πριν το ${wholePercent(reason.shareBefore)}.`;
    case "content-fell":
      return `Οι πωλήσεις χρησιμοποίησαν το ${percent(reason.to)} του ενεργού περιεχομένου σε τέσσερις εβδομάδες· πριν το ${percent(reason.from)}.`;
    case "content-below-target":
      return `Οι πωλήσεις χρησιμοποίησαν το ${percent(reason.to)} του ενεργού περιεχομένου σε τέσσερις εβδομάδες, με στόχο ${percent(reason.from)}.`;
    case "content-in-deals-fell":
      return `Περιεχόμενο χρησιμοποιήθηκε στο ${percent(reason.to)} των ευκαιριών που έκλεισαν· πριν στο ${percent(reason.from)}.`;
    case "contracts-smaller":
      return `Το τυπικό πρώτο συμβόλαιο έπεσε από ${money(reason.from)} σε ${money(reason.to)} σε ${some(reason.deals, "νέο πελάτη", "νέους πελάτες")} από τις ${day(reason.since)}.`;
    case "source-silent":
      return `Η πηγή ${name(reason.source)} δεν έχει στείλει τίποτα, ή πολύ λιγότερα από τα συνηθισμένα, με ημερομηνία μετά τις ${day(reason.lastReceived)}, εδώ και ${days(reason.days)}.`;
  }
}

/** A little less than before is still no finding. */
function noWorse(factor: number): string {
  return factor >= 0.95 ? "όσο καλά και πριν" : "σχεδόν όσο καλά και πριν";
}

function shareWords(share: number, wholePercent: (share: number) => string): string {
  return share >= 1 ? "όλη η πτώση" : `το ${wholePercent(share)} της πτώσης`;
}
