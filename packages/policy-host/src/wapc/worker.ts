// SPDX-License-Identifier: Apache-2.0
// Entry point of the guest thread of a policy.
import { Guest } from './guest.js';
import { guestLog, hostThread, serve, workerSetup } from './guest-port.js';
import { KeptAnswers } from './kept-answers.js';
import type { PolicyCommand } from './messages.js';

const setup = workerSetup();
const kept = new KeptAnswers(hostThread(setup));
const guest = new Guest(setup, (call) => kept.answer(call), guestLog(setup));

serve((command: PolicyCommand) => {
  if (command.kind !== 'forget') return guest.run(command);
  kept.forget();
  return new Uint8Array(0);
});
