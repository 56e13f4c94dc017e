import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Stage } from './jobCourse';

const Row = z.object({ job: z.string(), stages: z.string(), output: z.string().nullable() });
const Stages = z.array(Stage);

/** The file that a job writes when it completes. */
export const JobOutput = z.object({ file: z.string(), content: z.string() });
export type JobOutput = z.infer<typeof JobOutput>;

/** What is still to become of a job. */
export type Outlook = { job: string; stages: readonly Stage[]; output: JobOutput | undefined };

/** The jobs that are not over, each with the stages before it. Every write is durable on return. */
export class JobStore {
  private readonly statements;

  constructor(database: DatabaseSync) {
    this.statements = prepare(database);
  }

  /** Sets what is to become of a job; without stages nothing is. */
  save({ job, stages, output }: Outlook): void {
    const [next] = stages;
    if (!next) {
      this.statements.remove.run(job);
      return;
    }
    this.statements.save.run({
      job,
      nextAt: next.at,
      stages: JSON.stringify(stages),
      output: output ? JSON.stringify(output) : null,
    });
  }

  /** The jobs with a stage that has begun by now. */
  due(now: number): Outlook[] {
    return this.statements.due.all(now).map((row) => {
      const { job, stages, output } = Row.parse(row);
      return {
        job,
        stages: Stages.parse(JSON.parse(stages)),
        output: output === null ? undefined : JobOutput.parse(JSON.parse(output)),
      };
    });
  }
}

function prepare(database: DatabaseSync) {
  return {
    save: database.prepare(
      `INSERT INTO jobs (job, nextAt, stages, output) VALUES (:job, :nextAt, :stages, :output)
       ON CONFLICT (job) DO UPDATE
       SET nextAt = excluded.nextAt, stages = excluded.stages, output = excluded.output`,
    ),
    remove: database.prepare('DELETE FROM jobs WHERE job = ?'),
    due: database.prepare('SELECT job, stages, output FROM jobs WHERE nextAt <= ? ORDER BY nextAt'),
  };
}
