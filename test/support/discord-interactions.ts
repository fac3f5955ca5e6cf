import { isComponentsOnly, type Message, type ReceivedFile } from "./discord-messages.ts";
import { COMPONENTS_ONLY, type MessageBody, messageProblems, schemaProblems } from "./discord-rules.ts";

/** How the simulated Discord answers a call: Discord's status and error code. */
export interface Verdict {
  readonly status: number;
  readonly body?: unknown;
}

/** One interaction from its making to the end of its token. */
export interface LiveInteraction {
  readonly id: string;
  readonly token: string;
  readonly type: 2 | 3 | 4;
  readonly personId: string;
  readonly createdAt: number;
  /** The message whose button was pressed. */
  readonly source: Message | undefined;
  /** Whatever is answered, only the person sees it. */
  readonly isHushed: boolean;
  /** Callback type of the first answer. */
  answeredWith: number | undefined;
  /** What `@original` means. */
  original: Message | undefined;
  followups: number;
  /** Whether anything came after the first answer. */
  isFollowed: boolean;
  choices: readonly { readonly name: string; readonly value: string }[] | undefined;
}

export interface InteractionRules {
  /** The first answer must come within this time, in milliseconds. */
  readonly answerWithinMs: number;
  readonly tokenLifeMs: number;
  /** Followups an app may send that is not in the server. */
  readonly maxFollowups: number;
}

const EPHEMERAL = 64;

/** Interactions and the messages they lead to, with Discord's rules. A broken rule is refused and remembered. */
export class Interactions {
  readonly messages: Message[] = [];
  readonly violations: string[] = [];
  readonly all = new Map<string, LiveInteraction>();
  readonly #rules: InteractionRules;
  readonly #nextId: () => string;
  /** Messages by the number that they came with. */
  readonly #nonces = new Map<string, string>();

  constructor(rules: InteractionRules, nextId: () => string) {
    this.#rules = rules;
    this.#nextId = nextId;
  }

  get latest(): LiveInteraction | undefined {
    return [...this.all.values()].at(-1);
  }

  add(
    type: LiveInteraction["type"],
    personId: string,
    {
      source,
      isHushed = false,
    }: { readonly source?: Message | undefined; readonly isHushed?: boolean | undefined } = {},
  ): LiveInteraction {
    const id = this.#nextId();
    const interaction: LiveInteraction = {
      id,
      token: `aW50ZXJhY3Rpb246${id}${personId}`,
      type,
      personId,
      createdAt: Date.now(),
      source,
      isHushed,
      answeredWith: undefined,
      original: undefined,
      followups: 0,
      isFollowed: false,
      choices: undefined,
    };
    this.all.set(interaction.token, interaction);
    return interaction;
  }

