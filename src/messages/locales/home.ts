/** What App Home and the modals around answers say. */
export interface HomeTexts {
  readonly waiting: string;
  readonly close: string;
}
