import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { DiscordConfig } from "../../config.ts";
import { type ListedCommand, runnableCommands } from "../../core/command.ts";
import type { Logger } from "../../core/log.ts";
import { callAsBot } from "./api.ts";
import { inCode, type MentionOf } from "./markdown.ts";
import type { Registered } from "./parse.ts";

/** Servers whose own commands are remembered; the one that was quiet longest is forgotten. Our choice. */
const MAX_GUILDS = 1_000;

const registered = z.array(z.object({ id: z.string().regex(/^\d{1,20}$/), name: z.string() }));

/**
 * The ids that Discord gave to our commands, by which a message can name one so that it can be clicked: `</dog:1234>`. They come from
 * Discord's list at the start and from every command that somebody uses; a server may have commands of its own.
 */
export class CommandIds {
  readonly #names: ReadonlySet<string>;
  readonly #runnable: ReadonlySet<string>;
  readonly #everywhere = new Map<string, string>();
  readonly #inGuilds = new LRUCache<string, Map<string, string>>({ max: MAX_GUILDS });

  constructor(commands: readonly ListedCommand[]) {
    this.#names = new Set(commands.map(({ name }) => name));
    this.#runnable = new Set(runnableCommands(commands).map(({ name }) => name));
  }

  learn({ name, id, guildId }: Registered): void {
    if (!this.#names.has(name)) return;
    if (guildId === undefined) {
      this.#everywhere.set(name, id);
      return;
    }
    const known = this.#inGuilds.get(guildId) ?? new Map<string, string>();
    known.set(name, id);
    this.#inGuilds.set(guildId, known);
  }

  /** Asks Discord once. Never rejects: without an answer, people teach them. */
  async lookUp({ apiUrl, applicationId, token }: DiscordConfig, log: Logger, signal: AbortSignal): Promise<void> {
    const path = `/applications/${encodeURIComponent(applicationId)}/commands`;
    try {
      const answer = await callAsBot(apiUrl, { method: "GET", path, token, signal });
      for (const { name, id } of registered.parse(answer)) {
        if (!this.#everywhere.has(name)) this.learn({ name, id, guildId: undefined });
      }
    } catch (error) {
      if (!signal.aborted) log.debug({ err: error, platform: "discord" }, "the ids of the commands are not known yet");
    }
  }

  /** How commands are named in a message of this server; of none in direct messages. */
  mentionsIn(guildId: string | undefined): MentionOf {
    const own = guildId === undefined ? undefined : this.#inGuilds.get(guildId);
    return (typed) => {
      const [, words = ""] = /^\/([a-z][\w-]*(?: [a-z][\w-]*)?)/.exec(typed) ?? [];
      const [first = ""] = words.split(" ");
      const id = own?.get(first) ?? this.#everywhere.get(first);
      // A group alone can't be clicked
      const name = [words, first].find((each) => this.#runnable.has(each));
      if (id === undefined || name === undefined) return undefined;
      // Options are typed into fields of their own
      const rest = typed.slice(1 + name.length).trim();
      return `</${name}:${id}>${rest === "" ? "" : ` ${inCode(rest)}`}`;
    };
  }
}
