import { html, LitElement, nothing, type TemplateResult } from "lit";
import { SLACK_APPS } from "../../../../setup/consoles.ts";
import type { Finding } from "../../../../setup/finding.ts";
import type { PlatformId, Session } from "../../protocol.ts";
import { askConnect, type Connected, checkValues, connectWith, KeyWanted, Unanswered } from "../api.ts";
import { keepKey, keyOfRun } from "../key.ts";
import { GUIDES } from "./guides.ts";

const SIGNS = { good: "✓", bad: "✗", unsure: "–", skipped: "–" } as const satisfies Record<Finding["state"], string>;
const IN_WORDS = { good: "good", bad: "wrong", unsure: "not sure", skipped: "skipped" } as const;

/** The page that connects one platform: make the app, copy the values, check, connect. */
class ConnectPage extends LitElement {
  static override properties = {
    platform: {},
    session: {},
    slackAppUrl: { state: true },
    outcome: { state: true },
    problem: { state: true },
    isBusy: { state: true },
    isKeyWanted: { state: true },
  };

  declare platform: PlatformId;
  declare session: Session | undefined;
  declare slackAppUrl: string;
  declare outcome: Connected | undefined;
  declare problem: string | undefined;
  declare isBusy: boolean;
  declare isKeyWanted: boolean;

  constructor() {
    super();
    this.slackAppUrl = `${SLACK_APPS}?new_app=1`;
    this.isBusy = false;
    this.isKeyWanted = keyOfRun() === undefined;
  }

  /** In the page itself, for its style sheet. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override firstUpdated(): void {
    void this.#try(async () => {
      this.slackAppUrl = (await askConnect()).slackAppUrl;
    });
  }

  override render(): TemplateResult {
    const { name, make, inputs } = GUIDES[this.platform];
    const isConnected = this.session?.platforms.includes(this.platform) === true;
    return html`
      <h1>Connect ${name}</h1>
      <p class="quiet">
        ${
          isConnected
            ? `${name} is connected already. What you enter here counts from the next start on.`
            : "Three steps, about five minutes. The bot opens the connection itself, so it needs no public address."
        }
      </p>
      <ol class="steps">
        <li>
          <h2>Make the app</h2>
          ${make(this.slackAppUrl)}
        </li>
        <li>
          <h2>Copy ${inputs.length === 2 ? "two" : "these"} values</h2>
          <form id="values" @submit=${this.#connect} autocomplete="off">
            ${inputs.map(
              ({ variable, label, looks, where, isSecret, isOptional }) => html`
                <div class="field">
                  <label for=${variable}>${label}</label>
                  <input
                    id=${variable}
                    name=${variable}
                    type=${isSecret ? "password" : "text"}
                    placeholder=${looks}
                    autocomplete="off"
                    spellcheck="false"
                    ?required=${isOptional !== true}
                    aria-describedby="${variable}-where"
                  />
                  <p class="quiet" id="${variable}-where">${where}</p>
                </div>
              `,
            )}
          </form>
        </li>
        <li>
          <h2>Connect</h2>
          <p>The values are checked with ${name}, written to the file <code>.env</code>, and used at once.</p>
          ${this.isKeyWanted ? this.#key() : nothing}
          <p class="row">
            <button type="button" ?disabled=${this.isBusy} @click=${this.#check}>Only check</button>
            <button type="submit" form="values" class="send" ?disabled=${this.isBusy}>Write .env and connect</button>
          </p>
          <div role="status">${this.#outcome()}</div>
        </li>
      </ol>
    `;
  }

  /** For whoever came here otherwise than by the log's address. */
  #key(): TemplateResult {
    return html`
      <div class="field">
        <label for="key">Key of this run</label>
        <input id="key" form="values" type="password" autocomplete="off" spellcheck="false" required aria-describedby="key-where" />
        <p class="quiet" id="key-where">
          It shows that you run this bot. The log has it, at the end of the line <b>the playground is open</b>: copy the address there.
        </p>
      </div>
    `;
  }

  #outcome(): TemplateResult | typeof nothing {
    if (this.isBusy) return html`<p class="quiet">One moment…</p>`;
    if (this.problem !== undefined) return html`<p class="problem">${this.problem}</p>`;
    if (this.outcome === undefined) return nothing;
    const { findings, inviteUrl, addUrl } = this.outcome;
    return html`
      <ul class="findings">
        ${findings.map(
          ({ state, subject, sentence, advice }) => html`<li class=${state}>
            <span class="sign" role="img" aria-label=${IN_WORDS[state]}>${SIGNS[state]}</span>
            <span><b>${subject}</b>: ${sentence} ${advice ?? ""}</span>
          </li>`,
        )}
      </ul>
      ${isConnectedBy(this.outcome) ? this.#whatNext(inviteUrl, addUrl) : nothing}
    `;
  }

  #whatNext(inviteUrl: string | undefined, addUrl: string | undefined): TemplateResult {
    return html`
      <p class="done">${GUIDES[this.platform].next}</p>
      ${
        inviteUrl === undefined || addUrl === undefined
          ? nothing
          : html`<p class="row">
              <a class="go" href=${inviteUrl} target="_blank" rel="noopener noreferrer">Invite to a server</a>
              <a class="go" href=${addUrl} target="_blank" rel="noopener noreferrer">Add to my account</a>
            </p>`
      }
      <p class="quiet">
        From now on <code>npm start</code> connects by itself, and this page stays off unless you set
        <code>PLAYGROUND=on</code> and <code>PLAYGROUND_PASSWORD</code>. Until you stop it, it stays open for this tab. If something is amiss, <code>npm run doctor</code> says what.
      </p>
    `;
  }

  readonly #check = (): void => {
    void this.#try(async () => {
      this.outcome = await checkValues(this.platform, this.#values());
    });
  };

  readonly #connect = (event: Event): void => {
    event.preventDefault();
    void this.#try(async () => {
      this.outcome = await connectWith(this.platform, this.#values());
    });
  };

  #values(): Readonly<Record<string, string>> {
    const inputs = this.querySelectorAll<HTMLInputElement>("form input[name]");
    return Object.fromEntries([...inputs].map(({ name, value }) => [name, value.trim()]));
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    this.problem = undefined;
    const key = this.querySelector<HTMLInputElement>("#key")?.value.trim() ?? "";
    if (key !== "") keepKey(key);
    try {
      await work();
      this.isKeyWanted = keyOfRun() === undefined;
    } catch (error) {
      if (error instanceof KeyWanted) this.isKeyWanted = true;
      this.problem = error instanceof Unanswered ? error.message : "Something went wrong on this page. Load it again.";
    } finally {
      this.isBusy = false;
    }
  }
}

function isConnectedBy({ findings }: Connected): boolean {
  return findings.some(({ subject, state }) => subject === "Connection" && state === "good");
}

customElements.define("magpie-connect", ConnectPage);
