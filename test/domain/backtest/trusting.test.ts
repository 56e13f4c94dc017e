import { describe, expect, it } from '@jest/globals';
import { readHistory } from '../../../shared/domain/backtest/readHistory';
import { trusting } from '../../../shared/domain/backtest/trusting';
import { aPolicy, alertBody } from '../../support/builders';

const receipt = (rule: string, id: string) => ({
  receivedAt: '2026-11-21T00:40:00Z',
  body: alertBody({ rule, id }),
});
const receipts = [receipt('mlops-prod-BatchFailures', '1'), receipt('test-logAlertRule', '2')];
const circuits = [{ plant: 'P001', circuit: 'C001' }];

function read(over: object = {}) {
  const reading = readHistory({ circuits, receipts, ...over }, 'one');
  if (reading.status === 'unreadable') {
    throw new Error(reading.reason);
  }
  return reading.history;
}

const namesIn = ({ rules }: ReturnType<typeof aPolicy>) => rules.flatMap((rule) => rule.alertRules);

describe('the alert rules of a history', () => {
  it('count by the names it has, but for those of the portal, when nobody says which do', () => {
    expect(read().alertRules).toEqual(['mlops-prod-BatchFailures']);
  });

  it('are those it lists, or those of its own policy', () => {
    expect(read({ alertRules: ['mine'] }).alertRules).toEqual(['mine']);
    expect(read({ policy: {} }).alertRules).toEqual([]);
  });

  it('are let in by a rule that measures, once, and leave the policy as it was', () => {
    const policy = aPolicy();
    const trusted = trusting(policy, read());

    expect(namesIn(trusted)).toEqual(
      [...namesIn(policy), 'mlops-prod-BatchFailures'].toSorted(
        (a, b) => namesIn(trusted).indexOf(a) - namesIn(trusted).indexOf(b),
      ),
    );
    expect(trusting(trusted, read())).toBe(trusted);
    expect(namesIn(aPolicy())).toEqual(namesIn(policy));
  });
});
