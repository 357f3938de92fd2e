// SPDX-License-Identifier: Apache-2.0
import type { HostBackend } from './host-request.js';
import { requestKey } from './real-backend.js';

/**
 * A backend that is asked everything once, however often a policy asks, and
 * answers the same for as long as it lives; failures are kept, too. In a
 * report, where one image stands for thousands of objects, they must not cost
 * thousands of questions.
 */
export function askedOnce(backend: HostBackend): HostBackend {
  const answers = new Map<string, Promise<Uint8Array>>();
  return {
    answer(request, evaluated) {
      const key = requestKey(request);
      let answer = answers.get(key);
      if (answer === undefined) {
        answer = backend.answer(request, evaluated);
        answers.set(key, answer);
      }
      return answer;
    },
    keptUntil: (request) => backend.keptUntil?.(request),
  };
}
