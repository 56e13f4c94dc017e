import { gzipSync } from 'node:zlib';
import { ticksOfUnixMilliseconds, formatDateTimeInFull } from '../../kql/ticks';
import type { Dimension, Period } from '../evaluation/observation';

/** Where the rows behind a log alert can be seen: rows are never in the alert itself. */
export type SearchLinks = {
  readonly linkToSearchResultsUI: string;
  readonly linkToFilteredSearchResultsUI: string;
  readonly linkToSearchResultsAPI: string;
  readonly linkToFilteredSearchResultsAPI: string;
};

/** Links to the query over the window, and to the rows of one series of it. */
export function searchLinks(
  { query, scope, workspaceId }: { query: string; scope: string; workspaceId: string },
  dimensions: readonly Dimension[],
  { start, end }: Period,
): SearchLinks {
  const from = timeText(start);
  const to = timeText(end);
  const filtered = [query, ...dimensions.map(filterText)].join('\n| ');
  const portal = (text: string): string => {
    const resources = encodeURIComponent(JSON.stringify({ resources: [{ resourceId: scope }] }));
    const packed = encodeURIComponent(gzipSync(text).toString('base64'));
    const span = encodeURIComponent(`${from}/${to}`);
    return `https://portal.azure.com#blade/Microsoft_Azure_Monitoring_Logs/LogsBlade/source/Alerts.EmailLinks/scope/${resources}/q/${packed}/prettify/1/timespan/${span}`;
  };
  const api = (text: string): string =>
    `https://api.loganalytics.io/v1/workspaces/${workspaceId}/query?query=${encodeURIComponent(text)}&timespan=${encodeURIComponent(`${from}/${to}`)}`;
  return {
    linkToSearchResultsUI: portal(query),
    linkToFilteredSearchResultsUI: portal(filtered),
    linkToSearchResultsAPI: api(query),
    linkToFilteredSearchResultsAPI: api(filtered),
  };
}

function timeText(at: number): string {
  return formatDateTimeInFull(ticksOfUnixMilliseconds(at));
}

function filterText({ name, value }: Dimension): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `where tostring(['${name}']) == '${escaped}'`;
}
