import { describe, expect, it } from '@jest/globals';
import { array, assert, json, jsonValue, nat, property, string, tuple } from 'fast-check';
import { readAlert } from '../../../shared/domain/alert/readAlert';
import { alertBody } from '../../support/builders';

/** A document of ours in which some parts are something else. */
const spoiled = tuple(array(nat({ max: 40 }), { maxLength: 6 }), jsonValue()).map(
  ([places, value]) => {
    let visited = 0;
    const body = JSON.parse(alertBody(), (_key, one: unknown) => {
      visited += 1;
      return places.includes(visited) ? value : one;
    }) as unknown;
    return JSON.stringify(body);
  },
);

const expectAnswer = (body: string): void => {
  const reading = readAlert(body);
  const said = reading.status === 'read' ? reading.alert.id : reading.reason;
  expect(said.length).toBeGreaterThan(0);
};

describe('readAlert over anything', () => {
  it('answers for any text', () => {
    expect.hasAssertions();
    assert(property(string(), expectAnswer));
  });

  it('answers for any JSON', () => {
    expect.hasAssertions();
    assert(property(json(), expectAnswer));
  });

  it('answers for an alert of which any part is something else', () => {
    expect.hasAssertions();
    assert(property(spoiled, expectAnswer), { numRuns: 500 });
  });

  it.each([
    { what: 'very deep', body: `${'['.repeat(200_000)}${']'.repeat(200_000)}` },
    { what: 'very deep within an alert', body: deep(50_000) },
    { what: 'very long', body: `"${'x'.repeat(2_000_000)}"` },
    { what: 'very wide', body: `[${'0,'.repeat(300_000)}0]` },
    { what: 'a prototype', body: '{"__proto__":{"schemaId":"azureMonitorCommonAlertSchema"}}' },
    { what: 'bytes that are no text', body: Buffer.from([0xff, 0xfe, 0x00, 0xd8]).toString() },
  ])('answers for a body that is $what', ({ body }) => {
    expect.hasAssertions();
    expectAnswer(body);
  });

  it('names no more than a hundred things, however many there are', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`name${index}`, 'x'] as const),
    );
    const reading = readAlert(alertBody({ dimensions: {}, properties }));

    expect(reading.status === 'read' && Object.keys(reading.alert.dimensions)).toHaveLength(100);
  });
});

function deep(levels: number): string {
  const { data, ...rest } = JSON.parse(alertBody()) as { data: object };
  const text = JSON.stringify({ ...rest, data: { ...data, alertContext: 'HERE' } });
  return text.replace('"HERE"', `${'{"properties":'.repeat(levels)}1${'}'.repeat(levels)}`);
}
