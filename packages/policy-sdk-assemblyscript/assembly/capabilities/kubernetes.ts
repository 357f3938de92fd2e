// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Writer } from '../json/writer';
import { Result } from '../values/result';
import { Value } from '../values/value';
import { request } from './call';
import { writeOptional, writeString, writeStrings } from './payload';
import {
  getResourceOperation,
  kubernetesNamespace,
  listResourcesAllOperation,
  listResourcesByNamespaceOperation,
} from './names';

/**
 * Asks for one object of the cluster. The policy's `metadata.yml` must list
 * its apiVersion and kind under `contextAwareResources`.
 */
@final
@unmanaged
export class GetResource {
  private namespaceName: string = '';
  private bypassCache: bool = false;
  private masks: string[] | null = null;

  constructor(
    private apiVersion: string,
    private kind: string,
    private name: string,
  ) {}

  /** Namespace of the object; not for cluster-wide ones. */
  namespace(name: string): GetResource {
    this.namespaceName = name;
    return this;
  }

  /** Asks the API server even if the host knows an answer 5 s old or less. */
  disableCache(): GetResource {
    this.bypassCache = true;
    return this;
  }

  /** Fields to fetch, as dotted paths; metadata is always whole. */
  fieldMasks(paths: string[]): GetResource {
    this.masks = paths;
    return this;
  }

  /** The object. An object that is not there is a failure. */
  send(): Result<Value> {
    const json = begin(this.apiVersion, this.kind);
    writeString(json.literal(',"name":'), this.name);
    writeOptional(json, ',"namespace":', this.namespaceName);
    // Without this key the host refuses, whatever its documentation says.
    json.literal(',"disable_cache":').boolean(this.bypassCache);
    appendMasks(json, this.masks);
    const payload = json.byte(CharCode.CloseBrace).slice();
    return request(kubernetesNamespace(), getResourceOperation(), payload);
  }
}

/**
 * Asks for the objects of a kind. The answer is a Kubernetes list: its objects
 * are in `items`.
 */
@final
@unmanaged
export class ListResources {
  private labels: string = '';
  private fields: string = '';
  private masks: string[] | null = null;

  constructor(
    private apiVersion: string,
    private kind: string,
  ) {}

  /** A label selector, as in `app=web,tier!=cache`. */
  labelSelector(selector: string): ListResources {
    this.labels = selector;
    return this;
  }

  /** A field selector, as in `metadata.name=web`. */
  fieldSelector(selector: string): ListResources {
    this.fields = selector;
    return this;
  }

  /** Fields to fetch, as dotted paths; metadata is always whole. */
  fieldMasks(paths: string[]): ListResources {
    this.masks = paths;
    return this;
  }

  /** The list of one namespace's objects. */
  inNamespace(namespace: string): Result<Value> {
    const json = begin(this.apiVersion, this.kind);
    writeString(json.literal(',"namespace":'), namespace);
    const payload = this.finish(json).slice();
    return request(
      kubernetesNamespace(),
      listResourcesByNamespaceOperation(),
      payload,
    );
  }

  /** The list of all namespaces' objects, or of cluster-wide ones. */
  everywhere(): Result<Value> {
    const payload = this.finish(begin(this.apiVersion, this.kind)).slice();
    return request(kubernetesNamespace(), listResourcesAllOperation(), payload);
  }

  private finish(json: Writer): Writer {
    writeOptional(json, ',"label_selector":', this.labels);
    writeOptional(json, ',"field_selector":', this.fields);
    appendMasks(json, this.masks);
    return json.byte(CharCode.CloseBrace);
  }
}

function begin(apiVersion: string, kind: string): Writer {
  const json = writeString(
    new Writer(256).literal('{"api_version":'),
    apiVersion,
  );
  return writeString(json.literal(',"kind":'), kind);
}

function appendMasks(json: Writer, masks: string[] | null): void {
  if (masks != null) writeStrings(json.literal(',"field_masks":'), masks);
}
