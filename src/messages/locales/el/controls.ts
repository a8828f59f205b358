import type { Numbers } from "../../numbers.ts";
import type { ControlsTexts } from "../controls.ts";

/** What an answer's menus, buttons and single members say in Greek. */
export function greekControls({ count, list }: Numbers): ControlsTexts {
  const by = {
    "acquisition-channel": "Ανά κανάλι απόκτησης",
    segment: "Ανά τμήμα αγοράς",
    stage: "Ανά στάδιο",
  } as const;
  return {
    kpi: "Δείκτης",
    period: "Περίοδος",
    presets: {
      default: "Η πιο πρόσφατη πλήρης",
      "last-90-days": "Τελευταίες 90 ημέρες",
      "last-month": "Προηγούμενος μήνας",
      "this-quarter": "Αυτό το τρίμηνο",
      "last-quarter": "Προηγούμενο τρίμηνο",
      "last-year": "Τελευταίοι 12 μήνες",
    },
    breakdown: "Ανάλυση",
    noBreakdown: "Χωρίς ανάλυση",
    by,
    member: {
      "acquisition-channel": "Ένα κανάλι απόκτησης",
      segment: "Ένα τμήμα αγοράς",
      stage: "Ένα στάδιο",
    },
    allMembers: "Όλα μαζί",
    openAnother: "Άνοιγμα δείκτη",
    csv: "Αρχείο CSV",
    fileSent: (name, rows) =>
      `Το \`${name}\` (${count(rows)} γραμμές) βρίσκεται στα μηνύματά σας με το Concord: Εφαρμογές > Concord > Μηνύματα.`,
    chartBy: (kpi, each) => `${kpi}, ${each.charAt(0).toLocaleLowerCase("el")}${each.slice(1)}`,
    course: (points) => `Ανά εβδομάδα: ${points.join(" · ")}`,
    whole: (value, cases) => `Συνολικά: ${value} (${cases}).`,
    wholeCycle: (value, cases) => `Ολόκληρος ο κύκλος: ${value} (${cases}).`,
    spans: "Ανά διάστημα",
    exits: (exits) => `${count(exits)} ${exits === 1 ? "έξοδος" : "έξοδοι"}`,
    noSuchBreakdown: (kpi, each, offered) => ({
      what: `Για το ${kpi} δεν υπάρχει ανάλυση κατά ${each}.`,
      next:
        offered.length === 0
          ? "Ρωτήστε χωρίς ανάλυση."
          : `Υπάρχει κατά ${list(offered)}, για παράδειγμα: /kpi ${kpi} by ${offered[0]}`,
    }),
    noSuchMember: {
      what: "Δεν υπάρχει πια κάτι με αυτό το όνομα στην περίοδο.",
      next: "Επιλέξτε ξανά ή ζητήστε όλη την ανάλυση.",
    },
  };
}
