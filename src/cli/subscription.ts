import { Command } from "commander";
import { kpiNames } from "../funnel/readings.ts";
import { formatInstant, formatMinute } from "../funnel/schedule.ts";
import { type Locale, locales } from "../messages/numbers.ts";
import {
  listSubscriptions,
  pauseSubscription,
  removeSubscription,
  resumeSubscription,
  runHistory,
  type Subscription,
  saveSubscription,
} from "../usecases/subscriptions.ts";
import { choiceArgument } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import {
  dayNamesArgument,
  minuteArgument,
  type ScheduleOptions,
  timeZoneArgument,
} from "./schedule-options.ts";

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

interface AddOptions extends Options, Omit<ScheduleOptions, "timeZone"> {
  readonly channel: string;
  readonly timeZone?: string;
  readonly locale?: Locale;
  readonly kpis?: string;
  readonly by?: "acquisition-channel" | "segment";
  readonly owner?: string;
  readonly holidays?: string;
  readonly skipUnchanged?: boolean;
}

/** `subscription add|list|pause|resume|remove|history`: which digest goes where and when. */
export function subscriptionCommand(context: CliContext): Command {
  return new Command("subscription")
    .description("which digest goes where and when")
    .addCommand(addCommand(context))
    .addCommand(listCommand(context))
    .addCommand(
      changeCommand(
        context,
        "pause",
        "let it rest; its due times are put on record as skipped",
        (store, ref) => pauseSubscription(store, ref, context.now()),
      ),
    )
    .addCommand(
      changeCommand(context, "resume", "let it go on with its next due time", (store, ref) =>
        resumeSubscription(store, ref, context.now()),
      ),
    )
    .addCommand(
      changeCommand(context, "remove", "end it; its runs stay on record", (store, ref) =>
        removeSubscription(store, ref, context.now()),
      ),
    )
    .addCommand(historyCommand(context));
}

function addCommand(context: CliContext): Command {
  return new Command("add")
    .description("send the digest to a Slack channel on a schedule")
    .requiredOption("--channel <id>", "the Slack channel's id, such as C0123456789")
    .requiredOption("--days <days>", "such as mon,thu", dayNamesArgument("--days"))
    .requiredOption("--at <time>", "local time, such as 09:00", minuteArgument("--at"))
    .option("--time-zone <zone>", "default: the workspace's", timeZoneArgument("--time-zone"))
    .option(
      "--locale <locale>",
      `${locales.join("|")} (default: the workspace's)`,
      choiceArgument("--locale", locales),
    )
    .option("--kpis <names>", `only these, with commas between, of ${kpiNames.join(", ")}`)
    .option(
      "--by <dimension>",
      "acquisition-channel|segment",
      choiceArgument("--by", ["acquisition-channel", "segment"]),
    )
    .option("--owner <user>", "the Slack user's id who is told when the channel is lost")
    .option("--holidays <days>", "local days without a digest, such as 2026-12-25,2027-01-01")
    .option("--skip-unchanged", "send nothing when no figure has changed")
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (options: AddOptions) => {
      const { workspaceId, settings } = await context.workspace(options.workspace);
      const { subscriptionId, nextDueAt } = await saveSubscription(await context.store(), {
        workspaceId,
        now: context.now(),
        wish: {
          channelId: options.channel,
          days: [...options.days],
          minute: options.at,
          timeZone: options.timeZone ?? settings.timeZone,
          locale: options.locale ?? settings.locale,
          // The schema says what is wrong with a name.
          kpis: listed(options.kpis) as never[],
          breakdown: options.by ?? null,
          ownerId: options.owner ?? null,
          holidays: listed(options.holidays),
          skipUnchanged: options.skipUnchanged ?? false,
        },
      });
      context.out(
        options.json
          ? JSON.stringify({ id: subscriptionId })
          : `Added ${subscriptionId}; its first digest is due at ${formatInstant(nextDueAt.getTime())}.`,
      );
    });
}

function listed(text: string | undefined): string[] {
  return (text ?? "").split(",").flatMap((word) => word.trim() || []);
}

function listCommand(context: CliContext): Command {
  return new Command("list")
    .description("all subscriptions of a workspace")
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (options: Options) => {
      const { workspaceId } = await context.workspace(options.workspace);
      const subscriptions = await listSubscriptions(await context.store(), workspaceId);
      context.out(
        options.json
          ? JSON.stringify({ subscriptions: subscriptions.map(written) })
          : subscriptions.map(line).join("\n") || "There are none yet.",
      );
    });
}

function written(subscription: Subscription) {
  const { subscriptionId, channelId, days, minute, timeZone, locale, paused, nextDueAt } = subscription;
  const { kpis, breakdown, ownerId, holidays, skipUnchanged } = subscription;
  return {
    id: subscriptionId,
    channel: channelId,
    days,
    at: formatMinute(minute),
    timeZone,
    locale,
    kpis,
    by: breakdown,
    owner: ownerId,
    holidays,
    skipUnchanged,
    state: paused ? "paused" : "active",
    reason: paused?.reason ?? null,
    nextRun: paused ? null : formatInstant(nextDueAt.getTime()),
  };
}

function line(subscription: Subscription): string {
  const { id, channel, days, at, timeZone, reason, nextRun } = written(subscription);
  const next = nextRun === null ? `paused (${reason})` : `next ${nextRun}`;
  return `${id}  ${channel}  ${days.join(",")} ${at} ${timeZone}  ${next}`;
}

type Change = (
  store: Awaited<ReturnType<CliContext["store"]>>,
  ref: { readonly workspaceId: number; readonly subscriptionId: string },
) => Promise<Subscription>;

function changeCommand(context: CliContext, name: string, description: string, change: Change): Command {
  return new Command(name)
    .description(description)
    .argument("<id>")
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (subscriptionId: string, options: Options) => {
      const { workspaceId } = await context.workspace(options.workspace);
      const changed = await change(await context.store(), { workspaceId, subscriptionId });
      context.out(options.json ? JSON.stringify(written(changed)) : line(changed));
    });
}

function historyCommand(context: CliContext): Command {
  return new Command("history")
    .description("what became of its due times, the newest first")
    .argument("<id>")
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (subscriptionId: string, options: Options) => {
      const { workspaceId } = await context.workspace(options.workspace);
      const history = await runHistory(await context.store(), { workspaceId, subscriptionId });
      const runs = history.map(({ local, at, state, reason, messageTs }) => ({
        local,
        at: formatInstant(at),
        state,
        reason,
        messageTs,
      }));
      context.out(
        options.json
          ? JSON.stringify({ runs })
          : runs
              .map(({ local, state, reason }) => `${local}  ${state}  ${reason ?? ""}`.trimEnd())
              .join("\n") || "Nothing was due yet.",
      );
    });
}
