// SPDX-License-Identifier: Apache-2.0
// Entry point of an admission worker: the guest with all that is done around
// it, so that requests take the host thread's time only where they need it.
import { PolicyHostError } from '../errors.js';
import { answerTo, outcomeOf } from '../policy/admit.js';
import { payloadWith, prepareRequest } from '../request/read-request.js';
import type { AdmissionResponse } from '../response/admission-response.js';
import { ruledAnswer } from '../response/policy-rules.js';
import { Guest } from '../wapc/guest.js';
import {
  guestLog,
  hostThread,
  sendPart,
  serve,
  workerSetup,
} from '../wapc/guest-port.js';
import { KeptAnswers } from '../wapc/kept-answers.js';
import { OPERATIONS } from '../wapc/protocol.js';
import { passingLogsOn } from './log-calls.js';
import type {
  Admission,
  AdmissionCommand,
  AdmissionReplies,
  AdmissionWorkerSetup,
  RequestText,
} from './messages.js';

const setup = workerSetup<AdmissionWorkerSetup>();
const position = new Int32Array(setup.position);
const log = guestLog(setup);
const kept = new KeptAnswers(
  passingLogsOn(hostThread(setup), log, sendAnswers),
);
const guest = new Guest(setup, (call) => kept.answer(call), log);
let answers: Admission[] = [];

/**
 * Answers go before anything else that is told to the host thread. Requests
 * whose answers are lost with a worker have therefore told it nothing, and can
 * be evaluated again without anybody seeing it.
 */
function sendAnswers(): void {
  if (answers.length > 0) sendPart(answers);
  answers = [];
}

function isBad(request: RequestText): boolean {
  try {
    prepareRequest(request, setup.mode);
    return false;
  } catch (cause) {
    if (cause instanceof PolicyHostError) return true;
    throw cause;
  }
}

function admit(text: RequestText): AdmissionResponse {
  const request = prepareRequest(text, setup.mode);
  const payload = payloadWith(request.request, setup.settings);
  const operation = OPERATIONS.validate;
  const outcome = outcomeOf(() =>
    guest.run({ kind: 'call', operation, payload }),
  );
  return answerTo(request, outcome);
}

function admitAll(requests: readonly RequestText[]): readonly Admission[] {
  answers = [];
  requests.forEach((request, i) => {
    Atomics.store(position, 0, i);
    const begin = performance.now();
    // One guest answers one request, as in policy-server.
    guest.renew();
    const answer = ruledAnswer(admit(request), setup.rules);
    answers.push({
      ...answer,
      milliseconds: performance.now() - begin,
    });
  });
  return answers;
}

serve((command: AdmissionCommand): AdmissionReplies[keyof AdmissionReplies] => {
  switch (command.kind) {
    case 'check':
      return command.requests.findIndex(isBad);
    case 'admit':
      return admitAll(command.requests);
    default:
      return guest.run(command);
  }
});
