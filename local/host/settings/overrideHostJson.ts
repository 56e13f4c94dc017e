const prefix = /^(?:AzureFunctionsJobHost|AzureWebJobsJobHost)(?:__|:)(?<path>.+)$/i;

/**
 * What host.json says once the settings have had their say: one such as
 * `AzureFunctionsJobHost__extensions__durableTask__hubName` replaces the value at that path, found
 * in any case. Answers with a changed copy.
 */
export function overrideHostJson(
  content: unknown,
  settings: Readonly<Record<string, string | undefined>>,
): unknown {
  return Object.entries(settings).reduce((changed, [name, value]) => {
    const path = prefix.exec(name)?.groups?.['path']?.split(/__|:/);
    return path === undefined || value === undefined ? changed : put(changed, path, value);
  }, content);
}

function put(target: unknown, [name, ...rest]: readonly string[], text: string): unknown {
  if (name === undefined) {
    return text;
  }
  const object: object = typeof target === 'object' && target !== null ? target : {};
  const entries = Object.entries(object);
  const key = entries.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[0] ?? name;
  const inner: unknown = Object.fromEntries(entries)[key];
  return { ...object, [key]: put(inner, rest, text) };
}
