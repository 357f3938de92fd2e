// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { ResourceKind } from '../capabilities/host-request.js';
import { PolicyHostError } from '../errors.js';
import type { CapabilitiesInput } from '../policy/policy.js';
import { replayedCapabilities } from '../replay/replayed-capabilities.js';
import type { HostAnswers, ImageAnswer } from './types.js';

/**
 * Answers for one evaluation.
 *
 * @param granted what a policy with a recorded session may read
 * @throws PolicyHostError ARGUMENT, REPLAY for a session that cannot be read
 */
export async function answersOf(
  host: HostAnswers,
  granted: readonly ResourceKind[],
): Promise<CapabilitiesInput> {
  const { session, contextAware = granted, images = {}, answers = {} } = host;
  if (session !== undefined) {
    return replayedCapabilities(await readSession(session), { contextAware });
  }
  const script: Record<string, (payload: unknown) => unknown> = {
    'oci/v1/verify': (payload) => verification(images, payload),
    'oci/v2/verify': (payload) => verification(images, payload),
    'oci/v1/manifest_digest': (payload) => ({
      digest: answerFor(images, payload).digest,
    }),
  };
  for (const [operation, { answer, error }] of Object.entries(answers)) {
    script[operation] = () => {
      if (error !== undefined) throw hostError(error);
      return answer ?? null;
    };
  }
  return script;
}

async function readSession(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'ARGUMENT',
      `cannot read the session ${path}: ${reason}`,
      cause,
    );
  }
}

function verification(
  images: Readonly<Record<string, ImageAnswer>>,
  payload: unknown,
) {
  const { trusted, digest } = answerFor(images, imageIn(payload));
  return { is_trusted: trusted, digest: digest ?? '' };
}

/** `v2` has the image beside its type, `v1` inside of its one member. */
function imageIn(payload: unknown): unknown {
  const outer = payload as Readonly<Record<string, unknown>> | null;
  if (typeof outer?.['image'] === 'string') return outer['image'];
  const [inner] = Object.values(outer ?? {});
  return (inner as { image?: unknown } | undefined)?.image;
}

function answerFor(
  images: Readonly<Record<string, ImageAnswer>>,
  image: unknown,
): { trusted: boolean; digest: string | undefined } {
  const answer = typeof image === 'string' ? find(images, image) : undefined;
  if (answer === undefined) {
    throw hostError(`this test has no answer for the image ${String(image)}`);
  }
  if (typeof answer === 'string') return { trusted: true, digest: answer };
  if (answer.error !== undefined) throw hostError(answer.error);
  return { trusted: answer.trusted ?? true, digest: answer.digest };
}

/** An image that is asked for again by its digest is the same image. */
function find(
  images: Readonly<Record<string, ImageAnswer>>,
  image: string,
): ImageAnswer | undefined {
  if (Object.hasOwn(images, image)) return images[image];
  const [repository, digest] = image.split('@');
  if (digest === undefined) return undefined;
  const same = Object.entries(images).find(
    ([name, answer]) =>
      name.replace(/:[^:/]*$/, '') === repository &&
      (typeof answer === 'string' ? answer : answer.digest) === digest,
  );
  return same?.[1];
}

function hostError(text: string): PolicyHostError {
  return new PolicyHostError('CAPABILITY', text);
}
