import { join } from 'node:path';
import { badRequest } from '../arm/armError';
import { outputDirectory } from '../jobs/jobSettings';
import type { Simulation } from '../simulation';
import type { BatchJobRequest } from './batchJobRequest';

const defaultDatastore = 'workspaceblobstore';
const shape = /(?:^azureml:\/\/.*|^\/.*)?\/?datastores\/([\w-]+)\/paths\/(.+)$/i;

export type Output = {
  /** As jobs name it: `azureml://datastores/…/paths/…`. */
  uri: string;
  /** The file that stands for it. */
  file: string;
};

/**
 * Where a job writes its predictions: where its request says, or else in a folder of its own in the
 * workspace's default datastore. Throws 400 for anything that is no path in a datastore.
 */
export function outputFile(
  { settings, datastores }: Simulation,
  { outputdata, outputfilename }: BatchJobRequest,
  { jobName, deploymentFile }: { jobName: string; deploymentFile: string },
): Output {
  const [asked] = Object.values(outputdata);
  const fileName = outputfilename ?? deploymentFile;
  const { datastore, path } = asked
    ? pathIn(asked.uri)
    : { datastore: defaultDatastore, path: `azureml/${jobName}/score` };
  const whole = asked?.joboutputtype === 'UriFile' ? path : join(path, fileName);
  if (whole.split('/').some((segment) => segment === '..' || segment === '')) {
    throw badRequest('InvalidRequestContent', `The output path '${whole}' is not valid.`);
  }
  return {
    uri: `azureml://datastores/${datastore}/paths/${path}`,
    file: join(outputDirectory(settings) ?? datastores, datastore, whole),
  };
}

function pathIn(uri: string): { datastore: string; path: string } {
  const [, datastore, path] = shape.exec(uri) ?? [];
  if (datastore === undefined || path === undefined) {
    throw badRequest(
      'InvalidRequestContent',
      `The output '${uri}' is not valid: a path in a datastore, '…/datastores/<name>/paths/<path>', was expected.`,
    );
  }
  return { datastore, path };
}
