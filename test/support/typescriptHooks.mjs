import { registerHooks } from 'node:module';

/** Lets plain Node load the TypeScript sources, whose imports name no extension. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      if (!specifier.startsWith('.')) {
        throw error;
      }
      return nextResolve(`${specifier}.ts`, context);
    }
  },
});
