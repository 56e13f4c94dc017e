import type { AppSettings } from './appSettings';

/** Whether the setting `AzureWebJobs.<name>.Disabled` switches a function off. */
export function isDisabled(settings: AppSettings, functionName: string): boolean {
  const value = settings.get(`AzureWebJobs.${functionName}.Disabled`);
  return value !== undefined && ['1', 'true'].includes(value.toLowerCase());
}
