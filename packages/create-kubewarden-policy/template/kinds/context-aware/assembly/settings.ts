// SPDX-License-Identifier: Apache-2.0
import { SettingsReader } from '@kubewarden/policy-sdk-assemblyscript';

/** What the policy is told. */
export class Settings {
  label: string;

  /** Declares all fields; problems stay with the reader. */
  constructor(reader: SettingsReader) {
    this.label = reader.field('label').notEmpty().string();
  }
}
