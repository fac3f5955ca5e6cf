/** What every kind of input has in common. */
export interface Field {
  readonly id: string;
  readonly name: string;
  readonly command: string;
  readonly isInvalid: boolean;
  /** Ids of the hint and of what is wrong. */
  readonly describedBy: string | undefined;
  readonly value: string | boolean | undefined;
  set(value: string | boolean | undefined): void;
}
