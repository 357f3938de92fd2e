// SPDX-License-Identifier: Apache-2.0
import { Result } from '../values/result';
import { Value } from '../values/value';
import {
  GroupVersionKind,
  GroupVersionResource,
  readKind,
  readResource,
} from './group-version';
import { UserInfo } from './user-info';

/**
 * An AdmissionRequest of Kubernetes, as the host hands it on: unknown fields
 * and nulls are left out, and keys are sorted. Nothing is read before it is
 * asked for. Mandatory fields fail when they are not there; optional texts are
 * empty, since Kubernetes makes no difference.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
@final
@unmanaged
export class AdmissionRequest {
  constructor(
    /** The request itself, for all that has no getter. */
    public json: Value,
  ) {}

  /** Identifies this request. */
  get uid(): Result<string> {
    return this.json.member('uid').string();
  }

  /** The kind of the object as the policy gets it. */
  get kind(): Result<GroupVersionKind> {
    return readKind(this.json.member('kind'));
  }

  /** The resource as the policy gets it. */
  get resource(): Result<GroupVersionResource> {
    return readResource(this.json.member('resource'));
  }

  /** Such as `scale` or `status`; empty when there is none. */
  get subResource(): Result<string> {
    return this.json.member('subResource').stringOr('');
  }

  /** The kind the client sent; differs from `kind` after a conversion. */
  get requestKind(): Result<GroupVersionKind> {
    const kind = this.json.member('requestKind');
    return kind.isAbsent ? this.kind : readKind(kind);
  }

  /** The resource the client named. */
  get requestResource(): Result<GroupVersionResource> {
    const resource = this.json.member('requestResource');
    return resource.isAbsent ? this.resource : readResource(resource);
  }

  /** The subresource the client named; empty when there is none. */
  get requestSubResource(): Result<string> {
    return this.json.member('requestSubResource').stringOr('');
  }

  /** Name of the object; empty when the server is to make one. */
  get name(): Result<string> {
    return this.json.member('name').stringOr('');
  }

  /** Namespace of the object; empty when it is cluster-wide. */
  get namespace(): Result<string> {
    return this.json.member('namespace').stringOr('');
  }

  /** CREATE, UPDATE, DELETE or CONNECT. */
  get operation(): Result<string> {
    return this.json.member('operation').string();
  }

  /** Who asks. */
  get userInfo(): UserInfo {
    return new UserInfo(this.json.member('userInfo'));
  }

  /** Whether nothing will be stored. */
  get dryRun(): Result<bool> {
    return this.json.member('dryRun').booleanOr(false);
  }

  /** Options of the operation. */
  get options(): Value {
    return this.json.member('options');
  }

  /** The new object; does not exist when the operation is DELETE. */
  get object(): Value {
    return this.json.member('object');
  }

  /** The object as it was; exists for UPDATE and DELETE only. */
  get oldObject(): Value {
    return this.json.member('oldObject');
  }
}
