/** The value of an application property, as far as filters can compare it. */
export type FilterValue = string | number | boolean;

/** Every field that is given must equal the message's; one that is not given matches anything. */
export type CorrelationFilter = {
  type: 'correlation';
  correlationId?: string | undefined;
  messageId?: string | undefined;
  to?: string | undefined;
  replyTo?: string | undefined;
  subject?: string | undefined;
  sessionId?: string | undefined;
  replyToSessionId?: string | undefined;
  contentType?: string | undefined;
  properties: Readonly<Record<string, FilterValue>>;
};

export type SqlFilter = { type: 'sql'; expression: string };

/** Which messages a subscription gets, and what is done to them on the way. */
export type RuleDescription = {
  name: string;
  filter: SqlFilter | CorrelationFilter;
  /** A SQL rule action, such as `SET sys.To = 'x'`; undefined for none. */
  action?: string | undefined;
};

/** What a subscription without rules of its own has: it gets everything. */
export const DEFAULT_RULE: RuleDescription = {
  name: '$Default',
  filter: { type: 'sql', expression: '1=1' },
};
