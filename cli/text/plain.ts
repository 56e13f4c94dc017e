/** Everything but tab, newline and what prints: it could move the cursor or hide a line. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Text that came from outside, made safe for a terminal. */
export function plain(text: string): string {
  return text.replaceAll(control, '\uFFFD');
}
