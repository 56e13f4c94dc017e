import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import { ScoreRules, scoreRules, setScoreRules } from '../inference/scoreRule';
import { JobRule } from '../jobs/jobRule';
import { jobRules, outputDirectory, setJobRules, setOutputDirectory } from '../jobs/jobSettings';
import type { Simulation } from '../simulation';
import { settingRoutes } from './settingRoutes';

const Outputs = z.strictObject({
  directory: z.string().refine(isAbsolute, { error: 'expected an absolute path' }),
});

/**
 * Which jobs fail or hang, where the files of those that complete go, and what online deployments
 * answer.
 */
export function jobRoutes({ datastores, settings }: Simulation): ControlRoute[] {
  return [
    ...settingRoutes('/machineLearning/jobRules', {
      schema: z.array(JobRule),
      read: () => jobRules(settings),
      write: (rules) => setJobRules(settings, rules),
    }),
    ...settingRoutes('/machineLearning/jobOutputs', {
      schema: Outputs,
      read: () => ({ directory: outputDirectory(settings) ?? datastores }),
      write: ({ directory }) => setOutputDirectory(settings, directory),
    }),
    ...settingRoutes('/machineLearning/scoreRules', {
      schema: ScoreRules,
      read: () => scoreRules(settings),
      write: (rules) => setScoreRules(settings, rules),
    }),
  ];
}
