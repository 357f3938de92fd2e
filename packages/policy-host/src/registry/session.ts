// SPDX-License-Identifier: Apache-2.0
import { type Actions, Authenticator } from './authenticator.js';
import { type Endpoint, Endpoints, type EndpointOptions } from './endpoints.js';
import type { Dispatcher } from 'undici';
import { printableUrl, registryError } from './failures.js';
import {
  ConnectionError,
  type HttpRequest,
  type HttpResponse,
  send,
} from './http.js';
import { NotPublicError } from './public-addresses.js';
import type { ImageReference, RegistryLimits } from './types.js';

/** One call of the distribution API. */
export interface Call {
  readonly method: HttpRequest['method'];
  /** Below `/v2/<repository>/`, or an upload location the registry gave. */
  readonly path: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxBytes: number;
  readonly actions?: Actions;
}

/**
 * Sends calls to the registry of a reference: picks the address, answers the
 * authentication challenge and bounds the time of the whole operation.
 */
export class RegistrySession {
  private readonly endpoints: Endpoints;
  private readonly authenticator: Authenticator;

  constructor(
    options: EndpointOptions,
    readonly limits: RegistryLimits,
    dockerConfigDir: string | undefined,
  ) {
    this.endpoints = new Endpoints(options);
    this.authenticator = new Authenticator(
      this.endpoints,
      limits,
      dockerConfigDir,
    );
  }

  /** The answer whatever its status; rejects when there is none. */
  async call(reference: ImageReference, call: Call): Promise<HttpResponse> {
    const signal = AbortSignal.timeout(this.limits.operationMs);
    const candidates = this.endpoints.candidates(reference.registry);
    let failure: unknown;
    for (const endpoint of candidates) {
      try {
        const response = await this.authorized(
          reference,
          call,
          endpoint,
          signal,
          candidates.length > 1,
        );
        this.endpoints.choose(reference.registry, endpoint);
        return response;
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        failure = error;
      }
    }
    throw failure ?? registryError(`no address for ${reference.registry}`);
  }

  private async authorized(
    reference: ImageReference,
    call: Call,
    endpoint: Endpoint,
    signal: AbortSignal,
    probing: boolean,
  ): Promise<HttpResponse> {
    const { registry, repository } = reference;
    const actions = call.actions ?? 'pull';
    const base = `${endpoint.origin}/v2/${repository}/`;
    const url = new URL(call.path, base);
    // An upload location may point elsewhere: no credentials for strangers.
    const own = url.origin === endpoint.origin;
    const request: HttpRequest = {
      method: call.method,
      url,
      dispatcher: own ? endpoint.dispatcher : this.strangerOf(url),
      maxBytes: call.maxBytes,
      signal,
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(call.body === undefined ? {} : { body: call.body }),
    };
    // While probing addresses a refused connection is no reason to wait.
    const limits = probing ? { ...this.limits, retries: 0 } : this.limits;
    const known = own
      ? this.authenticator.known(registry, repository, actions)
      : undefined;
    const response = await this.send(request, known, limits);
    if (response.status !== 401 || response.url.origin !== endpoint.origin) {
      return response;
    }
    const value = await this.authenticator.answer({
      registry,
      repository,
      actions,
      response,
      dispatcher: endpoint.dispatcher,
      signal,
    });
    return value === undefined || value === known
      ? response
      : this.send(request, value, this.limits);
  }

  private send(
    request: HttpRequest,
    authorization: string | undefined,
    limits: RegistryLimits,
  ): Promise<HttpResponse> {
    return send({ ...request, authorization }, limits, (url) =>
      this.endpoints.strangerOf(url),
    );
  }

  private strangerOf(url: URL): Dispatcher {
    try {
      return this.endpoints.strangerOf(url);
    } catch (cause) {
      if (!(cause instanceof NotPublicError)) throw cause;
      const place = printableUrl(url);
      throw registryError(
        `refused upload location: ${place}: ${cause.message}`,
        'REGISTRY',
        cause,
      );
    }
  }
}
