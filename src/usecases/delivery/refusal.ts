/** Why Slack will not take a message, until a person changes something. */
export const stopReasons = [
  "channel-not-found",
  "not-in-channel",
  "channel-archived",
  "app-removed",
  "missing-scope",
  "not-allowed",
  "refused",
] as const;
export type StopReason = (typeof stopReasons)[number];

const reasons = new Map<string, StopReason>([
  ["channel_not_found", "channel-not-found"],
  ["not_in_channel", "not-in-channel"],
  ["is_archived", "channel-archived"],
  ["account_inactive", "app-removed"],
  ["token_revoked", "app-removed"],
  ["token_expired", "app-removed"],
  ["invalid_auth", "app-removed"],
  ["not_authed", "app-removed"],
  ["team_access_revoked", "app-removed"],
  ["missing_scope", "missing-scope"],
  ["no_permission", "not-allowed"],
  ["access_denied", "not-allowed"],
  ["ekm_access_denied", "not-allowed"],
  ["org_login_required", "not-allowed"],
  ["restricted_action", "not-allowed"],
  ["restricted_action_read_only_channel", "not-allowed"],
  ["restricted_action_thread_only_channel", "not-allowed"],
  ["restricted_action_thread_locked", "not-allowed"],
  ["restricted_action_non_threadable_channel", "not-allowed"],
  ["team_access_not_granted", "not-allowed"],
]);

/** Ends a delivery: Slack refused it for a reason that trying again does not mend. */
export class Refusal extends Error {
  readonly reason: StopReason;
  /** Slack's own word. */
  readonly slackError: string;

  constructor(method: string, slackError: string) {
    super(`Slack refused ${method}: ${slackError}`);
    this.name = "Refusal";
    this.reason = reasons.get(slackError) ?? "refused";
    this.slackError = slackError;
  }
}
