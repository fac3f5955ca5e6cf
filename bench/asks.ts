/** What people do, as the platforms deliver it. */
export interface Asked {
  readonly title: string;
  readonly kind: "command" | "press" | "suggestions" | "mention";
  readonly command: string;
  /** What follows the command's name in a line, and the value of `option` elsewhere. */
  readonly text: string;
  readonly option?: string;
  /** The state of the button. */
  readonly state?: string;
  /** In every answer of the bot's. */
  readonly says: string;
}

/** The rows of what is typed, pressed and chosen. */
export const ASKS: readonly Asked[] = [
  { title: "`/dog beagle`", kind: "command", command: "dog", option: "breed", text: "beagle", says: "Beagle" },
  { title: "`/gif shrug`", kind: "command", command: "gif", option: "search", text: "shrug", says: "GIPHY" },
  { title: "`/book moby dick`", kind: "command", command: "book", option: "query", text: "moby dick", says: "Moby" },
  { title: "`/covid germany`", kind: "command", command: "covid", option: "country", text: "germany", says: "Germany" },
  { title: "`/help`", kind: "command", command: "help", text: "", says: "/dog" },
  {
    title: "a button: another beagle",
    kind: "press",
    command: "dog",
    text: "beagle",
    state: "0u~dog~breed=Beagle~pick=1",
    says: "Beagle",
  },
  {
    title: "an autocomplete: `bea`",
    kind: "suggestions",
    command: "dog",
    option: "breed",
    text: "bea",
    says: "Beagle",
  },
  { title: "a mention: `dog beagle`", kind: "mention", command: "dog", text: "beagle", says: "Beagle" },
];
