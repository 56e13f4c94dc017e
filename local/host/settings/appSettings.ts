/** The app's settings as .NET configuration looks them up: names in any case. */
export type AppSettings = {
  get(name: string): string | undefined;
  /** Replaces every `%NAME%` by the setting of that name. Throws when there is none. */
  expand(text: string): string;
};

export function createAppSettings(env: Readonly<Record<string, string | undefined>>): AppSettings {
  const byName = new Map(Object.entries(env).map(([name, value]) => [name.toLowerCase(), value]));
  const get = (name: string): string | undefined => env[name] ?? byName.get(name.toLowerCase());
  return {
    get,
    expand: (text) =>
      text.replaceAll(/%([^%]+)%/g, (whole, name: string) => {
        const value = get(name);
        if (value === undefined) {
          throw new Error(
            `"${text}" needs the setting ${name}, found none: cannot resolve ${whole}`,
          );
        }
        return value;
      }),
  };
}
