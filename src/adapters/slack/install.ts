import type { ServerResponse } from "node:http";
import type { InstallationQuery, Logger, webApi } from "@slack/bolt";
import { AuthorizationError, InstallProvider, InvalidStateError, MissingStateError } from "@slack/oauth";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { OauthApp } from "../../config.ts";
import { StateError } from "../../core/errors.ts";
import { PAGE_HEADERS, type Page, renderPage } from "../../http/page.ts";
import { type Installs, installationStore, installId, StaleStateError, stateStore } from "./install-store.ts";
import { REDIRECT_ROUTE, SCOPES } from "./register.ts";

const INSTALL_ROUTE = "/slack/install";

export interface InstallerParts {
  readonly app: OauthApp;
  readonly installs: Installs;
  /** How the world reaches the web server, without a slash at its end. */
  readonly publicUrl: string;
  /** Web API root with a slash at its end. */
  readonly apiUrl: string;
  readonly clientOptions: webApi.WebClientOptions & { readonly logger: Logger };
}

/** Installs the bot in the workspaces of people who come to `/slack/install`, and knows the token of each. */
export class Installer {
  readonly #provider: InstallProvider;
  readonly #installPage: string;
  /** Tokens being looked up, by installation: a renewal uses up what the next one would need. */
  readonly #underWay = new Map<string, Promise<string>>();

  constructor({ app, installs, publicUrl, apiUrl, clientOptions }: InstallerParts) {
    const installUrlOptions = { scopes: [...SCOPES], redirectUri: publicUrl + REDIRECT_ROUTE };
    this.#installPage = publicUrl + INSTALL_ROUTE;
    this.#provider = new InstallProvider({
      ...app,
      installUrlOptions,
      installationStore: installationStore(installs),
      stateStore: stateStore(installs, installUrlOptions),
      directInstall: true,
      // Beside the API: https://slack.com/oauth/v2/authorize, or its government twin's
      authorizationUrl: new URL("../oauth/v2/authorize", apiUrl).href,
      clientOptions,
      logger: clientOptions.logger,
    });
  }

  /** Adds the two routes. */
  serve(http: FastifyInstance): void {
    http.get(INSTALL_ROUTE, (request, reply) => this.#toSlack(request, reply));
    http.get(REDIRECT_ROUTE, (request, reply) => this.#fromSlack(request, reply));
  }

  /** The bot token for a workspace, renewed when it is about to expire. Rejects where the bot is not installed. */
  token(query: InstallationQuery<boolean>): Promise<string> {
    const id = installId(query) ?? "";
    const underWay = this.#underWay.get(id);
    if (underWay !== undefined) return underWay;
    const token = this.#lookUp(query).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, token);
    return token;
  }

  async #lookUp(query: InstallationQuery<boolean>): Promise<string> {
    const { botToken } = await this.#provider.authorize(query);
    if (botToken === undefined) throw new Error("the installation has no bot token");
    return botToken;
  }

  async #toSlack(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.hijack();
    keepCookieHere(reply.raw);
    // The library says in the log what went wrong
    await this.#provider.handleInstallPath(request.raw, reply.raw).catch(() => this.#show(reply.raw, 503, UNAVAILABLE));
  }

  async #fromSlack(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.hijack();
    await this.#provider.handleCallback(request.raw, reply.raw, {
      success: (installation, _, __, response) => {
        const where = installation.team?.name ?? installation.enterprise?.name ?? "your workspace";
        this.#show(response, 200, {
          title: "Magpie is here",
          sentences: [`I am in ${where} now.`, "Type /help there."],
        });
      },
      failure: (error, _, __, response) => {
        if (error instanceof StateError) this.#show(response, 503, UNAVAILABLE);
        else this.#show(response, 400, problemOf(error));
      },
    });
  }

  #show(response: ServerResponse, status: number, page: Page): void {
    if (response.headersSent) return;
    const again = { label: "Start again", href: this.#installPage };
    response.writeHead(status, { ...PAGE_HEADERS });
    response.end(renderPage(status === 200 ? page : { ...page, link: again }));
  }
}

/** Gives the library's cookie what it lacks: of requests that other pages lead to, only the way back from Slack has it. */
function keepCookieHere(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) =>
    setHeader(name, name.toLowerCase() === "set-cookie" ? `${String(value)}; SameSite=Lax` : value);
}

const UNAVAILABLE: Page = {
  title: "Not right now",
  sentences: ["My memory is not available, so I can't be installed; nothing is lost.", "Try again in a few minutes."],
};

/** What to tell the person; the log has the rest. */
function problemOf(error: Error): Page {
  if (error instanceof AuthorizationError)
    return { title: "Not installed", sentences: ["You did not let me in, and I have kept nothing."] };
  if (error instanceof StaleStateError || error instanceof InvalidStateError || error instanceof MissingStateError) {
    return {
      title: "This link is no longer good",
      sentences: ["It works once, for ten minutes, in the browser it was opened in. I have kept nothing."],
    };
  }
  return { title: "That did not work", sentences: ["Slack did not let me in, and I have kept nothing."] };
}
