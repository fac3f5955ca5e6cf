import { PassThrough, type Readable, type Writable } from "node:stream";
import { setImmediate as soon } from "node:timers/promises";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { AdapterParts } from "../../core/adapter.ts";
import type { Logger } from "../../core/log.ts";
import { readLocalFile } from "../../net/local-file.ts";
import { createAgentServer } from "./server.ts";
import { Toolbox } from "./toolbox.ts";

export interface StdioParts extends Pick<AdapterParts, "dispatcher"> {
  readonly input: Readable;
  readonly output: Writable;
  readonly log: Logger;
  /** Called when the agent has gone, or can't be heard or told any more. */
  readonly onEnd: () => void;
}

/** Serves the one agent that has started this process, for the one person whose machine it is. */
export function serveAgent({ dispatcher, input, output, log, onEnd }: StdioParts): { close(): Promise<void> } {
  const toolbox = new Toolbox(dispatcher.commands, true);
  const user = { id: "you", key: "mcp:you", name: "you", locale: Intl.DateTimeFormat().resolvedOptions().locale };
  const parts = { dispatcher, toolbox, user, readFile: readLocalFile };
  // Its end must not end the protocol before what is under way has been answered
  const transport = new StdioServerTransport(input.pipe(new PassThrough(), { end: false }), output);
  const agent = serveStdio(() => createAgentServer(parts), {
    transport,
    onerror: (error) => log.debug({ err: error }, "the agent sent what I can't use"),
  });
  const { onclose } = transport;
  transport.onclose = () => {
    onclose?.();
    onEnd();
  };
  input.once("end", onEnd);
  return {
    close: async () => {
      // The last answers are on their way to the output
      await soon();
      await agent.close();
    },
  };
}
