/** A template that cannot be worked out; the message says what was found and what is missing. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}
