/** Where an instance can be made to die: between two steps, before or after Slack or the database has done one. */
export interface Boundary {
  readonly place: "slack" | "database";
  readonly step: string;
  readonly when: "before" | "after";
}

/** Calls of a delivery. A thread's replies are posted by the same method as its first message. */
const slackSteps = [
  "files.getUploadURLExternal",
  "upload",
  "files.completeUploadExternal",
  "files.info",
  "files.delete",
  "chat.postMessage",
  "chat.postMessage in a thread",
  "chat.update",
  "conversations.history",
  "conversations.replies",
];

/** What is kept of each step, by what its statement says. */
export const checkpoints: Readonly<Record<string, string>> = {
  "runs are made": "insert into runs",
  "a run is begun": "update runs set attempts",
  "a delivery is planned": "insert into deliveries",
  "a delivery is held": "update deliveries set held_by = $",
  "a turn is taken": "update slack_turns as turn",
  "a file is granted": "insert into delivery_files",
  "a post is begun": "attempted_part = $",
  "a post is known": "message_ts = message_ts",
  "a delivery is done": "step = 'done'",
  "a delivery is stopped": "set stopped_reason = $",
  "a delivery is let go": "held_by = null, held_until = null",
  "a file is forgotten": "delete from delivery_files where",
  "a run has ended": "update runs set state",
  "a subscription is paused": "paused_reason = coalesce",
  "a thread is known": "update incidents set channel_id",
  "a card's picture is chosen": "update incidents set chart_file_id",
  "a card is shown": "update incidents set card_shown_revision",
  "a reply is told": "update incident_events set message",
  "work is put off": "select graphile_worker.add_job(task",
  "a job is done": 'from "graphile_worker"._private_jobs',
};

/** Every boundary. */
export const boundaries: readonly Boundary[] = [
  ...slackSteps.map((step) => ({ place: "slack" as const, step })),
  ...Object.keys(checkpoints).map((step) => ({ place: "database" as const, step })),
].flatMap((each) => [
  { ...each, when: "before" as const },
  { ...each, when: "after" as const },
]);

export function nameOf({ step, when }: Pick<Boundary, "step" | "when">): string {
  return `${when} ${step}`;
}
