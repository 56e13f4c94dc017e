import { expect, it } from '@jest/globals';
import { idsIn } from '../../../scripts/capabilities/idsIn';

it.each([
  { title: '[A04] counts', ids: ['A04'] },
  { title: '[A04, B02 T1] counts', ids: ['A04', 'B02', 'T1'] },
  { title: '[A04][B02] counts', ids: ['A04', 'B02'] },
  { title: 'outer [A04] › inner [A04]', ids: ['A04'] },
  { title: 'lists [P001] and [] and A04', ids: [] },
  { title: '[${…}] counts', ids: [] },
])('finds $ids in "$title"', ({ title, ids }) => {
  expect(idsIn(title)).toEqual(ids);
});
