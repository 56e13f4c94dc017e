import path from 'node:path';

/**
 * The environment as it was before npm ran this: a clone must find neither the settings nor the
 * programs of the checkout that measures it.
 */
export function shellEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(
    ([name]) => !name.startsWith('npm_') && !['INIT_CWD', 'NODE', 'NODE_ENV'].includes(name),
  );
  const folders = (env['PATH'] ?? '').split(path.delimiter);
  const outside = folders.filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(own), PATH: outside.join(path.delimiter) };
}
