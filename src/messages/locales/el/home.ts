import type { HomeTexts } from "../home.ts";

/** What App Home and the modals around answers say in Greek. */
export function greekHome(): HomeTexts {
  return {
    waiting: "Μια στιγμή …",
    close: "Κλείσιμο",
  };
}
