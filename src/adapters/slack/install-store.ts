import type { Installation, InstallationQuery, InstallationStore, InstallURLOptions, StateStore } from "@slack/bolt";
import { z } from "zod";
import { TIMES } from "./limits.ts";

/** Where installations and flows under way are kept, whatever is in them. */
export interface Installs {
  put(id: string, installation: string): Promise<void>;
  get(id: string): Promise<string | undefined>;
  /** Deletes one made until then, in milliseconds since the epoch. */
  remove(id: string, until: number): Promise<void>;
  /** A secret that holds until then, in milliseconds since the epoch. Visits cost nothing: it is kept nowhere. */
  newState(expiresAt: number): string;
  /** Whether the secret is good; after this it isn't. */
  takeState(state: string): Promise<boolean>;
}

/** What of an installation everything depends on; the rest is the library's own. */
const kept = z.looseObject({ bot: z.looseObject({ token: z.string() }) });

/** Installations as the library keeps them. */
export function installationStore(installs: Installs): InstallationStore {
  return {
    storeInstallation: async (installation) => {
      const id = installation.isEnterpriseInstall ? installation.enterprise?.id : installation.team?.id;
      if (id === undefined) throw new Error("Slack did not say which workspace the installation is for");
      await installs.put(id, JSON.stringify(installation));
    },
    fetchInstallation: async (query) => {
      const id = installId(query);
      const text = id === undefined ? undefined : await installs.get(id);
      if (text === undefined) throw new Error("the bot is not installed there");
      return kept.parse(JSON.parse(text)) as unknown as Installation;
    },
  };
}

/** The workspace, or the organisation that installed the bot for all its workspaces. */
export function installId(query: InstallationQuery<boolean>): string | undefined {
  return query.isEnterpriseInstall ? query.enterpriseId : query.teamId;
}

/** The secrets that people carry to Slack and back: each holds once, for ten minutes. */
export function stateStore(installs: Installs, options: InstallURLOptions): StateStore {
  return {
    generateStateParam: async (_, now) => installs.newState(now.getTime() + TIMES.installMs),
    verifyStateParam: async (_, state) => {
      if (!(await installs.takeState(state))) throw new StaleStateError();
      return options;
    },
  };
}

/** Somebody came back with a secret that was never ours, was used already or is too old. */
export class StaleStateError extends Error {
  constructor() {
    super("the state of an installation is unknown, used or expired");
    this.name = "StaleStateError";
  }
}
