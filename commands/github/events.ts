import { defineCommand, text } from "../../src/core/command.ts";
import { formatAge } from "../../src/core/format.ts";
import { reply } from "../../src/core/reply.ts";
import { type RichText, t } from "../../src/core/text.ts";
import type { PublicEvent } from "../../src/services/github/events.ts";
import { parseSubject, subjectName } from "../../src/services/github/subject.ts";
import { eventInWords } from "./event-words.ts";
import { list, pageWish, paging } from "./words.ts";

export const events = defineCommand({
  name: "events",
  description: "What happened in public: everywhere, by a person or in a repository",
  upstreams: ["githubPublic", "github"],
  options: {
    of: text({
      description: "A person or a repository, such as kubernetes/test-infra",
      example: "kubernetes/test-infra",
      takesRest: true,
      maxLength: 200,
    }),
    ...paging,
  },
  async run({ options, services, user }) {
    const { of, per_page } = options;
    const subject = parseSubject(of);
    const name = subjectName(subject);
    return reply(
      ...list(await services.github.events(user.key, subject, pageWish(options)), {
        title: name === undefined ? "What happens at GitHub" : `What happened at ${name}`,
        line: eventLine,
        command: "github events",
        options: { of, per_page },
      }),
    );
  },
});

/** `torvalds pushed to master of torvalds/linux · 3 hours ago`. */
function eventLine(event: PublicEvent): RichText {
  const words = eventInWords(event);
  const now = Date.now();
  return event.at === undefined || event.at > now ? words : t`${words} · ${formatAge(now - event.at)} ago`;
}
