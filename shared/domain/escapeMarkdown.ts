/** Text from alerts, requests and the service is data: nothing in it may act as Markdown or HTML. */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replaceAll(/\s+/g, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_[\]|~#!]/g, String.raw`\$&`)
      // GitHub makes links of bare addresses as well.
      .replaceAll('://', String.raw`:\//`)
      .replaceAll(/\bwww\./gi, (site) => site.replace('.', String.raw`\.`))
  );
}
