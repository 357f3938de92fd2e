// SPDX-License-Identifier: Apache-2.0
import { Argument } from 'commander';
import type { Command, Option } from 'commander';
import type { Registration } from './registration.js';

/** What can be completed after a command: flags, and values of some. */
interface Words {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Values that the first argument may have, if they are known. */
  readonly values: readonly string[];
}

const SHELLS = { bash, zsh, fish };

/** Adds `completion`: a script that a shell reads. */
export function registerCompletion({ program, io }: Registration): void {
  program
    .command('completion')
    .description('print a script that completes commands and flags')
    .addArgument(
      new Argument('<shell>', 'shell that is to read it').choices(
        Object.keys(SHELLS),
      ),
    )
    .action((shell: keyof typeof SHELLS) =>
      io.out(SHELLS[shell](program.name(), program.commands.map(wordsOf))),
    );
}

function wordsOf(command: Command): Words {
  return {
    name: command.name(),
    description: command.description(),
    options: command.createHelp().visibleOptions(command),
    values: command.registeredArguments[0]?.argChoices ?? [],
  };
}

function flagsOf({ short, long }: Option): string[] {
  return [short, long].filter((flag) => flag !== undefined);
}

/** What bash does after a flag that takes a value, by the words before it. */
function valueCases(commands: readonly Words[]): [string, string][] {
  return commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.required || option.optional)
      .flatMap((option) =>
        flagsOf(option).map((flag): [string, string] => {
          const values = option.argChoices?.join(' ');
          // Nothing found: bash goes on with files.
          return [
            `${name} ${flag}`,
            values === undefined ? 'return' : `words='${values}'`,
          ];
        }),
      ),
  );
}

function bash(program: string, commands: readonly Words[]): string {
  const cases = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([key, action]) => `    '${key}') ${action} ;;\n`).join('');
  const flags = commands.map(({ name, options, values }) => {
    const words = [...values, ...options.flatMap(flagsOf)];
    return [name, `words='${words.join(' ')}'`] as const;
  });
  return `# Completion of ${program} for bash: source <(${program} completion bash)
_${identifier(program)}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  case "$command $previous" in
${cases(valueCases(commands))}  esac
  if [ -z "$words" ]; then
    case "$command" in
    '') words='${commands.map(({ name }) => name).join(' ')}' ;;
${cases(flags)}    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${identifier(program)} ${program}
`;
}

function zsh(program: string, commands: readonly Words[]): string {
  const name = identifier(program);
  const describe = commands
    .map(({ name, description }) => `    ${quoted(`${name}:${description}`)}\n`)
    .join('');
  const cases = commands.map(({ name, options, values }) => {
    const specs = options.flatMap((option) =>
      flagsOf(option).map((flag) => zshOption(flag, option)),
    );
    const rest = values.length > 0 ? `(${values.join(' ')})` : '_files';
    const lines = [...specs, `*:argument:${rest}`].map(quoted);
    return `    ${name}) _arguments -S ${lines.join(' ')} ;;\n`;
  });
  return `#compdef ${program}
# Completion of ${program} for zsh: source <(${program} completion zsh)
_${name}() {
  local -a commands
  commands=(
${describe}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${cases.join('')}  esac
}
compdef _${name} ${program}
`;
}

function zshOption(flag: string, option: Option): string {
  const text = option.description.replace(/[[\]:]/g, '\\$&');
  if (!option.required && !option.optional) return `*${flag}[${text}]`;
  const values =
    option.argChoices === undefined
      ? '_files'
      : `(${option.argChoices.join(' ')})`;
  return `*${flag}[${text}]:value:${values}`;
}

function fish(program: string, commands: readonly Words[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = [
    `# Completion of ${program} for fish: ${program} completion fish | source`,
  ];
  for (const { name, description, options, values } of commands) {
    lines.push(
      `complete -c ${program} -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d ${quoted(description)}`,
    );
    const head = `complete -c ${program} -n "__fish_seen_subcommand_from ${name}"`;
    if (values.length > 0) {
      lines.push(`${head} -f -a ${quoted(values.join(' '))}`);
    }
    for (const option of options) {
      const { short, long, description: text, argChoices } = option;
      const takes = option.required || option.optional;
      const value =
        argChoices === undefined
          ? ''
          : ` -f -a ${quoted(argChoices.join(' '))}`;
      lines.push(
        [
          head,
          ...(short === undefined ? [] : [` -s ${short.slice(1)}`]),
          ...(long === undefined ? [] : [` -l ${long.slice(2)}`]),
          takes ? ' -r' : '',
          value,
          ` -d ${quoted(text)}`,
        ].join(''),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A name that every shell takes for a function. */
function identifier(program: string): string {
  return program.replace(/\W/g, '_');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
