import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareKeys } from '../../src/object-stores/key-order.ts';

it('is the order of the UTF-8 bytes', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '-', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '🎵', '\u{10ffff}'),
  });
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 2000 },
  );
});
