/**
 * What the person typed. Slack escapes `&<>` in the text of a command and, in a message or where an app asks for it
 * (`should_escape`), wraps people, channels and addresses: `<@U123|ann>`, `<#C123|general>`, `<https://…|title>`.
 */
export function typedText(text: string): string {
  return text
    .replace(
      /<([@#])([A-Z0-9]+)(?:\|([^<>|]*))?>/g,
      (_, sign: string, id: string, name?: string) => sign + (name || id),
    )
    .replace(/<((?:https?|mailto|tel):[^<>|\s]+)(?:\|([^<>|]*))?>/g, (_, url: string, title?: string) => title ?? url)
    .replace(/&(lt|gt|amp);/g, (_, name: string) => (name === "lt" ? "<" : name === "gt" ? ">" : "&"));
}
