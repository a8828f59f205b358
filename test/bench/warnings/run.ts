import { parseArgs } from "node:util";
import type { RuleName } from "../../../src/warnings/rule-names.ts";
import { ruleNames } from "../../../src/warnings/rule-names.ts";
import type { Change } from "./company.ts";
import { measureFacts } from "./facts.ts";
import { measureDetection, measureDiagnosis, measureSteady, type Settings } from "./measure.ts";

/**
 * `npm run bench:warnings [-- --json] [-- --histories N] [-- --first-seed N] [-- --rule NAME]`: how often the rules cry
 * wolf, and how soon they find what is wrong, on seeded simulated companies. N histories for each figure; some minutes for
 * the default. `--first-seed` takes other companies than those that the thresholds were tuned on (the first 24);
 * `--rule` finds the changes of one rule only; `--stress` adds livelier steady companies.
 */
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    histories: { type: "string", default: "12" },
    "first-seed": { type: "string", default: "3001" },
    rule: { type: "string" },
    stress: { type: "boolean", default: false },
  },
});
const histories = Math.max(1, Number(values.histories) || 12);
const seeds = { first: Math.max(1, Number(values["first-seed"]) || 1), histories };
const sizes = [40, 100, 200, 400] as const;
const say = (text: string) => process.stderr.write(`${text}\n`);

interface Trial {
  readonly rule: RuleName;
  readonly what: string;
  readonly changeOf: (by: number, history: number) => Change;
  readonly by: readonly number[];
  readonly settings?: Settings;
}

const trials: readonly Trial[] = [
  {
    rule: "mql-to-opportunity-drop",
    what: "new MQLs convert less",
    changeOf: (by) => ({ what: "mql-to-opportunity", by }),
    by: [0.7, 0.8],
    settings: { mqlsOnly: true },
  },
  {
    rule: "mql-to-opportunity-drop",
    what: "everything in flight converts less",
    changeOf: (by) => ({ what: "in-flight", by }),
    by: [0.7, 0.8],
    settings: { mqlsOnly: true },
  },
  {
    rule: "opportunity-to-customer-drop",
    what: "new opportunities are won less",
    changeOf: (by) => ({ what: "opportunity-to-customer", by }),
    by: [0.7, 0.8],
  },
  {
    rule: "handoff-imbalance",
    what: "more but worse leads go over",
    changeOf: (by) => ({ what: "handoff", first: 1 / by, second: by }),
    by: [0.7, 0.8],
  },
  {
    rule: "end-to-end-unstable",
    what: "the rate swings by half",
    changeOf: () => ({ what: "swings", sd: 0.5 }),
    by: [0.5],
  },
  {
    rule: "cycle-time-longer",
    what: "the cycle takes longer",
    changeOf: (by) => ({ what: "cycle", by: 1 / by }),
    by: [0.7, 0.8],
  },
  {
    rule: "stage-stuck",
    what: "one stage takes twice (1.6 times) as long",
    changeOf: (by) => ({ what: "stage", by: 1 / by }),
    by: [0.5, 0.625],
  },
  {
    rule: "channel-not-attracting",
    what: "a channel brings fewer MQLs",
    changeOf: (by, history) => ({ what: "channel-volume", channel: history % 4, by }),
    by: [0.6, 0.7],
  },
  {
    rule: "channel-neglected",
    what: "sales takes a channel's MQLs up less",
    changeOf: (by, history) => ({ what: "channel-worked", channel: history % 4, by }),
    by: [0.7, 0.8],
  },
  {
    rule: "content-unused",
    what: "content is used less",
    changeOf: (by) => ({ what: "content", by }),
    by: [0.7, 0.8],
  },
  {
    rule: "revenue-per-account-drop",
    what: "contracts get smaller",
    changeOf: (by) => ({ what: "amounts", by }),
    by: [0.7, 0.8],
  },
];

