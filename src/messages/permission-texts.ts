import type { Locale } from "./numbers.ts";

/** Why somebody may not. */
export type Refused =
  | "guest"
  | "external-user"
  | "deactivated-user"
  | "bot"
  | "not-owner"
  | "not-administrator";

/** What somebody is told who may not: what is so, and what to do instead. */
type PermissionTexts = Readonly<Record<Refused, { readonly what: string; readonly next: string }>>;

const en: PermissionTexts = {
  guest: {
    what: "Concord answers members of this workspace only.",
    next: "Ask a member to share the answer in a channel.",
  },
  "external-user": {
    what: "Concord answers people of its own workspace only.",
    next: "Ask somebody there to share the answer in this channel.",
  },
  "deactivated-user": {
    what: "This Slack account is deactivated.",
    next: "Ask a workspace admin to activate it again.",
  },
  bot: { what: "Concord answers people, not apps.", next: "Use its command line for automation." },
  "not-owner": {
    what: "Only workspace admins, and the owners they name, can change this.",
    next: "Ask one of them, or ask an admin to name you an owner in Concord's Home.",
  },
  "not-administrator": {
    what: "Only workspace admins can say who owns Concord's settings.",
    next: "Ask one of them.",
  },
};

const el: PermissionTexts = {
  guest: {
    what: "Το Concord απαντά μόνο σε μέλη αυτού του χώρου εργασίας.",
    next: "Ζητήστε από ένα μέλος να μοιραστεί την απάντηση σε κανάλι.",
  },
  "external-user": {
    what: "Το Concord απαντά μόνο σε ανθρώπους του δικού του χώρου εργασίας.",
    next: "Ζητήστε από κάποιον εκεί να μοιραστεί την απάντηση σε αυτό το κανάλι.",
  },
  "deactivated-user": {
    what: "Αυτός ο λογαριασμός Slack είναι απενεργοποιημένος.",
    next: "Ζητήστε από έναν διαχειριστή του χώρου εργασίας να τον ενεργοποιήσει ξανά.",
  },
  bot: {
    what: "Το Concord απαντά σε ανθρώπους, όχι σε εφαρμογές.",
    next: "Για αυτοματισμούς υπάρχει η γραμμή εντολών του.",
  },
  "not-owner": {
    what: "Μόνο οι διαχειριστές του χώρου εργασίας και όσοι έχουν ορίσει ως υπεύθυνους μπορούν να το αλλάξουν.",
    next: "Ζητήστε το από κάποιον από αυτούς ή ζητήστε από έναν διαχειριστή να σας ορίσει υπεύθυνο στην Αρχική του Concord.",
  },
  "not-administrator": {
    what: "Μόνο οι διαχειριστές του χώρου εργασίας ορίζουν ποιοι είναι υπεύθυνοι για τις ρυθμίσεις του Concord.",
    next: "Ζητήστε το από κάποιον από αυτούς.",
  },
};

export const permissionTexts = { en, el } as const satisfies Record<Locale, PermissionTexts>;
