// SPDX-License-Identifier: Apache-2.0
// An optional asc transform (`--transform`) that optimises the module with
// binaryen's passes for small code, until it shrinks no more. asc's own order
// of passes inlines more; it has nothing left to do, so leave its levels at 0.
//
// Functions are numbered by how often they are called: the first 128 take one
// byte a call.
import binaryen from 'assemblyscript/binaryen';
import { Transform } from 'assemblyscript/transform';

export default class SmallModule extends Transform {
  afterCompile(module) {
    binaryen.setOptimizeLevel(3);
    binaryen.setShrinkLevel(1);
    let size = Infinity;
    let next = module.emitBinary().length;
    while (next < size) {
      size = next;
      module.optimize();
      next = module.emitBinary().length;
    }
    module.runPasses(['reorder-functions']);
    binaryen.setOptimizeLevel(0);
    binaryen.setShrinkLevel(0);
  }
}
