import type { HomeTexts } from "../home.ts";

/** What App Home and the modals around answers say in English. */
export function englishHome(): HomeTexts {
  return {
    waiting: "One moment …",
    close: "Close",
  };
}
