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
  "chat.postMessage",
  "chat.postMessage in a thread",
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
  "a delivery is let go": "held_by = null, held_until = null",
  "a run has ended": "update runs set state",
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
