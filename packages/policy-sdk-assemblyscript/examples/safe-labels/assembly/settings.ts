// SPDX-License-Identifier: Apache-2.0
import { SettingsReader } from '@kubewarden/policy-sdk-assemblyscript';

/** A label with the only values that it may have. */
export class Constraint {
  constructor(
    public label: string,
    public values: string[],
  ) {}
}

/** What the policy is told; see README.md. */
export class Settings {
  denied: string[];
  mandatory: string[];
  constraints: Constraint[];
  defaults: Map<string, string>;

  /** Declares all fields; problems stay with the reader. */
  constructor(reader: SettingsReader) {
    this.denied = reader
      .field('deniedLabels')
      .renamedFrom('denied_labels')
      .unique()
      .stringsOr([]);
    const mandatory = reader
      .field('mandatoryLabels')
      .renamedFrom('mandatory_labels')
      .unique();
    this.mandatory = mandatory.stringsOr([]);
    this.constraints = readConstraints(
      reader.field('constrainedLabels').objects(),
    );
    this.defaults = reader.field('defaultLabels').stringMap();
    for (let i = 0; i < this.mandatory.length; i++)
      if (this.denied.includes(this.mandatory[i]))
        mandatory.problem(`${this.mandatory[i]} is denied and mandatory`);
  }
}

function readConstraints(list: SettingsReader[]): Constraint[] {
  const constraints = new Array<Constraint>();
  for (let i = 0; i < list.length; i++) {
    const label = list[i].field('label').notEmpty().string();
    const values = list[i].field('values').notEmpty().unique().strings();
    constraints.push(new Constraint(label, values));
  }
  return constraints;
}