  /** A first answer, by callback or in the HTTP response. */
  answer(interaction: LiveInteraction | undefined, body: unknown, files: readonly ReceivedFile[]): Verdict {
    if (interaction === undefined) return refusal(404, 10_062, "Unknown interaction");
    if (Date.now() - interaction.createdAt > this.#rules.answerWithinMs)
      return refusal(404, 10_062, "Unknown interaction");
    if (interaction.answeredWith !== undefined)
      return refusal(400, 40_060, "Interaction has already been acknowledged.");
    const { type, data } = body as {
      readonly type: number;
      readonly data?: MessageBody & { choices?: LiveInteraction["choices"] };
    };
    const problems = [
      ...schemaProblems(callbackSchema(type), body),
      ...callbackProblems(interaction, type, data, files.length),
    ];
    if (problems.length > 0) return this.#refuse(`callback ${type}`, problems);
    interaction.answeredWith = type;
    if (type === 8) interaction.choices = data?.choices ?? [];
    else if (type === 4 || type === 5) interaction.original = this.#add(interaction, data ?? {}, files, type === 5);
    else interaction.original = interaction.source;
    if (type === 7 && interaction.source !== undefined) change(interaction.source, data ?? {}, files);
    return { status: 204 };
  }

  edit(
    interaction: LiveInteraction | undefined,
    messageId: string,
    body: unknown,
    files: readonly ReceivedFile[],
  ): Verdict {
    const found = this.#open(interaction, messageId);
    if ("status" in found) return found;
    const message = body as MessageBody;
    const problems = [
      ...schemaProblems("IncomingWebhookUpdateRequestPartial", body),
      ...messageProblems(message, files.length, isComponentsOnly(found.message)),
      ...flagProblems(found.message, message),
    ];
    if (problems.length > 0) return this.#refuse("edit", problems);
    change(found.message, message, files);
    found.interaction.isFollowed = true;
    return { status: 200, body: { id: found.message.id } };
  }

  remove(interaction: LiveInteraction | undefined, messageId: string): Verdict {
    const found = this.#open(interaction, messageId);
    if ("status" in found) return found;
    found.message.isDeleted = true;
    found.interaction.isFollowed = true;
    return { status: 204 };
  }

  followUp(interaction: LiveInteraction | undefined, body: unknown, files: readonly ReceivedFile[]): Verdict {
    const refused = this.#closed(interaction);
    if (refused !== undefined || interaction === undefined) return refused ?? refusal(404, 10_015, "Unknown Webhook");
    interaction.followups += 1;
    if (interaction.followups > this.#rules.maxFollowups)
      return refusal(400, 40_094, "Maximum number of follow up messages");
    const problems = [
      ...schemaProblems("IncomingWebhookRequestPartial", body),
      ...messageProblems(body as MessageBody, files.length),
      ...(interaction.original?.isThinking && !interaction.original.isDeleted
        ? ["a followup would fill the deferred message: edit that one, or delete it first"]
        : []),
    ];
    if (problems.length > 0) return this.#refuse("followup", problems);
    const message = this.#add(interaction, body as MessageBody, files, false);
    interaction.isFollowed = true;
    return { status: 200, body: { id: message.id } };
  }

  /** A message of the bot's own in a channel. */
  post(
    body: MessageBody & { readonly nonce?: string; readonly enforce_nonce?: boolean },
    files: readonly ReceivedFile[],
    onlyFor: string | undefined,
  ): Verdict {
    const problems = [...schemaProblems("MessageCreateRequest", body), ...messageProblems(body, files.length)];
    if (problems.length > 0) return this.#refuse("message", problems);
    const known = body.enforce_nonce === true ? this.#nonces.get(body.nonce ?? "") : undefined;
    if (known !== undefined) return { status: 200, body: { id: known } };
    const message: Message = {
      id: this.#nextId(),
      onlyFor,
      askedBy: "",
      body,
      files,
      isThinking: false,
      isDeleted: false,
      edits: 0,
    };
    this.messages.push(message);
    if (body.nonce !== undefined) this.#nonces.set(body.nonce, message.id);
    return { status: 200, body: { id: message.id } };
  }

  #closed(interaction: LiveInteraction | undefined): Verdict | undefined {
    if (interaction === undefined) return refusal(404, 10_015, "Unknown Webhook");
    if (Date.now() - interaction.createdAt > this.#rules.tokenLifeMs)
      return refusal(401, 50_027, "Invalid Webhook Token");
    if (interaction.answeredWith === undefined) return refusal(404, 10_015, "Unknown Webhook");
    return undefined;
  }

  #open(interaction: LiveInteraction | undefined, messageId: string) {
    const refused = this.#closed(interaction);
    if (refused !== undefined || interaction === undefined) return refused ?? refusal(404, 10_015, "Unknown Webhook");
    const message =
      messageId === "@original" ? interaction.original : this.messages.find((candidate) => candidate.id === messageId);
    if (message === undefined || message.isDeleted) return refusal(404, 10_008, "Unknown Message");
    return { interaction, message };
  }

  #add(interaction: LiveInteraction, body: MessageBody, files: readonly ReceivedFile[], isThinking: boolean): Message {
    const message: Message = {
      id: this.#nextId(),
      onlyFor: interaction.isHushed || ((body.flags ?? 0) & EPHEMERAL) !== 0 ? interaction.personId : undefined,
      askedBy: interaction.personId,
      body,
      files,
      isThinking,
      isDeleted: false,
      edits: 0,
    };
    this.messages.push(message);
    return message;
  }

  #refuse(what: string, problems: readonly string[]): Verdict {
    this.violations.push(...problems.map((problem) => `${what}: ${problem}`));
    return refusal(400, 50_035, "Invalid Form Body");
  }
}

function change(message: Message, body: MessageBody, files: readonly ReceivedFile[]): void {
  // A flag that a message has, an edit does not take away
  const flags = (message.body.flags ?? 0) | ((body.flags ?? 0) & COMPONENTS_ONLY);
  message.body = { ...message.body, ...body, flags };
  message.files = files;
  message.isThinking = false;
  message.edits += 1;
}

/** An edit can set one flag, and take none away. */
function flagProblems(message: Message, { flags }: MessageBody): readonly string[] {
  if (flags === undefined || flags === null) return [];
  return [
    ...((flags & ~COMPONENTS_ONLY) === 0 ? [] : ["an edit can't set this flag"]),
    ...(isComponentsOnly(message) && flags === 0 ? ["IS_COMPONENTS_V2 can't be taken away"] : []),
  ];
}

function callbackSchema(type: number): string {
  if (type === 4 || type === 5) return "CreateMessageInteractionCallbackRequest";
  if (type === 6 || type === 7) return "UpdateMessageInteractionCallbackRequest";
  return "ApplicationCommandAutocompleteCallbackRequest";
}

function callbackProblems(
  { type: interactionType, source }: LiveInteraction,
  type: number,
  data: MessageBody | undefined,
  fileCount: number,
): readonly string[] {
  const suits = { 2: [4, 5, 9], 3: [4, 5, 6, 7, 9], 4: [8] }[interactionType];
  return [
    ...(suits.includes(type) ? [] : [`callback ${type} does not suit interaction ${interactionType}`]),
    ...(type === 4 ? messageProblems(data ?? {}, fileCount) : []),
    ...(type === 7 && source !== undefined
      ? [...messageProblems(data ?? {}, fileCount, isComponentsOnly(source)), ...flagProblems(source, data ?? {})]
      : []),
    ...(type === 5 && Object.keys(data ?? {}).some((key) => key !== "flags") ? ["a deferral takes flags only"] : []),
    ...(type === 5 && ![0, EPHEMERAL].includes(data?.flags ?? 0) ? ["a deferral takes the ephemeral flag only"] : []),
  ];
}

function refusal(status: number, code: number, message: string): { readonly status: number; readonly body: unknown } {
  return { status, body: { code, message } };
}
