import { createHash } from "node:crypto";
import { type Fact, type FactKind, type FactShape, type FactValue, factShapes } from "../funnel/facts.ts";
import { derivedIdPrefix } from "./fact-fields.ts";

/** What is wrong with a fact whose values are each right. */
export interface BrokenRule {
  readonly field: string;
  readonly reason: string;
}

/**
 * Settles what a fact's values mean together, or says which rule they break: an opportunity without an outcome is
 * open, an open one has not closed (CRMs keep an expected date there), a won or lost one has; a fact without its
 * own id gets one that is made from what identifies it.
 */
export function settleFact(kind: FactKind, fact: Fact): Fact | BrokenRule {
  if (kind === "opportunities") return settleOutcome(fact);
  const shape: FactShape = factShapes[kind];
  if (shape.ownId === undefined || (fact[shape.ownId] ?? null) !== null) return fact;
  return { ...fact, [shape.ownId]: derivedId(shape, fact) };
}

/** Tells a broken rule from a fact. */
export function isBroken(result: Fact | BrokenRule): result is BrokenRule {
  return "reason" in result;
}

function settleOutcome(fact: Fact): Fact | BrokenRule {
  const { outcome, closed_at: closedAt } = fact;
  // Without an outcome of its own, what is stored decides; the store checks the two together.
  if (outcome === undefined) return fact;
  if (outcome === null && (closedAt ?? null) !== null)
    return { field: "outcome", reason: closedWithoutOutcome };
  if (outcome === null || outcome === "open") return { ...fact, outcome: "open", closed_at: null };
  if (closedAt === null) return { field: "closed_at", reason: outcomeWithoutClosing };
  return fact;
}

export const closedWithoutOutcome =
  "closed_at is told but outcome is not: say won or lost, or open when it is only the expected day";
export const outcomeWithoutClosing = "an opportunity that was won or lost needs the day it closed, closed_at";

function derivedId(shape: FactShape, fact: Fact): string {
  const identity = shape.identity.map((field) => identityText(fact[field] ?? null));
  const digest = createHash("sha256")
    .update(JSON.stringify([shape.kind, ...identity]))
    .digest("hex");
  return `${derivedIdPrefix}${digest.slice(0, 32)}`;
}

function identityText(value: FactValue): string | null {
  return typeof value === "object" && value !== null ? value.iso : value;
}
