import { describe, expect, it } from '@jest/globals';
import { readChoice } from '../../../bench/restore/choice';

const sizes = (given: Record<string, string>): number[] =>
  readChoice(given).fleet.map(({ circuits }) => circuits.length);

describe('what is to be measured', () => {
  it('is 200 circuits, every profile and every peer when nothing is said', () => {
    expect(readChoice({})).toMatchObject({
      profiles: ['none', 'arm', 'provider', 'strict', 'storm'],
      peers: ['sequential', 'pool10', 'promise_all'],
      latency: undefined,
      speed: undefined,
      scale: [200, 1000],
    });
    expect(sizes({})).toEqual(Array.from({ length: 10 }, () => 20));
  });

  it('spreads circuits over so many plants, or gives each plant its own', () => {
    expect(sizes({ circuits: '7', plants: '3' })).toEqual([3, 2, 2]);
    expect(sizes({ plants: '20,5,1' })).toEqual([20, 5, 1]);
  });

  it('reads latencies as seconds from and to', () => {
    expect(readChoice({ latency: '1-2,3.5-4' }).latency).toEqual({
      deploymentWrite: [1, 2],
      deploymentOperation: [3.5, 4],
    });
  });

  it('leaves out peers and scale when told to', () => {
    expect(readChoice({ peers: 'no', scale: 'no' })).toMatchObject({ peers: [], scale: [] });
  });

  it.each([
    [{ profile: 'calm' }, '--profile'],
    [{ circuits: '0' }, '--circuits'],
    [{ circuits: '5', plants: '6' }, '--plants'],
    [{ latency: '3' }, '--latency: expected A-B,C-D, in seconds'],
    [{ latency: '2-1,3-4' }, '--latency'],
    [{ peers: 'nobody' }, '--peers: expected sequential, pool10, promise_all'],
    [{ speed: 'fast' }, '--speed'],
  ])('is refused with the option that makes no sense: %j', (given, message) => {
    expect(() => readChoice(given)).toThrow(message);
  });
});
