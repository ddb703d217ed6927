import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueQueue } from '../../src/sample/due-queue.ts';

it('gives back what was added, what is due first coming first', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat({ max: 50 }), fc.constant(null))), (steps) => {
      const queue = new DueQueue<{ due: number }>();
      const model: number[] = [];
      for (const step of steps) {
        if (step === null) {
          model.sort((one, other) => one - other);
          expect(queue.first()?.due).toBe(model[0]);
          expect(queue.take()?.due).toBe(model.shift());
        } else {
          queue.add({ due: step });
          model.push(step);
        }
      }
    }),
  );
});
