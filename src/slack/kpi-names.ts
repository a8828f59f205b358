import { distance } from "fastest-levenshtein";
import type { KpiName } from "../funnel/readings.ts";

/** What people call the seven, in `plainWords` of either language; the first is the name itself. */
const aliases: Readonly<Record<KpiName, readonly string[]>> = {
  "end-to-end": [
    "end to end",
    "end to end conversion",
    "endtoend",
    "e2e",
    "lead to customer",
    "overall conversion",
    "funnel",
    "απ ακρη σε ακρη",
    "συνολικη μετατροπη",
    "lead σε πελατη",
  ],
  "cycle-time": [
    "cycle time",
    "cycle",
    "cycletime",
    "sales cycle",
    "deal cycle",
    "time to close",
    "velocity",
    "κυκλος",
    "κυκλος πωλησης",
    "κυκλος πωλησεων",
    "διαρκεια κυκλου",
  ],
  "mql-to-opportunity": [
    "mql to opportunity",
    "mql to opp",
    "mql",
    "mqls",
    "mql2opp",
    "mql opportunity",
    "mql conversion",
    "marketing conversion",
    "conversion",
    "handoff",
    "hand off",
    "μετατροπη",
    "μετατροπη mql",
    "mql σε ευκαιρια",
    "mql σε ευκαιριες",
  ],
  "opportunity-to-customer": [
    "opportunity to customer",
    "opp to customer",
    "opp2customer",
    "opportunity customer",
    "opportunity",
    "opportunities",
    "opp",
    "opps",
    "win rate",
    "wins",
    "sales conversion",
    "close rate",
    "ευκαιρια σε πελατη",
    "ευκαιριες σε πελατες",
    "ευκαιριες",
    "ποσοστο επιτυχιας",
  ],
  "revenue-mix": [
    "revenue mix",
    "mix",
    "revenuemix",
    "revenue by acquisition channel",
    "channels",
    "acquisition channels",
    "revenue channels",
    "concentration",
    "μειγμα εσοδων",
    "μιγμα εσοδων",
    "μειγμα",
    "καναλια",
    "καναλια αποκτησης",
  ],
  "content-used": [
    "content used",
    "content",
    "content use",
    "content usage",
    "assets",
    "περιεχομενο",
    "χρηση περιεχομενου",
  ],
  "revenue-per-account": [
    "revenue per account",
    "account revenue",
    "rpa",
    "arpa",
    "acv",
    "deal size",
    "contract size",
    "revenue account",
    "εσοδα by λογαριασμο",
    "εσοδα by πελατη",
    "εσοδα λογαριασμου",
    "εσοδα πελατη",
    "εσοδα",
  ],
};

/** The aliases as lists of words, longest first, so that the longest that fits wins. */
const byLength: readonly { readonly name: KpiName; readonly words: readonly string[] }[] = (
  Object.entries(aliases) as [KpiName, readonly string[]][]
)
  .flatMap(([name, texts]) => texts.map((text) => ({ name, words: text.split(" ") })))
  .sort((a, b) => b.words.length - a.words.length);

/** Gives the KPI that the words begin with, and the words after it; null when they begin with none. */
export function leadingKpi(
  words: readonly string[],
): { readonly name: KpiName; readonly rest: readonly string[] } | null {
  const found = byLength.find((alias) => alias.words.every((word, index) => words[index] === word));
  return found ? { name: found.name, rest: words.slice(found.words.length) } : null;
}

/**
 * Gives the KPI or other word whose spelling is nearest to how the words begin, among the names of more than
 * `longerThan` words, or null when none is near.
 */
export function nearestName<Other extends string>(
  words: readonly string[],
  others: readonly Other[],
  longerThan = 0,
): KpiName | Other | null {
  const candidates: readonly { readonly name: KpiName | Other; readonly words: readonly string[] }[] = [
    ...byLength.filter((alias) => alias.words.length > longerThan),
    ...others.map((other) => ({ name: other, words: [other] })),
  ];
  let nearest: { readonly name: KpiName | Other; readonly share: number } | null = null;
  for (const candidate of candidates) {
    const meant = candidate.words.join(" ");
    // Joined and split names are the same mistake: `cycletime`, `reve nue mix`.
    for (const length of [candidate.words.length - 1, candidate.words.length, candidate.words.length + 1]) {
      if (length < 1) continue;
      const errors = distance(words.slice(0, length).join(" "), meant);
      const share = errors / meant.length;
      if (
        errors <= Math.max(1, Math.floor(meant.length * 0.4)) &&
        (nearest === null || share < nearest.share)
      ) {
        nearest = { name: candidate.name, share };
      }
    }
  }
  return nearest?.name ?? null;
}
