import type { MessageContent } from '../message/messageContent';
import type { Ledger } from '../queue/queueRecord';
import type { QueueState } from '../queue/queueState';
import { entityAlreadyExists, entityNotFound } from '../serviceBusError';
import { MessageProperties } from './messageProperties';
import { compileRule } from './rule';
import type { Rule } from './rule';
import type { RuleDescription } from './ruleDescription';
import { SavedRules } from './savedRules';

const NOTE = 'rules';

/**
 * The rules of a subscription. They begin as the configuration has them, and what clients add and
 * remove outlives the broker, until the configuration says something else.
 */
export class Rules {
  readonly #state: QueueState;
  readonly #ledger: Ledger;
  readonly #configured: readonly RuleDescription[];
  readonly #rules: Map<string, Rule>;

  constructor(state: QueueState, ledger: Ledger, configured: readonly RuleDescription[]) {
    this.#state = state;
    this.#ledger = ledger;
    this.#configured = configured;
    const rules = savedRules(state, configured) ?? configured;
    this.#rules = new Map(rules.map((rule) => [keyOf(rule.name), compileRule(rule)]));
  }

  list(): RuleDescription[] {
    return [...this.#rules.values()].map(({ description }) => description);
  }

  find(name: string): RuleDescription | undefined {
    return this.#rules.get(keyOf(name))?.description;
  }

  /** Throws `entity-already-exists`, and `argument-error` for a filter or action that cannot be read. */
  add(description: RuleDescription): void {
    if (this.#rules.has(keyOf(description.name))) {
      throw entityAlreadyExists(this.#pathOf(description.name));
    }
    this.put(description);
  }

  /** Adds a rule, or replaces the one of the same name. */
  put(description: RuleDescription): void {
    this.#rules.set(keyOf(description.name), compileRule(description));
    this.#save();
  }

  /** Throws `not-found`. */
  remove(name: string): void {
    if (!this.#rules.delete(keyOf(name))) {
      throw entityNotFound(this.#pathOf(name));
    }
    this.#save();
  }

  /**
   * What the subscription gets of a message: one copy if rules without an action match it, and one
   * more for each rule with an action that does.
   */
  copiesOf(content: MessageContent): MessageContent[] {
    const properties = new MessageProperties(content);
    const matching = [...this.#rules.values()].filter((rule) => rule.matches(properties));
    const copies = matching.some(({ act }) => act === undefined) ? [content] : [];
    for (const { act } of matching) {
      if (act !== undefined) {
        const changed = new MessageProperties(content);
        act(changed);
        copies.push(changed.content());
      }
    }
    return copies;
  }

  #save(): void {
    const text = JSON.stringify({ configured: this.#configured, rules: this.list() });
    const { path: queue } = this.#state;
    this.#ledger.append([{ type: 'noted', queue, name: NOTE, value: Buffer.from(text) }]);
  }

  #pathOf(rule: string): string {
    return `${this.#state.path}/Rules/${rule}`;
  }
}

/** Undefined when there are none, or the configuration has changed since. */
function savedRules(
  { notes }: QueueState,
  configured: readonly RuleDescription[],
): RuleDescription[] | undefined {
  const note = notes.get(NOTE);
  if (note === undefined) {
    return undefined;
  }
  const saved = SavedRules.parse(JSON.parse(note.toString('utf8')));
  const isCurrent = JSON.stringify(saved.configured) === JSON.stringify(configured);
  return isCurrent ? saved.rules : undefined;
}

function keyOf(name: string): string {
  return name.toLowerCase();
}
