import { createServer, IncomingMessage, type RequestListener, type Server, type ServerOptions } from "node:http";
import { BlockList, isIPv6, Socket } from "node:net";
import { LRUCache } from "lru-cache";
import { MINUTE_MS, steadyNow } from "../core/time.ts";
import { networkOf } from "./network.ts";

/** Connections that one address may hold; of more, the one without a request for longest ends. Our choice: a proxy keeps some dozens. */
const MAX_CONNECTIONS = 500;

/** Addresses known at once; the least recently seen is forgotten. Our choice: 2 MB. */
const MAX_ADDRESSES = 10_000;

/** Connections of an address in a minute that may break the rules. Our choice: neither proxies nor platforms do. */
const MAX_ODD = 20;

/** After those its new connections are read one after the other, so far apart, in milliseconds: one costs up to 20. Our choice. */
const APART_MS = 30;

/** What a proxy may do that can't tell how long a body is. https://www.rfc-editor.org/rfc/rfc9110#section-15.5.12 (2026-11-28) */
const LENGTH_REQUIRED = "HTTP/1.1 411 Length Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/** The longest that one waits for that, in milliseconds: whoever shares the address has three seconds. Our choice. */
const MAX_WAIT_MS = 2_000;

interface Peer {
  readonly network: string;
  /** Those without a request for longest come first. */
  readonly open: Set<Socket>;
  minute: number;
  odd: number;
  /** The minute in which it sent a body in too many pieces, -1 for never. */
  choppyMinute: number;
  /** When its next new connection may be read, on the steady clock. */
  readAt: number;
}

/**
 * The connections of the web server, bounded by the address that they come from; proxies that are trusted have no bound. Each
 * carries one request at a time: nobody sends the next one before the answer but who wants to keep the process busy. Such a
 * connection ends, and where an address has many of that kind, its new ones wait. Node calls for each piece of a body that has
 * no length, up to ten thousand times in one read, so who sent one like that sends no further one for the rest of the minute.
 */
export class Connections {
  readonly #peers = new LRUCache<string, Peer>({ max: MAX_ADDRESSES });
  /** Looked up when a connection opens, and not for each of its requests. */
  readonly #peerOf = new WeakMap<Socket, Peer>();
  readonly #busy = new WeakSet<Socket>();
  readonly #trusted = new BlockList();

  constructor(trustedProxies: readonly string[]) {
    for (const proxy of trustedProxies) {
      const [address = "", bits] = proxy.split("/");
      const family = isIPv6(address) ? "ipv6" : "ipv4";
      if (bits === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(bits), family);
    }
  }

  createServer(options: ServerOptions, handler: RequestListener): Server {
    const begin = (socket: Socket) => this.#begin(socket);
    const isChoppy = (socket: Socket) => this.#peerOf.get(socket)?.choppyMinute === thisMinute();
    // What every request is made of, also the ones that Node answers by itself
    class OneAtATime extends IncomingMessage {
      constructor(socket: Socket) {
        super(socket);
        // Of a change of protocol Node reads nothing further, not even the thousand requests, or pieces of a body, that have
        // come in the same read
        if (!begin(socket)) Object.defineProperty(this, "upgrade", { get: () => true, set: () => {} });
        else if (isChoppy(socket)) {
          Object.defineProperty(this, "upgrade", { get: () => isInPieces(this), set: () => {} });
        }
      }
    }
    const server = createServer(
      { ...options, IncomingMessage: OneAtATime, shouldUpgradeCallback: () => false },
      (request, response) => {
        const { socket } = request;
        response.once("close", () => this.#busy.delete(socket));
        handler(request, response);
      },
    );
    server.on("upgrade", (request, socket) => {
      if (isInPieces(request) && socket instanceof Socket) {
        this.#countOdd(socket);
        socket.end(LENGTH_REQUIRED, () => socket.destroy());
      } else socket.destroy();
    });
    server.on("connection", (socket) => this.#add(socket));
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      // A client that has gone has broken no rule
      if (error.code !== "ECONNRESET" && socket instanceof Socket) this.#countOdd(socket);
    });
    return server;
  }

  /** Ends a connection on which a body comes in far too many pieces. */
  cutOffPieces(socket: Socket): void {
    this.#countOdd(socket);
    const peer = this.#peerOf.get(socket);
    if (peer !== undefined) peer.choppyMinute = thisMinute();
    socket.destroy();
  }

  /** Notes that a request has come; false where the one before has no answer yet. */
  #begin(socket: Socket): boolean {
    if (this.#busy.has(socket)) {
      this.#countOdd(socket);
      return false;
    }
    this.#busy.add(socket);
    const peer = this.#peerOf.get(socket);
    if (peer === undefined) return true;
    this.#remember(peer);
    if (peer.open.delete(socket)) peer.open.add(socket);
    return true;
  }

  #add(socket: Socket): void {
    const peer = this.#peer(socket);
    if (peer === undefined) return;
    this.#peerOf.set(socket, peer);
    peer.open.add(socket);
    socket.once("close", () => peer.open.delete(socket));
    if (peer.open.size > MAX_CONNECTIONS) this.#endIdlest(peer);
    if (isOdd(peer)) readInTurn(socket, peer);
  }

  #endIdlest(peer: Peer): void {
    for (const socket of peer.open) {
      if (this.#busy.has(socket)) continue;
      peer.open.delete(socket);
      socket.destroy();
      return;
    }
  }

  #countOdd(socket: Socket): void {
    const peer = this.#peerOf.get(socket);
    if (peer === undefined) return;
    this.#remember(peer);
    if (!isThisMinute(peer)) peer.odd = 0;
    peer.minute = thisMinute();
    peer.odd += 1;
  }

  /** Others are forgotten before whoever is there just now. */
  #remember(peer: Peer): void {
    this.#peers.set(peer.network, peer);
  }

  /** Undefined for trusted proxies, and where the other side has gone. */
  #peer({ remoteAddress, remoteFamily }: Socket): Peer | undefined {
    if (remoteAddress === undefined) return undefined;
    if (this.#trusted.check(remoteAddress, remoteFamily === "IPv6" ? "ipv6" : "ipv4")) return undefined;
    const network = networkOf(remoteAddress);
    let peer = this.#peers.get(network);
    if (peer === undefined) {
      peer = { network, open: new Set(), minute: 0, odd: 0, choppyMinute: -1, readAt: 0 };
      this.#peers.set(network, peer);
    }
    return peer;
  }
}

function isInPieces({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined;
}

function readInTurn(socket: Socket, peer: Peer): void {
  const now = steadyNow();
  peer.readAt = Math.min(Math.max(now, peer.readAt + APART_MS), now + MAX_WAIT_MS);
  socket.pause();
  setTimeout(() => socket.resume(), peer.readAt - now).unref();
}

function isOdd(peer: Peer): boolean {
  return peer.odd > MAX_ODD && isThisMinute(peer);
}

function isThisMinute(peer: Peer): boolean {
  return peer.minute === thisMinute();
}

function thisMinute(): number {
  return Math.floor(steadyNow() / MINUTE_MS);
}
