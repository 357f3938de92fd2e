// SPDX-License-Identifier: Apache-2.0
import { parse } from '@bufbuild/cel';

type Node = NonNullable<ReturnType<typeof parse>['expr']>;

/** Says whether a member accepts the request. */
export type AskMember = (name: string) => Promise<boolean>;

/** The operators that Kubewarden's controller allows, in CEL's own names. */
const UNARY = '!_';
const BINARY: readonly string[] = ['_&&_', '_||_', '_==_', '_!=_'];

const ALLOWED =
  'members called as NAME(), true, false, ==, !=, &&, ||, ! and parentheses';

/** The CEL expression of a policy group. */
export class GroupExpression {
  private constructor(private readonly root: Node) {}

  /**
   * Reads an expression by the rules of Kubewarden's controller: nothing but
   * members, `true` and `false`, compared and combined.
   *
   * @throws Error that says what is wrong
   */
  static parse(text: string, members: readonly string[]): GroupExpression {
    const { expr } = parse(text);
    if (expr === undefined) throw new Error('the expression is empty');
    requireAllowed(expr, members);
    return new GroupExpression(expr);
  }

  /** Asks members from left to right, and only those that still count. */
  evaluate(ask: AskMember): Promise<boolean> {
    return evaluate(this.root, ask);
  }
}

function requireAllowed(node: Node, members: readonly string[]): void {
  const { case: kind, value } = node.exprKind;
  if (kind === 'constExpr' && value.constantKind.case === 'boolValue') return;
  if (kind !== 'callExpr' || value.target !== undefined) {
    throw new Error(`only ${ALLOWED} are allowed`);
  }
  const { function: name, args } = value;
  if (name === UNARY || BINARY.includes(name)) {
    for (const arg of args) requireAllowed(arg, members);
  } else if (!members.includes(name)) {
    const known = members.join(', ');
    throw new Error(
      /^\w+$/.test(name)
        ? `there is no member ${name}, there are ${known}`
        : `only ${ALLOWED} are allowed`,
    );
  } else if (args.length > 0) {
    throw new Error(`${name}() takes no arguments`);
  }
}

async function evaluate(node: Node, ask: AskMember): Promise<boolean> {
  const { case: kind, value } = node.exprKind;
  if (kind === 'constExpr') return value.constantKind.value === true;
  // Nothing else passes `requireAllowed`.
  if (kind !== 'callExpr') throw new Error(`only ${ALLOWED} are allowed`);
  const [left, right] = value.args;
  if (left === undefined) return ask(value.function);
  const first = await evaluate(left, ask);
  if (right === undefined) return !first;
  switch (value.function) {
    case '_&&_':
      return first && evaluate(right, ask);
    case '_||_':
      return first || evaluate(right, ask);
    case '_==_':
      return first === (await evaluate(right, ask));
    default:
      return first !== (await evaluate(right, ask));
  }
}
