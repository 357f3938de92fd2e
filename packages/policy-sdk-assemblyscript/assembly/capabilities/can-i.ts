// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Writer } from '../json/writer';
import { Result } from '../values/result';
import { request, unexpected } from './call';
import { writeOptional, writeString, writeStrings } from './payload';
import { canIOperation, kubernetesNamespace } from './names';

/** Kubernetes' answer to whether a user may do something. */
@final
@unmanaged
export class AccessReview {
  constructor(
    public allowed: bool,
    /** Whether it is forbidden by name, and not just not allowed. */
    public denied: bool,
    /** Why; may be empty. */
    public reason: string,
  ) {}
}

/**
 * Asks the cluster whether a user may do something (a SubjectAccessReview):
 *
 *     new CanI('alice', 'create', 'pods').namespace('default').send();
 *
 * What is not set is not asked for: no namespace means all of them.
 */
@final
@unmanaged
export class CanI {
  private userGroups: string[] | null = null;
  private apiGroup: string = '';
  private objectName: string = '';
  private namespaceName: string = '';
  private part: string = '';
  private apiVersion: string = '';
  private bypassCache: bool = false;

  constructor(
    private user: string,
    private verb: string,
    private resource: string,
  ) {}

  /** The groups the user is in. */
  groups(names: string[]): CanI {
    this.userGroups = names;
    return this;
  }

  /** The resource's API group; the core group when not set. */
  group(name: string): CanI {
    this.apiGroup = name;
    return this;
  }

  /** One object of that name. */
  name(name: string): CanI {
    this.objectName = name;
    return this;
  }

  /** One namespace. */
  namespace(name: string): CanI {
    this.namespaceName = name;
    return this;
  }

  /** A subresource, such as `log`. */
  subresource(name: string): CanI {
    this.part = name;
    return this;
  }

  /** One version of the API group. */
  version(name: string): CanI {
    this.apiVersion = name;
    return this;
  }

  /** Asks the API server even if the host knows an answer 5 s old or less. */
  disableCache(): CanI {
    this.bypassCache = true;
    return this;
  }

  /** What the cluster says. */
  send(): Result<AccessReview> {
    const answer = request(
      kubernetesNamespace(),
      canIOperation(),
      this.payload().slice(),
    );
    if (!answer.ok) return Result.failed<AccessReview>(answer.failure);
    const allowed = answer.value.member('allowed').boolean();
    if (!allowed.ok)
      return Result.failed<AccessReview>(unexpected(allowed.failure));
    const denied = answer.value.member('denied').booleanOr(false);
    if (!denied.ok)
      return Result.failed<AccessReview>(unexpected(denied.failure));
    const reason = answer.value.member('reason').stringOr('');
    if (!reason.ok)
      return Result.failed<AccessReview>(unexpected(reason.failure));
    return Result.of<AccessReview>(
      new AccessReview(allowed.value, denied.value, reason.value),
    );
  }

  private payload(): Writer {
    const json = new Writer(512).literal('{"subject_access_review":{"user":');
    writeString(json, this.user);
    const groups = this.userGroups;
    if (groups != null) writeStrings(json.literal(',"groups":'), groups);
    json.literal(',"resource_attributes":{"resource":');
    writeString(json, this.resource);
    writeString(json.literal(',"verb":'), this.verb);
    writeOptional(json, ',"group":', this.apiGroup);
    writeOptional(json, ',"name":', this.objectName);
    writeOptional(json, ',"namespace":', this.namespaceName);
    writeOptional(json, ',"subresource":', this.part);
    writeOptional(json, ',"version":', this.apiVersion);
    return json
      .literal('}},"disable_cache":')
      .boolean(this.bypassCache)
      .byte(CharCode.CloseBrace);
  }
}
