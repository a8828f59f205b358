import type { Dice } from "./dice.ts";

/** A source whose records somebody edits while they are read. */
export interface World {
  readonly type: string;
  readonly mapping: (url: string) => string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly url: string;
  /** An edit at the source's own time: something new, changed, deleted, or merged. */
  edit(dice: Dice): void | Promise<void>;
  close(): Promise<void>;
}

/** The source's own clock: edits often share a moment. */
export function sourceClock(): { readonly now: () => string; readonly edited: (dice: Dice) => string } {
  let at = Date.parse("2026-11-20T00:00:00.000Z");
  return {
    now: () => new Date(at).toISOString(),
    edited(dice) {
      if (!dice.chance(0.3)) at += 1 + dice.below(20_000);
      return new Date(at).toISOString();
    },
  };
}
