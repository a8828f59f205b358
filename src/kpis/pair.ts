import type { Need, Snapshot } from "../funnel/cells.ts";
import type { Figure, Question } from "../funnel/readings.ts";
import { figureOf, mqlToOpportunity, opportunityToCustomer, readStep, stepNeeds } from "./steps.ts";

/** The two halves that are only worth something together: marketing's aim and sales' use of it. */
export interface Pair {
  readonly mqlToOpportunity: Figure;
  readonly opportunityToCustomer: Figure;
  /** Their product: the share of MQLs that such a period turns into customers. Its strength is its weaker half. */
  readonly product: number | null;
}

/** Gives both halves over the same period, each with its workspace's own window. */
export function readPair(snapshot: Snapshot, question: Question): Pair {
  const first = figureOf(readStep(snapshot, mqlToOpportunity, question));
  const second = figureOf(readStep(snapshot, opportunityToCustomer, question));
  return {
    mqlToOpportunity: first,
    opportunityToCustomer: second,
    product: first.value === null || second.value === null ? null : first.value * second.value,
  };
}

/** Gives the cells that `readPair` needs. */
export function pairNeeds(question: Question): readonly Need[] {
  return [mqlToOpportunity, opportunityToCustomer].flatMap((step) =>
    stepNeeds(step, question, { soFar: false }),
  );
}
