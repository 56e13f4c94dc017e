/** Does one thing for each item, at most 32 at a time, and answers in the same order. */
export async function inBatches<In, Out>(
  items: readonly In[],
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const answers: Out[] = [];
  for (let from = 0; from < items.length; from += 32) {
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other is the point
    answers.push(...(await Promise.all(items.slice(from, from + 32).map(work))));
  }
  return answers;
}
