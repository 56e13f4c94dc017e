/**
 * Lets those who ask for the same thing while it is being fetched share one answer. Nothing is
 * kept once it is there: who asks later gets a fresh one.
 */
export function joined<T>(fetch: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key) => {
    const running = underWay.get(key);
    if (running) {
      return running;
    }
    const started = fetch(key).finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}
