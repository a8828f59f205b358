/** How long things take at Slack and in a crash, in milliseconds. */
export interface DeliveryTiming {
  /** A delivery whose holder gives no sign of life is taken over after it. Longer than any call to Slack. */
  readonly holdFor: number;
  /** A call that broke off may still be on its way: looking at once would miss it. */
  readonly settle: number;
  /** The same for a call that was given up because no answer came in time. */
  readonly settleAfterTimeout: number;
  /** The same where nobody waits for it, and it is looked for only once. */
  readonly onItsWay: number;
  /** Between two messages in one channel, where that is not Slack's own pace. */
  readonly postEvery?: number;
}

export const usualTiming: DeliveryTiming = {
  holdFor: 30_000,
  settle: 3000,
  settleAfterTimeout: 10_000,
  onItsWay: 60_000,
};
