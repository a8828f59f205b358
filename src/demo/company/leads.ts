import { type Day, weekday } from "../../funnel/calendar.ts";
import type { touchKinds } from "../../funnel/facts.ts";
import { type LocalMinute, minutesPerDay, season } from "./athens.ts";
import { byShare, type Chance, chanceOf, countAround, logNormal } from "./chance.ts";
import { type Channel, channels, type Segment, segments } from "./market.ts";
import { type CompanyStories, workedShare } from "./stories.ts";
import type { WorkingClock } from "./working-clock.ts";

export interface Touch {
  readonly at: LocalMinute;
  readonly kind: (typeof touchKinds)[number];
}

/** All that ever happens to a lead, also after the day on which we look. */
export interface Lead {
  readonly id: string;
  readonly channel: string;
  readonly segment: Segment;
  readonly account: string | null;
  readonly created: LocalMinute;
  readonly mql: LocalMinute | null;
  readonly sql: LocalMinute | null;
  readonly disqualified: LocalMinute | null;
  readonly opportunity: LocalMinute | null;
  readonly touches: readonly Touch[];
}

export interface Scene {
  readonly seed: number;
  readonly from: Day;
  readonly today: Day;
  readonly clock: WorkingClock;
  readonly stories: CompanyStories;
}

type Fate = Pick<Lead, "mql" | "sql" | "disqualified" | "opportunity" | "touches">;

/** Gives the leads that come before the scene's day, in the order in which they come. */
export function leadsOf(scene: Scene): readonly Lead[] {
  const arrivals = chanceOf(scene.seed, "arrivals");
  const fates = chanceOf(scene.seed, "fates");
  const accountOf = accounts(chanceOf(scene.seed, "accounts"));
  const leads: Lead[] = [];
  for (let day = scene.from; day < scene.today; day += 1) {
    const coming = channels.flatMap((channel) => {
      const expected = channel.leadsPerWeek * (channel.week[weekday(day) - 1] ?? 0) * season(day);
      return Array.from({ length: countAround(expected, arrivals.random) }, () => ({
        channel,
        created: day * minutesPerDay + minuteOfArrival(arrivals),
      }));
    });
    for (const { channel, created } of coming.sort((a, b) => a.created - b.created)) {
      const segment = byShare(segments, fates.dealt(`segment of ${channel.name}`));
      leads.push({
        id: `L-${String(leads.length + 1).padStart(6, "0")}`,
        channel: channel.name,
        segment,
        account: accountOf(segment),
        created,
        ...fateOf(channel, created, scene, fates),
      });
    }
  }
  return leads;
}

/** Mostly in office hours, some in the evening. */
function minuteOfArrival({ random }: Chance): number {
  const hour = random() < 0.82 ? 8.5 + 9.5 * random() : 18 + 5 * random();
  return Math.floor(hour * 60);
}

function accounts(chance: Chance): (segment: Segment) => string | null {
  const known = new Map<Segment, string[]>();
  let count = 0;
  return (segment) => {
    const own = known.get(segment) ?? [];
    known.set(segment, own);
    if (chance.dealt("without account") < 0.12) return null;
    const again = own[Math.floor(chance.random() * own.length)];
    if (again !== undefined && chance.dealt("again") < 0.4) return again;
    count += 1;
    const account = `A-${String(count).padStart(5, "0")}`;
    own.push(account);
    return account;
  };
}

const untouched: Fate = { mql: null, sql: null, disqualified: null, opportunity: null, touches: [] };

function fateOf(channel: Channel, created: LocalMinute, scene: Scene, chance: Chance): Fate {
  const { clock } = scene;
  const start = clock.at(created);
  if (chance.dealt(`mql of ${channel.name}`) < channel.mqlShare) {
    return fateOfMql(
      channel,
      start + logNormal(chance.dealt(`days to mql of ${channel.name}`), 0.9, 1.1),
      scene,
      chance,
    );
  }
  const turn = chance.dealt("turn of others");
  if (turn < 0.04) {
    return { ...untouched, disqualified: clock.minute(start + 1 + 8 * chance.random()) };
  }
  if (turn > 0.992) {
    // Sales took it up by itself before marketing had said anything.
    const touched = start + 0.3 + 2 * chance.random();
    const opportunity = touched + 2 + 12 * chance.random();
    return {
      ...untouched,
      opportunity: clock.minute(opportunity),
      touches: touchesOf(touched, opportunity, clock, chance),
    };
  }
  return untouched;
}

/** Follows an MQL; all times are working time. */
function fateOfMql(channel: Channel, mql: number, scene: Scene, chance: Chance): Fate {
  const { clock, stories } = scene;
  const { name } = channel;
  const reached = { ...untouched, mql: clock.minute(mql) };
  const startOf = (day: Day) => clock.at(day * minutesPerDay);

  const neglected = name === stories.neglect.acquisitionChannel && mql >= startOf(stories.neglect.since);
  const worked = neglected ? stories.neglect.worked : workedShare;
  const workedCard = chance.dealt(`worked of ${name}`);
  if (workedCard >= worked) {
    if (chance.random() > 0.25) return reached;
    const late = mql + 14 + 16 * chance.random();
    return { ...reached, touches: touchesOf(late, late + 3, clock, chance) };
  }

  const touched = mql + logNormal(chance.dealt(`days to touch of ${name}`), 0.6, 0.8);
  const converts = chance.dealt(`opportunity of ${name}`) < channel.opportunityShare / workedShare;
  // Those that convert share a deck of their own, so that every week has about as many as it should.
  const days = logNormal(converts ? chance.dealt("days to opportunity") : chance.random(), 10, 0.7);
  const opportunity = Math.max(mql + days, touched + 0.3);
  const dropped =
    converts &&
    name === stories.drop.acquisitionChannel &&
    opportunity >= startOf(stories.drop.since) &&
    chance.dealt("dropped") < stories.drop.missing;
  if (converts && !dropped) {
    return {
      ...reached,
      touches: touchesOf(touched, opportunity, clock, chance),
      sql: clock.minute(touched + 0.6 * (opportunity - touched)),
      opportunity: clock.minute(opportunity),
    };
  }
  const accepted = !dropped && chance.dealt("accepted") < 0.2;
  const unfit = chance.dealt(dropped ? "unfit of the dropped" : "unfit") < (dropped ? 0.5 : 0.14);
  const touches = touchesOf(touched, touched + days, clock, chance);
  const sql = accepted ? clock.minute(touched + 1 + 6 * chance.random()) : null;
  const disqualified = unfit ? clock.minute(touched + 2 + 14 * chance.random()) : null;
  // Nobody accepts what was found unfit before.
  const isOutFirst = sql !== null && disqualified !== null && disqualified <= sql;
  return { ...reached, touches, sql: isOutFirst ? null : sql, disqualified };
}

/** Gives a first touch and its follow-ups up to a moment; all in working time. */
function touchesOf(first: number, until: number, clock: WorkingClock, { random }: Chance): readonly Touch[] {
  const followUps = Array.from(
    { length: Math.floor(4 * random()) },
    () => first + random() * (until - first),
  );
  return [first, ...followUps.sort((a, b) => a - b)].map((at) => ({
    at: clock.minute(at),
    kind: random() < 0.5 ? "email" : random() < 0.7 ? "call" : "meeting",
  }));
}
