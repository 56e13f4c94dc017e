import { counted, percent } from '../decide/words';
import { escapeMarkdown } from '../escapeMarkdown';
import type { Assessment } from './assessment';

/** The extent of an incident, as lines of its report. */
export function renderAssessment(assessment: Assessment): string[] {
  const { component, severity, circuits, plants, errorRatio, deployments } = assessment;
  const states = Object.entries(deployments ?? {}).map(([state, count]) => `${count} ${state}`);
  return [
    `- Failing component: ${component.of === 'unknown' ? 'unknown' : `${component.of}, ${component.name}`}`,
    `- Severity: ${severity ?? 'unknown'}`,
    `- Extent: ${counted(circuits, 'failing circuit')} of ${counted(plants, 'plant')}`,
    ...(errorRatio
      ? [
          `- Error ratio: ${errorRatio.failing} of ${errorRatio.measured} measured circuits, ${percent(errorRatio.failing / errorRatio.measured)}`,
        ]
      : []),
    ...(states.length > 0 ? [`- Deployments before: ${states.join(', ')}`] : []),
    `- User impact: ${assessment.userImpact}`,
    `- Business impact: ${assessment.businessImpact}`,
  ].map(escapeMarkdown);
}
