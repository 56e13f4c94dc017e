import { itemOffsets, readScalar } from '../message/amqpValue';
import type { AmqpScalar } from '../message/amqpValue';
import { mergeApplicationProperties } from '../message/mergeApplicationProperties';
import { mergeProperties } from '../message/mergeProperties';
import type { MessageContent } from '../message/messageContent';
import { sectionsOf, SectionCodes } from '../message/sections';
import type { SectionCode } from '../message/sections';
import type { Property } from './sql/expression';
import { SYSTEM_PROPERTIES } from './systemProperties';
import type { FilterValue } from './ruleDescription';

/** The properties of a message, as rules see and change them. Null stands for what is not there. */
export class MessageProperties {
  readonly #content: MessageContent;
  readonly #system: Map<number, FilterValue>;
  readonly #user: Map<string, FilterValue | null>;
  readonly #userChanges = new Map<string, FilterValue | undefined>();
  readonly #systemChanges = new Map<number, FilterValue | null>();

  constructor(content: MessageContent) {
    this.#content = content;
    this.#system = readSystem(content.bare);
    this.#user = readUser(content.bare);
  }

  get({ scope, name }: Pick<Property, 'scope' | 'name'>): FilterValue | null {
    return scope === 'sys'
      ? (this.#system.get(positionOf(name)) ?? null)
      : (this.#user.get(this.#keyOf(name)) ?? null);
  }

  /** Whether the property is there, be it null. */
  has({ scope, name }: Pick<Property, 'scope' | 'name'>): boolean {
    return scope === 'sys' ? this.#system.has(positionOf(name)) : this.#user.has(this.#keyOf(name));
  }

  /** Null takes the property away. */
  set({ scope, name }: Property, value: FilterValue | null): void {
    if (scope === 'user') {
      const key = this.#keyOf(name);
      this.#userChanges.set(key, value ?? undefined);
      change(this.#user, key, value);
    } else {
      const position = positionOf(name);
      const text = value === null ? null : String(value);
      this.#systemChanges.set(position, text);
      change(this.#system, position, text);
    }
  }

  /** The message with what was set. */
  content(): MessageContent {
    return mergeApplicationProperties(
      mergeProperties(this.#content, this.#systemChanges),
      this.#userChanges,
    );
  }

  /** Case does not count, unless there are several that differ in nothing else. */
  #keyOf(name: string): string {
    if (this.#user.has(name)) {
      return name;
    }
    const lower = name.toLowerCase();
    return [...this.#user.keys()].find((key) => key.toLowerCase() === lower) ?? name;
  }
}

function change<K>(values: Map<K, FilterValue | null>, key: K, value: FilterValue | null): void {
  if (value === null) {
    values.delete(key);
  } else {
    values.set(key, value);
  }
}

function positionOf(name: string): number {
  return SYSTEM_PROPERTIES.get(name.toLowerCase()) ?? -1;
}

function readSystem(bare: Buffer): Map<number, FilterValue> {
  const values = new Map<number, FilterValue>();
  for (const [position, offset] of offsetsIn(bare, SectionCodes.properties).entries()) {
    const value = comparable(readScalar(bare, offset));
    if (value !== null) {
      values.set(position, value);
    }
  }
  return values;
}

function readUser(bare: Buffer): Map<string, FilterValue | null> {
  const values = new Map<string, FilterValue | null>();
  const offsets = offsetsIn(bare, SectionCodes.applicationProperties);
  for (let i = 0; i + 1 < offsets.length; i += 2) {
    const key = readScalar(bare, offsets[i] ?? 0);
    values.set(String(key), comparable(readScalar(bare, offsets[i + 1] ?? 0)));
  }
  return values;
}

function offsetsIn(bare: Buffer, wanted: SectionCode): number[] {
  const section = sectionsOf(bare).find(({ code }) => code === wanted);
  return section === undefined ? [] : itemOffsets(bare, section.value);
}

/** Bytes and uuids compare as text in hexadecimal. */
function comparable(value: AmqpScalar): FilterValue | null {
  if (Buffer.isBuffer(value)) {
    return value.toString('hex');
  }
  return typeof value === 'bigint' ? Number(value) : value;
}
