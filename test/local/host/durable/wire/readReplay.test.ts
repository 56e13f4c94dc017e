import { describe, expect, it } from '@jest/globals';
import { readReplay } from '../../../../../local/host/durable/wire/readReplay';
import { timeSpan } from '../../../../../local/host/durable/wire/timeSpan';

const answer = (state: unknown) =>
  readReplay({ ok: true, returnValue: { json: JSON.stringify(state) }, outputs: [] });
const withActions = (...actions: unknown[]) => answer({ isDone: false, actions: [actions] });

describe('the answer of an orchestrator', () => {
  it('is read into actions, with inputs as the SDK means them', () => {
    const { actions, state } = withActions(
      { actionType: 0, functionName: 'a', input: '"text"' },
      { actionType: 0, functionName: 'b', input: { n: 1 } },
      { actionType: 2, functionName: 'c', input: 'text' },
      { actionType: 4, input: '"text"' },
    );

    expect(state).toEqual({ kind: 'running' });
    expect(actions).toMatchObject([
      { kind: 'activity', name: 'a', input: '"text"' },
      { kind: 'activity', name: 'b', input: '{"n":1}' },
      { kind: 'subOrchestration', name: 'c', input: '"text"', instanceId: null },
      { kind: 'continueAsNew', input: '"\\"text\\""' },
    ]);
  });

  it('carries the actions of a failed orchestrator in the message of its error', () => {
    const state = { isDone: false, actions: [[]], error: 'orch failed' };
    const message = `false\n\n$OutOfProcData$:${JSON.stringify(state)}`;

    const replay = readReplay({ ok: false, error: { message, stack: '' } });

    expect(replay.state).toEqual({ kind: 'threw', message: 'orch failed', stack: '' });
  });

  it.each([
    {
      name: 'a signal at a later time',
      action: { actionType: 10 },
      says: 'signals at a later time are not supported',
    },
    {
      name: 'an action of the future',
      action: { actionType: 99 },
      says: "action type 99 is none of the protocol's",
    },
    {
      name: 'one of these among others',
      action: { actionType: 12, compoundActions: [{ actionType: 99 }] },
      says: "action type 99 is none of the protocol's",
    },
    {
      name: 'a token from an unknown source',
      action: {
        actionType: 8,
        httpRequest: {
          method: 'GET',
          uri: 'http://localhost',
          asynchronousPatternEnabled: true,
          tokenSource: { kind: 'Mint', resource: 'r' },
        },
      },
      says: 'expected the token source AzureManagedIdentity, found Mint',
    },
  ])('is refused by name when it asks for $name', ({ action, says }) => {
    const { state } = withActions(action);

    expect(state).toMatchObject({
      kind: 'broken',
      message: expect.stringContaining(says),
    });
  });

  it('is refused when it is not one', () => {
    expect(answer({ nothing: 'of the kind' }).state.kind).toBe('broken');
    expect(readReplay({ ok: true, returnValue: null, outputs: [] }).state.kind).toBe('broken');
  });
});

describe('timeSpan', () => {
  it.each([
    { ms: 6 * 86_400_000, text: '6.00:00:00' },
    { ms: 3_723_000, text: '01:02:03' },
    { ms: 1500, text: '00:00:01.5000000' },
    { ms: 90, text: '00:00:00.0900000' },
  ])('writes $ms ms as $text', ({ ms, text }) => {
    expect(timeSpan(ms)).toBe(text);
  });
});