const steadies = [
  { what: "holidays declared", settings: {} },
  { what: "holidays not declared", settings: { holidaysDeclared: false } },
  ...(values.stress
    ? [{ what: "stress: ρ .006, autocorrelation .5", settings: { rho: 0.006, autocorrelation: 0.5 } }]
    : []),
];
const steady = steadies.map(({ what, settings }) => {
  say(`steady companies, ${what}`);
  return { what, sizes: sizes.map((size) => ({ size, ...measureSteady(size, seeds, settings) })) };
});
const asked = trials.filter(({ rule }) => values.rule === undefined || rule === values.rule);
if (asked.length === 0) throw new Error(`No change is simulated for a rule called ${values.rule}.`);
const detection = asked.map(({ rule, what, changeOf, by, settings = {} }) => {
  say(`${rule}: ${what}`);
  const found = by.map((factor) => ({
    by: factor,
    sizes: sizes.map((size) => ({
      size,
      ...measureDetection(rule, (history) => changeOf(factor, history), size, seeds, settings),
    })),
  }));
  return { rule, what, found };
});
const diagnosis = (
  [
    [
      "channel-not-attracting",
      "volume −40%",
      (channel: number): Change => ({ what: "channel-volume", channel, by: 0.6 }),
    ],
    [
      "channel-neglected",
      "taken up −40%",
      (channel: number): Change => ({ what: "channel-worked", channel, by: 0.6 }),
    ],
    [null, "leads 40% worse", (channel: number): Change => ({ what: "channel-quality", channel, by: 0.6 })],
  ] as const
).map(([right, what, changeOf]) => {
  say(`the channels' diagnosis: ${what}`);
  return {
    what,
    sizes: sizes.map((size) => ({ size, ...measureDiagnosis(right, changeOf, size, seeds, {}) })),
  };
});
say("the sample company, through facts and snapshots");
const facts = await measureFacts(Math.max(1, Math.round(histories / 4)));

if (values.json)
  process.stdout.write(`${JSON.stringify({ ...seeds, steady, detection, diagnosis, facts })}\n`);
else print();

function print(): void {
  const cell = (text: string | number) => String(text).padStart(28);
  const row = (name: string, cells: readonly (string | number)[]) =>
    process.stdout.write(`${name.padEnd(46)}${cells.map(cell).join("")}\n`);
  const percent = (share: number) => `${Math.round(share * 100)}%`;
  row("MQLs a week", sizes.map(String));
  for (const { what, sizes: measured } of steady) {
    process.stdout.write(`\nFalse alarms a year on steady data (${what})\n`);
    for (const rule of ruleNames)
      row(
        `  ${rule}`,
        measured.map(({ perYear }) => perYear[rule].toFixed(2)),
      );
    row(
      "  the whole workspace",
      measured.map(({ workspace }) => workspace.toFixed(2)),
    );
    row(
      "  in a workspace's first sixty weeks, all",
      measured.map(({ firstYear }) => firstYear.toFixed(2)),
    );
    const first = measured[0];
    for (const rule of Object.keys(first?.naive ?? {}) as (keyof NonNullable<typeof first>["naive"])[]) {
      row(
        `  naive: ${rule} (weeks)`,
        measured.map(({ naive }) => naive[rule].toFixed(1)),
      );
    }
    row(
      "  milliseconds to evaluate all",
      measured.map(({ milliseconds }) => milliseconds.toFixed(0)),
    );
  }
  process.stdout.write("\nFound within 8 / 13 weeks; median / mean delay in weeks; missed in a year\n");
  for (const { rule, what, found } of detection) {
    process.stdout.write(`${rule}: ${what}\n`);
    for (const { by, sizes: measured } of found) {
      row(
        `  × ${by}`,
        measured.map(
          ({ within8, within13, median, mean, missed }) =>
            `${percent(within8)} / ${percent(within13)}; ${Number.isNaN(median) ? "–" : `${median} / ${mean.toFixed(1)}`}; ${missed}`,
        ),
      );
    }
  }
  process.stdout.write("\nDiagnosis of an acquisition channel within a quarter: right / wrong\n");
  for (const { what, sizes: measured } of diagnosis) {
    row(
      `  ${what}`,
      measured.map(({ right, wrong }) => `${percent(right)} / ${percent(wrong)}`),
    );
  }
  process.stdout.write(
    `\nThe sample company through facts and snapshots, ${facts.companies} of them: ${facts.storiesFound} of ${facts.stories} stories found, ${facts.falseAlarms} false alarms in ${facts.years.toFixed(1)} years\n` +
      `The same with four of five leads missing for eight weeks: ${facts.staleFound} of ${facts.companies} found as late data, ${facts.fooled} other warnings because of it\n`,
  );
}
