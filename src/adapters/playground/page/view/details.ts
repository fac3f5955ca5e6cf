import { html, nothing, svg, type TemplateResult } from "lit";
import type { Cap, DrawnMessage, Stage } from "../../protocol.ts";

/** What came about and how, folded away until somebody wants to know. */
export function details(id: number, message: DrawnMessage): TemplateResult {
  const { stages, answers, discord, slack } = message;
  const all = stages.find(({ name }) => name === "all");
  const summary = [...(all === undefined ? [] : [inMs(all.ms)]), ...new Set(answers.map(({ upstream }) => upstream))];
  return html`<details class="details">
    <summary>How it came about${summary.length === 0 ? nothing : html`<span> · ${summary.join(" · ")}</span>`}</summary>
    <div class="details-body">
      <section>
        <h3>How long each stage took</h3>
        ${timings(stages)}
        <p class="quiet">
          ${
            answers.length === 0
              ? "No upstream was asked."
              : `Answered by ${[...new Set(answers.map(({ upstream, from }) => `${upstream} (${from})`))].join(", ")}.`
          }
        </p>
      </section>
      <section>
        <h3>How near to Discord's caps</h3>
        ${caps(discord.caps)}
      </section>
      <section>
        <h3>How near to Slack's caps</h3>
        ${caps(slack.caps)}
      </section>
      ${json(`discord-${id}`, "What Discord gets", discord.payload)} ${json(`slack-${id}`, "What Slack gets", slack.payload)}
    </div>
  </details>`;
}

function timings(stages: readonly Stage[]): TemplateResult {
  const longest = Math.max(1, ...stages.map(({ ms }) => ms));
  return html`<table class="timings">
    <tbody>
      ${stages.map(
        ({ name, ms, detail }) => html`<tr>
          <th scope="row">${name}${detail === "" ? nothing : html`<small>${detail}</small>`}</th>
          <td>
            <svg aria-hidden="true" width="100%" height="8">
              ${svg`<rect width=${`${Math.max(1, (ms / longest) * 100)}%`} height="8" rx="4"></rect>`}
            </svg>
          </td>
          <td class="number">${inMs(ms)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function caps(all: readonly Cap[]): TemplateResult {
  const nearestFirst = all.toSorted((a, b) => b.used / b.of - a.used / a.of);
  return html`<ul class="caps">
    ${nearestFirst.map(
      ({ name, used, of }) => html`<li>
        <span>${name}</span>
        <span class="number">${used.toLocaleString("en")} of ${of.toLocaleString("en")}</span>
        <meter min="0" max=${of} high=${of * 0.8} optimum="0" .value=${used} aria-label=${name}></meter>
      </li>`,
    )}
  </ul>`;
}

function json(id: string, title: string, payload: unknown): TemplateResult {
  const text = JSON.stringify(payload, undefined, 2);
  return html`<section class="json">
    <h3 id=${id}>${title}</h3>
    <button type="button" class="small" @click=${(event: Event) => copy(event, text)}>Copy</button>
    <pre tabindex="0" aria-labelledby=${id}>${text}</pre>
  </section>`;
}

async function copy({ currentTarget }: Event, text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  if (currentTarget instanceof HTMLElement) currentTarget.textContent = "Copied";
}

function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en")} ms`;
}
