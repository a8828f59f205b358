import type { KpiName } from "../funnel/readings.ts";
import { type DigestModel, type Standing, toldOrder } from "./digest-model.ts";
import type { GapName, Texts } from "./locales/texts.ts";

/** Where the gap is, and the KPI that shows it; null: none does. */
export interface Gap {
  readonly name: GapName;
  readonly kpi: KpiName | null;
}

/** How the two halves stand together. */
export type PairVerdict = keyof Texts["digest"]["pairVerdict"];

type Halves = Pick<DigestModel["rows"], "mql-to-opportunity" | "opportunity-to-customer">;

const judged: readonly Standing[] = ["worse", "better", "steady", "unstable"];
const known: readonly Standing[] = [...judged, "unjudged"];

/** Gives the verdict on KPIs 3 and 4 together: which half is failing, or that both hold. */
export function pairVerdict(rows: Halves): PairVerdict {
  const first = rows["mql-to-opportunity"].judgement.standing;
  const second = rows["opportunity-to-customer"].judgement.standing;
  if (!known.includes(first) || !known.includes(second)) return "unknown";
  if (first === "unjudged" && second === "unjudged") return "unjudged";
  if (first === "worse") {
    if (second === "worse") return "both-fail";
    return second === "better" && productHeld(rows) ? "gate-raised" : "first-fails";
  }
  if (second === "worse") return first === "better" ? "pushed-through" : "second-fails";
  return first === "unjudged" || second === "unjudged" ? "unjudged" : "both-hold";
}

/** How far the product of both may fall before a raised gate is a failure too. */
const heldWithin = 0.13;

function productHeld(rows: Halves): boolean {
  const { now, before } = pairProducts(rows);
  return now !== null && before !== null && before > 0 && now / before >= 1 - heldWithin;
}

/** Gives the share of MQLs that both paces together turn into customers, now and before. */
export function pairProducts(rows: Halves): {
  readonly now: number | null;
  readonly before: number | null;
} {
  const [first, second] = [rows["mql-to-opportunity"], rows["opportunity-to-customer"]];
  const product = (one: number | null, other: number | null) =>
    one === null || other === null ? null : one * other;
  return {
    now: product(first.current.value, second.current.value),
    before: product(first.before.value, second.before.value),
  };
}

const gapOfVerdict: Readonly<Partial<Record<PairVerdict, Gap>>> = {
  "first-fails": { name: "hand-over", kpi: "mql-to-opportunity" },
  "second-fails": { name: "closing", kpi: "opportunity-to-customer" },
  "both-fail": { name: "both-halves", kpi: "mql-to-opportunity" },
  "pushed-through": { name: "pushed-through", kpi: "opportunity-to-customer" },
};

const gapOfKpi: readonly (readonly [KpiName, GapName])[] = [
  ["end-to-end", "end-to-end"],
  ["cycle-time", "slower"],
  ["revenue-mix", "concentrated"],
  ["content-used", "content"],
  ["revenue-per-account", "smaller"],
];

/** Gives what a digest opens with: the pair first, then the others, then what is good or unknown. */
export function gapOf({ rows }: Pick<DigestModel, "rows">): Gap {
  const verdict = pairVerdict(rows);
  const half = gapOfVerdict[verdict];
  if (half) return half;
  for (const [kpi, name] of gapOfKpi) {
    const { standing } = rows[kpi].judgement;
    if (standing === "unstable" && kpi === "end-to-end") return { name: "unstable", kpi };
    if (standing === "worse" || standing === "unstable") return { name, kpi };
  }
  if (verdict === "gate-raised") return { name: "gate-raised", kpi: "mql-to-opportunity" };
  const standings = toldOrder.map((kpi) => rows[kpi].judgement.standing);
  if (!standings.some((standing) => known.includes(standing))) return { name: "too-little", kpi: null };
  if (!standings.some((standing) => judged.includes(standing))) return { name: "unjudged", kpi: null };
  const better = toldOrder.find((kpi) => rows[kpi].judgement.standing === "better");
  if (better) return { name: "better", kpi: better };
  return {
    name: standings.every((standing) => judged.includes(standing)) ? "steady" : "partly-steady",
    kpi: null,
  };
}
