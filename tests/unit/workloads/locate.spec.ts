// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { faultText } from '../../../assembly/workloads/field';
import { locateImages } from '../../../assembly/workloads/locate';
import { PodSpec } from '../../../assembly/workloads/pod-spec';
import { markUnchanged } from '../../../assembly/workloads/unchanged';

/** A document with room behind it for 16-byte loads. */
function padded(text: string): Slice {
  const bytes = Slice.of(text + ' '.repeat(64));
  return new Slice(bytes.ptr, bytes.len - 64);
}

function locate(object: string, path: string): PodSpec {
  return locateImages(Cursor.over(padded(object)), Slice.of(path), false);
}

/** Each field as `path name=image`, or `path fault`; or the problem. */
function tell(spec: PodSpec): string {
  const problem = spec.problem;
  if (problem != null) return 'problem: ' + problem.toString();
  const text = new Writer(256);
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    if (text.length > 0) text.literal(', ');
    text.slices(field.path);
    const name = field.name;
    const image = field.image;
    text.byte(0x20);
    if (name != null) text.slices(name).byte(0x3d);
    text.slices(image == null ? faultText(field.fault) : image);
    if (!field.changed) text.literal(' unchanged');
  }
  return text.slice().toString();
}

const pod = (lists: string): string => '{"spec":{' + lists + '}}';

describe('locateImages', () => {
  it('finds fields in document order', () => {
    expect<string>(
      tell(
        locate(
          pod(
            '"volumes":[{"x":1},{"image":{"reference":"i"},"name":"v"}],' +
              '"containers":[{"name":"a","image":"j"},{"image":"k"},7]',
          ),
          'spec',
        ),
      ),
    ).toBe(
      'spec.volumes[1].image.reference v=i, spec.containers[0].image a=j, ' +
        'spec.containers[1].image k, spec.containers[2].image is not in an object',
    );
  });

  it('follows a path, past keys that only begin alike', () => {
    const inner = '{"containers":[{"image":"i"}]}';
    expect<string>(
      tell(locate('{"ab":1,"a":{"bc":2,"b":' + inner + '}}', 'a.b')),
    ).toBe('a.b.containers[0].image i');
    expect<string>(tell(locate('{"a":{"bc":' + inner + '}}', 'a.b'))).toBe(
      'problem: a.b is missing',
    );
  });

  it('refuses a path that leads twice to a pod spec', () => {
    const inner = '{"containers":[]}';
    expect<string>(
      tell(locate('{"spec":' + inner + ',"sp\\u0065c":' + inner + '}', 'spec')),
    ).toBe('problem: spec is given twice');
  });

  it('notes what the metadata of the object says, and no other', () => {
    const object =
      '{"metadata":{"deletionTimestamp":"now","ownerReferences":' +
      '[{"controller":false},{"controller":true}]},"spec":{}}';
    const spec = locate(object, 'spec');
    expect<bool>(spec.isTerminating).toBe(true);
    expect<bool>(spec.hasController).toBe(true);
    const inner = '{"metadata":{"deletionTimestamp":"now"}}';
    const other = locate('{"spec":' + inner + ',"x":' + inner + '}', 'spec');
    expect<bool>(other.isTerminating).toBe(false);
    expect<bool>(other.hasController).toBe(false);
  });
});

describe('markUnchanged', () => {
  it('compares list, name and image', () => {
    const now = locate(
      pod(
        '"containers":[{"name":"a","image":"i"},{"name":"b","image":"i"},' +
          '{"image":"i"},{"name":"c"}],"initContainers":[{"name":"a","image":"i"}]',
      ),
      'spec',
    );
    const before = locate(
      pod('"containers":[{"name":"c"},{"image":"i"},{"image":"i","name":"a"}]'),
      'spec',
    );
    markUnchanged(now, before);
    expect<string>(tell(now)).toBe(
      'spec.containers[0].image a=i unchanged, spec.containers[1].image b=i, ' +
        'spec.containers[2].image i, spec.containers[3].image c=is missing, ' +
        'spec.initContainers[0].image a=i',
    );
  });

  it('finds each of very many', () => {
    let items = '';
    for (let i = 0; i < 500; i++) {
      const n = i.toString();
      items += (i > 0 ? ',' : '') + '{"name":"' + n + '","image":"' + n + '"}';
    }
    const now = locate(pod('"containers":[' + items + ']'), 'spec');
    markUnchanged(now, locate(pod('"containers":[' + items + ']'), 'spec'));
    let unchanged = 0;
    let rest = now.first;
    while (rest != null) {
      if (!rest.changed) unchanged++;
      rest = rest.next;
    }
    expect<i32>(unchanged).toBe(500);
  });
});
