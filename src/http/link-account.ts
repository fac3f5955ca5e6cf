import { hash, randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { BotError, UpstreamError, userMessage } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { PAGE_HEADERS, type Page, renderPage } from "./page.ts";

/** What can be connected, and how people call it. */
const PROVIDERS = { github: "GitHub", google: "Google" } as const;
type ProviderId = keyof typeof PROVIDERS;

/** Name of the cookie that tells the browser which opened a link from all others. Under https no other host can set it. */
const cookieName = (isSecure: boolean) => (isSecure ? "__Host-magpie_connect" : "magpie_connect");

/** A link holds this long, in seconds; the cookie outlives it a little. */
const COOKIE_SECONDS = 15 * 60;

/** What happens between a private link and a connected account; throws BotErrors whose `userText` the page shows. */
export interface LinkSteps {
  asker(provider: ProviderId, key: string, browser: string): Promise<string>;
  leave(provider: ProviderId, key: string, browser: string): Promise<string>;
  arrive(
    provider: ProviderId,
    answer: URLSearchParams,
    browser: string | undefined,
  ): Promise<{
    readonly login: string;
    readonly asker: string;
    readonly isTold: boolean;
    readonly firstCommand: string;
  }>;
}

export interface LinkParts {
  /** How the world reaches this server, without a slash at its end. */
  readonly publicUrl: string;
  /** The steps for one request. */
  readonly linking: () => LinkSteps;
  readonly log: Logger;
}

/**
 * The pages where people connect accounts: `/connect/{provider}?key=…`, which says whose link it is before it leads on, and
 * `/connect/{provider}/callback`, where the provider sends them back to.
 */
export function registerLinkAccount(http: FastifyInstance, { publicUrl, linking, log }: LinkParts): void {
  const { protocol, pathname } = new URL(publicUrl);
  const isSecure = protocol === "https:";
  const cookie = cookieName(isSecure);
  const cookieTail = `; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;

  for (const provider of ["github", "google"] as const) {
    const name = PROVIDERS[provider];
    // A HEAD would use up what only a person's visit may
    const options = { exposeHeadRoute: false };

    http.get(`/connect/${provider}`, options, (request, reply) =>
      orSayWhy(reply, async () => {
        const query = queryOf(request);
        const key = query.get("key") ?? "";
        const known = browserOf(request, cookie);
        // Only the page itself knows the proof: a link that somebody made can't skip it
        if (known !== undefined && query.get("go") === proofOf(known)) {
          return reply.headers(PAGE_HEADERS).redirect(await linking().leave(provider, key, known), 303);
        }
        const browser = known ?? randomBytes(32).toString("base64url");
        const asker = await linking().asker(provider, key, browser);
        reply.header("set-cookie", `${cookie}=${browser}${cookieTail}`);
        return send(reply, 200, {
          title: `Connect a ${name} account`,
          sentences: [
            `This link was given to ${asker}. In the quotes stands the name that this person chose; the rest is my own.`,
            `If you go on, your ${name} account is connected there: I then show that person what the account sees, and nobody else.`,
            "If you are somebody else, close this page.",
          ],
          link: {
            label: `Continue to ${name}`,
            href: `${pathname.replace(/\/$/, "")}/connect/${provider}?${new URLSearchParams({ key, go: proofOf(browser) })}`,
          },
        });
      }),
    );

    http.get(`/connect/${provider}/callback`, options, (request, reply) =>
      orSayWhy(reply, async () => {
        const browser = browserOf(request, cookie);
        const { login, asker, isTold, firstCommand } = await linking().arrive(provider, queryOf(request), browser);
        const whose = login === "" ? `Your ${name} account` : `The ${name} account ${login}`;
        const untold = `If nothing shows there, I was restarted since you asked for the link: type ${firstCommand} all the same.`;
        return send(reply, 200, {
          title: "Connected",
          sentences: [
            `${whose} is now connected for ${asker}.`,
            "You can close this page and go back to the chat.",
            ...(isTold ? [] : [untold]),
          ],
        });
      }),
    );
  }

  /** Ends every failure in a page with a sentence. */
  async function orSayWhy(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
    try {
      return await work();
    } catch (error) {
      const isExpected = error instanceof BotError;
      if (!isExpected) log.error({ err: error }, "a bug in the pages that link accounts");
      else if (error instanceof UpstreamError) log.warn({ reason: error.message }, "an account was not connected");
      const sentence = isExpected
        ? userMessage(error)
        : "Something went wrong on my side, so nothing was connected. Ask me for a new link in the chat.";
      const status = isExpected ? (error instanceof UpstreamError ? 502 : 400) : 500;
      return send(reply, status, { title: "Not connected", sentences: [sentence] });
    }
  }
}

function send(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply.code(status).headers(PAGE_HEADERS).send(renderPage(page));
}

function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf("?");
  return new URLSearchParams(at === -1 ? "" : request.url.slice(at));
}

/** The secret of the browser, where it has one of ours. */
function browserOf(request: FastifyRequest, cookie: string): string | undefined {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  const value = pairs.find(([name]) => name === cookie)?.[1];
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}

function proofOf(browser: string): string {
  return hash("sha256", `go ${browser}`, "base64url");
}
