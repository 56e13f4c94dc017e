import { describe, expect, it } from '@jest/globals';
import { assessIncident } from '../../../shared/domain/impact/assessIncident';
import { renderAssessment } from '../../../shared/domain/impact/renderAssessment';
import { statesOf } from '../../../shared/domain/impact/statesOf';
import type { Incident } from '../../../shared/domain/incident';
import { anAccusation } from '../../support/aDecision';
import { aPlan } from '../../support/aQuestion';
import { aPolicy, aReading, anIncident, ended, someTargets } from '../../support/builders';

const { impact } = aPolicy();
const at = (...names: string[]) =>
  names.map((name) => {
    const [plant = '', circuit = ''] = name.split('/');
    return { plant, circuit };
  });
const blame = (kind: 'model' | 'environment' | 'both', release = 'Release-123') => ({
  release,
  kind,
  scope: { of: 'release' as const },
});

/** An incident that blames nobody. */
function unblamed(over: Partial<Incident> = {}): Incident {
  const { release: _, ...incident } = anIncident({ status: 'open', kind: 'unexplained', ...over });
  return incident;
}

describe('the assessment of an incident', () => {
  it.each([
    {
      blamed: [blame('environment')],
      component: { of: 'environment', name: 'the environment of Release-123' },
    },
    { blamed: [blame('model')], component: { of: 'model', name: 'the model of Release-123' } },
    { blamed: [blame('both')], component: { of: 'release', name: 'Release-123' } },
    {
      blamed: [blame('model'), blame('environment', 'Release-124')],
      component: { of: 'release', name: 'Release-123, Release-124' },
    },
  ])('names what is blamed: $component.of [B10]', ({ blamed, component }) => {
    expect(assessIncident(anIncident({ blamed }), impact).component).toEqual(component);
  });

  it.each([
    { failing: at('P001/C001'), component: { of: 'circuit', name: 'P001/C001' } },
    { failing: at('P001/C001', 'P001/C002'), component: { of: 'plant', name: 'P001' } },
    { failing: at('P001/C001', 'P002/C001'), component: { of: 'unknown', name: 'unknown' } },
    { failing: [], component: { of: 'unknown', name: 'unknown' } },
  ])('without blame, names what all that fails shares: $component.of [B10]', (row) => {
    expect(assessIncident(unblamed({ failing: row.failing }), impact).component).toEqual(
      row.component,
    );
  });

  it('has severity, user impact and business impact [B09]', () => {
    const own = aPolicy({
      impact: { user: 'Operators see no scores.', business: 'Lots cannot be released.' },
    });

    expect(assessIncident(anIncident({ severity: 'Sev1' }), own.impact)).toMatchObject({
      severity: 'Sev1',
      circuits: 1,
      plants: 1,
      userImpact: 'Operators see no scores.',
      businessImpact: 'Lots cannot be released.',
    });
  });

  it('has the error ratio of the breached rule that sees most circuits fail [B08]', () => {
    const incident = anIncident({ explanation: anAccusation() });

    expect(assessIncident(incident, impact).errorRatio).toEqual({ failing: 41, measured: 50 });
    expect(assessIncident(anIncident(), impact)).not.toHaveProperty('errorRatio');
  });

  it('counts the states of the deployments in question [B08]', () => {
    const settled = ended('untouched', 'already there', someTargets(1, 'P002')[0]);
    const plan = aPlan(someTargets(3, 'P001'), { alreadyThere: [settled] });
    const { deployments, ...rest } = aReading(undefined, 2);
    const [first, ...others] = deployments;
    const reading = { ...rest, deployments: [{ ...first!, state: 'Updating' }, ...others] };

    expect(statesOf(plan, new Map([['P001', reading]]))).toEqual({
      Succeeded: 1,
      Updating: 1,
      gone: 1,
      unread: 1,
    });
  });

  it('reads as lines of the report, with nothing in it that acts as Markdown', () => {
    const assessment = {
      ...assessIncident(anIncident({ explanation: anAccusation(), severity: 'Sev1' }), {
        user: 'none | <b>',
        business: 'lots',
      }),
      deployments: { Succeeded: 48, Failed: 2 },
    };

    expect(renderAssessment(assessment)).toEqual([
      '- Failing component: environment, the environment of Release-123',
      '- Severity: Sev1',
      '- Extent: 1 failing circuit of 1 plant',
      '- Error ratio: 41 of 50 measured circuits, 82 %',
      '- Deployments before: 48 Succeeded, 2 Failed',
      '- User impact: none \\| &lt;b&gt;',
      '- Business impact: lots',
    ]);
  });
});
