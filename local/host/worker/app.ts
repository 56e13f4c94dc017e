import { Disposable } from './disposable';
import { Hooks } from './hooks';
import type { HookCallback } from './hooks';
import type { LogLevel } from '../log';
import type {
  AppLog,
  FunctionCallback,
  FunctionMetadata,
  ProgrammingModel,
} from './programmingModel';

type Registration = { metadata: FunctionMetadata; callback: FunctionCallback };

/** What a Functions app told the core API about itself. */
export class App {
  readonly hooks = new Hooks();
  readonly log: AppLog;
  #model: ProgrammingModel | undefined;
  #isLoaded = false;
  readonly #functions = new Map<string, Registration>();

  constructor(log: AppLog) {
    this.log = log;
  }

  get functions(): readonly FunctionMetadata[] {
    return [...this.#functions.values()].map(({ metadata }) => metadata);
  }

  get model(): ProgrammingModel {
    if (this.#model === undefined) {
      throw new Error('The app has not called @azure/functions, so it has no programming model.');
    }
    return this.#model;
  }

  /** From here on, registering a function is an error. */
  finishLoading(): void {
    this.#isLoaded = true;
  }

  find(name: string): Registration {
    const registration = this.#functions.get(name);
    if (registration === undefined) {
      throw new Error(`The app has no function "${name}".`);
    }
    return registration;
  }

  /** The object that `require('@azure/functions-core')` answers with. */
  coreApi(): Record<string, unknown> {
    return {
      version: '3.10.1',
      hostVersion: '4.1040.0',
      Disposable,
      registerHook: (name: string, callback: HookCallback) => this.hooks.register(name, callback),
      setProgrammingModel: (model: ProgrammingModel) => {
        this.#model = model;
      },
      getProgrammingModel: () => this.#model,
      log: (level: LogLevel, category: string, message: string) => {
        const source = category === 'user' ? 'user' : 'system';
        this.log({ level, source, functionName: undefined, message });
      },
      registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
        this.#register(metadata, callback),
    };
  }

  #register(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    const { name } = metadata;
    if (this.#isLoaded) {
      throw new Error(`A function can only be registered during app startup: "${name}" came late.`);
    }
    if (this.#functions.has(name)) {
      throw new Error(`A function with name "${name}" has already been registered.`);
    }
    this.#functions.set(name, { metadata, callback });
    return new Disposable(() => this.#functions.delete(name));
  }
}
