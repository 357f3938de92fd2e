// SPDX-License-Identifier: Apache-2.0
// An asc transform (`--transform`): a policy may register itself above the
// constants that its functions use.
//
// asc compiles a function where it is first mentioned, so that in
//
//   policy<Settings>(validate);
//   const DENIED = ['a', 'b'];
//
// it finds `DENIED` used before its declaration. The order of statements is
// all that is wrong: calls of `policy`, `rawPolicy` and `register` at the top
// level of a file are moved to its end.
import { NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

const FUNCTIONS = new Set(['policy', 'rawPolicy', 'register']);

export default class RegistrationLast extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      const last = source.statements.filter(isRegistration);
      const others = source.statements.filter((one) => !isRegistration(one));
      source.statements = [...others, ...last];
    }
  }
}

function isRegistration({ kind, expression }) {
  return (
    kind === NodeKind.Expression &&
    expression.kind === NodeKind.Call &&
    FUNCTIONS.has(expression.expression.text)
  );
}
