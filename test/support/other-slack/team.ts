/** The people and conversations of a made-up team. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly profile?: Readonly<Record<string, unknown>>;
}

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly isDirect?: boolean;
  hasBot: boolean;
  isArchived: boolean;
}

export const team = { id: "T07STRANGER", name: "Stranger Ltd", domain: "stranger" } as const;
export const bot = { id: "B07CONCORD0", userId: "U07CONCORD0", appId: "A07CONCORD0" } as const;

export const people = {
  ada: { id: "U07ADA00000", name: "ada", locale: "en-GB", profile: { is_admin: true } },
  nikos: { id: "U07NIKOS000", name: "nikos", locale: "el-GR", profile: { is_admin: true } },
  member: { id: "U07MEMBER00", name: "mel", locale: "en-US" },
  guest: { id: "U07GUEST000", name: "guest", locale: "en-US", profile: { is_restricted: true } },
  stranger: {
    id: "U07OUTSIDE0",
    name: "partner",
    locale: "en-US",
    profile: { is_stranger: true, team_id: "T07ELSEWHER" },
  },
  gone: { id: "U07GONE0000", name: "gone", locale: "en-US", profile: { deleted: true } },
} as const satisfies Record<string, Person>;

/** Gives the team's conversations, anew for each server, since they change. */
export function roomsOf() {
  return {
    shared: { id: "C07SHARED00", name: "revenue", hasBot: true, isArchived: false } as Room,
    closed: { id: "G07PRIVATE0", name: "board", isPrivate: true, hasBot: true, isArchived: false } as Room,
    outside: { id: "C07OUTSIDE0", name: "random", hasBot: false, isArchived: false } as Room,
    archived: { id: "C07ARCHIVED", name: "old", hasBot: true, isArchived: true } as Room,
    direct: { id: "D07DIRECT00", name: "direct", isDirect: true, hasBot: true, isArchived: false } as Room,
  };
}

/** Gives a user as `users.info` does. */
export function userOf(person: Person): Readonly<Record<string, unknown>> {
  return {
    id: person.id,
    team_id: team.id,
    name: person.name,
    real_name: person.name,
    deleted: false,
    is_admin: false,
    is_owner: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    locale: person.locale,
    tz: "Europe/London",
    profile: { display_name: person.name, real_name: person.name },
    ...person.profile,
  };
}
