/**
 * Reads what people type in either language as one small vocabulary: lower case, no accents, no articles, and the
 * Greek words of periods and questions turned into their English ones.
 */

const longestText = 300;

/** Stems of Greek words (without accents), and what they stand for here. */
const greekWords: readonly (readonly [RegExp, string])[] = [
  [/^(τελευται|προηγουμεν|περασμεν)\p{L}*$/u, "last"],
  [/^(αυτο|αυτος|αυτον|αυτη|αυτην|τρεχ\p{L}*)$/u, "this"],
  [/^(ημερα|ημερες|ημερων|μερα|μερες)$/u, "days"],
  [/^εβδομαδ\p{L}*$/u, "week"],
  [/^μην(α|ας|ες|ων)$/u, "month"],
  [/^τριμην\p{L}*$/u, "quarter"],
  [/^(ετος|ετους|χρονια|χρονιας|χρονος|χρονο)$/u, "year"],
  [/^ε?χθες$/u, "yesterday"],
  [/^σημερα$/u, "today"],
  [/^απο$/u, "since"],
  [/^(εως|μεχρι|ως)$/u, "to"],
  [/^(ανα|κατα)$/u, "by"],
  [/^(ιανουαρι|γεναρη)\p{L}*$/u, "january"],
  [/^(φεβρουαρι|φλεβαρη)\p{L}*$/u, "february"],
  [/^(μαρτι|μαρτη)\p{L}*$/u, "march"],
  [/^(απριλι|απριλη)\p{L}*$/u, "april"],
  [/^(μαιο|μαιου|μαιος|μαης|μαη)$/u, "may"],
  [/^(ιουνι|ιουνη)\p{L}*$/u, "june"],
  [/^(ιουλι|ιουλη)\p{L}*$/u, "july"],
  [/^αυγουστ\p{L}*$/u, "august"],
  [/^(σεπτεμβρι|σεπτεμβρη)\p{L}*$/u, "september"],
  [/^(οκτωβρι|οκτωβρη)\p{L}*$/u, "october"],
  [/^(νοεμβρι|νοεμβρη)\p{L}*$/u, "november"],
  [/^(δεκεμβρι|δεκεμβρη)\p{L}*$/u, "december"],
  [/^τ([1-4])$/u, "q$1"],
  [/^β([1-9]\d?)$/u, "w$1"],
];

/** Articles and the like, which say nothing here. */
const emptyWords = new Set([
  "the",
  "a",
  "an",
  "ο",
  "η",
  "το",
  "τον",
  "την",
  "τη",
  "οι",
  "τα",
  "τις",
  "τους",
  "του",
]);

/** Gives the words of a text, at most its first 300 characters. */
export function plainWords(text: string): readonly string[] {
  const words = plain(text)
    .split(" ")
    .filter((word) => word !== "" && !emptyWords.has(word));
  return words.map((word) => {
    const greek = greekWords.find(([form]) => form.test(word));
    return greek ? word.replace(greek[0], greek[1]) : word;
  });
}

function plain(text: string): string {
  return (
    text
      .slice(0, longestText)
      .normalize("NFKD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      // A final sigma is a sigma.
      .replaceAll("ς", "σ")
      .replaceAll(/σ(?!\p{L})/gu, "ς")
      .replaceAll(/[–—−]/gu, "-")
      .replaceAll(/(?<=\p{L})[-_](?=\p{L})/gu, " ")
      .replaceAll(/\s*(?:→|->|-?&gt;|>)\s*|\s-\s/gu, " to ")
      .replaceAll(/(?<!\.)\.(?=\s|$)/gu, " ")
      .replaceAll(/\s*\.{2,}\s*/gu, "..")
      .replaceAll(/[^\p{L}\p{N}.\-/]+/gu, " ")
      .replaceAll(/\s+/gu, " ")
      .trim()
  );
}
