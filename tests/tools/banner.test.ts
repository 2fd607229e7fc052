import { describe, expect, test } from 'vitest';
import { bannerOf } from '../../shared/terminal/banner.ts';
import * as stages from '../../shared/terminal/stages.ts';

const where = {
  port: 65_535,
  proxy: '127.0.0.1:65535',
  upstream: '127.0.0.1:9000',
  note: '(the embedded origin)',
};

const schemesOf = (stage: object) =>
  stage === stages.features ? (['http', 'https'] as const) : ['http' as const];

describe.each([
  ['linux', /^ {2}curl /m, /curl\.exe/],
  ['darwin', /^ {2}curl /m, /curl\.exe/],
  // In PowerShell, `curl` is another command, which knows none of our flags.
  ['win32', /^ {2}curl\.exe /m, /curl(?!\.exe)/],
] as const)('the banner on %s', (platform, has, hasNot) => {
  for (const stage of Object.values(stages)) {
    test(`stage ${stage.number}: curl as one types it there, in 80 columns`, () => {
      for (const scheme of schemesOf(stage)) {
        const banner = bannerOf(stage, { ...where, scheme }, platform);
        expect(banner).toMatch(has);
        expect(banner).not.toMatch(hasNot);
        const long = banner.split('\n').filter(({ length }) => length > 80);
        expect(long).toEqual([]);
      }
    });
  }
});
