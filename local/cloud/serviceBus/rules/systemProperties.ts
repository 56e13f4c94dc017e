/** The position of each system property in the properties section of an AMQP message, by its name in lower case. */
export const SYSTEM_PROPERTIES: ReadonlyMap<string, number> = new Map([
  ['messageid', 0],
  ['to', 2],
  ['label', 3],
  ['subject', 3],
  ['replyto', 4],
  ['correlationid', 5],
  ['contenttype', 6],
  ['sessionid', 10],
  ['replytosessionid', 12],
]);
