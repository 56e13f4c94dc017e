import { run } from './run';

/** Who reads only the first lines closes the pipe: that is no failure. */
process.stdout.on('error', (error: Error & { code?: string }) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  process.exit();
});

void main();

async function main(): Promise<void> {
  const { env, stdout: out, stderr: err } = process;
  process.exitCode = await run(process.argv.slice(2), { env, out, err });
}
