import { describe, expect, it } from '@jest/globals';
import { forbids, steady } from '../../../shared/domain/restore/control';
import type { Control, KillSwitch } from '../../../shared/domain/restore/control';
import { aTarget } from '../../support/builders';

const off: KillSwitch = { on: false };

describe('forbids', () => {
  it.each<{ what: string; control: Partial<Control>; killSwitch?: KillSwitch; answer: unknown }>([
    { what: 'lets a rollback run', control: {}, answer: undefined },
    {
      what: 'holds one that is paused',
      control: { state: 'paused' },
      answer: { status: 'paused' },
    },
    {
      what: 'stops one that was cancelled',
      control: { state: 'cancelled', by: 'the operator' },
      answer: { status: 'stopped', reason: 'the rollback was cancelled by the operator' },
    },
    {
      what: 'stops one that a person goes on with',
      control: { state: 'takenOver' },
      answer: { status: 'stopped', reason: 'a person took over' },
    },
    {
      what: 'leaves out a circuit that is skipped',
      control: { skipped: [{ plant: 'P001', circuit: 'C001' }], by: 'the operator' },
      answer: { status: 'stopped', reason: 'skipped by the operator', skipped: true },
    },
    {
      what: 'leaves out no other circuit',
      control: { skipped: [{ plant: 'P001', circuit: 'C002' }] },
      answer: undefined,
    },
    {
      what: 'stops everything when the kill switch is on, also what is paused',
      control: { state: 'paused' },
      killSwitch: { on: true, reason: 'maintenance' },
      answer: { status: 'stopped', reason: 'the kill switch is on: maintenance' },
    },
  ])('$what', ({ control, killSwitch = off, answer }) => {
    expect(forbids({ ...steady, ...control }, killSwitch, aTarget())).toEqual(answer);
  });
});
