import { connect, type Socket } from "node:net";

export interface RawResponse {
  readonly status: number;
  readonly body: string;
}

/** One keep-alive connection that carries one request at a time: the load generator's own cost is kept small. */
export class RawConnection {
  readonly #socket: Socket;
  #pending = "";
  #resolve: ((response: RawResponse) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => this.#receive(chunk));
    socket.on("error", (error) => this.#reject?.(error));
    socket.on("close", () => {
      this.#isClosed = true;
      this.#reject?.(closedByServer());
    });
  }

  /** `from`: another address of this machine, for more than the bot takes from one. */
  static open(port: number, from = "127.0.0.1"): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", localAddress: from }, () => resolve(new RawConnection(socket)));
      socket.once("error", reject);
    });
  }

  /** Rejects when the server has closed the connection, as it does with one that was idle for long. */
  send(request: Buffer): Promise<RawResponse> {
    if (this.#isClosed) return Promise.reject(closedByServer());
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#reject = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: string): void {
    this.#pending += chunk;
    const headEnd = this.#pending.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = this.#pending.slice(0, headEnd);
    const isChunked = /\r\ntransfer-encoding: *chunked/i.test(head);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const isWhole = isChunked ? this.#pending.endsWith("0\r\n\r\n") : this.#pending.length >= headEnd + 4 + length;
    if (!isWhole) return;
    const response = { status: Number(head.slice(9, 12)), body: this.#pending.slice(headEnd + 4) };
    this.#pending = "";
    this.#reject = undefined;
    this.#resolve?.(response);
  }
}

function closedByServer(): Error {
  return new Error("the server closed the connection");
}
