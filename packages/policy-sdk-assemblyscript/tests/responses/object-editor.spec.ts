// SPDX-License-Identifier: Apache-2.0
import {
  ObjectEditor,
  Slice,
  withPodSpec,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  document,
  json,
  requestTo,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

function result(editor: ObjectEditor): string {
  const failure = editor.failure;
  if (failure != null) return `! ${failure.toString()}`;
  return editor.bytes().toString();
}

function set(object: string, path: string, value: string): string {
  const editor = new ObjectEditor(json(object));
  editor.set(path, document(value));
  return result(editor);
}

function remove(object: string, path: string): string {
  const editor = new ObjectEditor(json(object));
  editor.remove(path);
  return result(editor);
}

describe('ObjectEditor.set', () => {
  it('replaces values and leaves the rest as it is', () => {
    expect(set('{ "z":1e400, "a" : [1, {"b":"x"}] }', 'a[1].b', '-0')).toBe(
      '{ "z":1e400, "a" : [1, {"b":-0}] }',
    );
    expect(set('[1,2,3]', '[1]', '{}')).toBe('[1,{},3]');
    expect(set('1', '', '2')).toBe('2');
  });

  it('adds members and the objects above them', () => {
    expect(set('{}', 'a', '1')).toBe('{"a":1}');
    expect(set('{"b":2}', 'a', '1')).toBe('{"a":1,"b":2}');
    expect(set('{"m":{"l":{}}}', 'm.l["x/y z"]', '1')).toBe(
      '{"m":{"l":{"x/y z":1}}}',
    );
    expect(set('{"m":{}}', 'm.l.k', '1')).toBe('{"m":{"l":{"k":1}}}');
    expect(set('{"m":{"l":null}}', 'm.l.k', '1')).toBe('{"m":{"l":{"k":1}}}');
  });

  it('makes one change after the other', () => {
    const editor = new ObjectEditor(json('{"metadata":{}}'));
    editor.setString('metadata.labels.a', 'x"');
    editor.setString('metadata.labels.b', Slice.of('é'));
    editor.setString('metadata.labels.a', 'z');
    editor.remove('metadata.labels.b');
    editor.set('n', document('[1,2]'));
    editor.remove('n[0]');
    expect(result(editor)).toBe('{"n":[2],"metadata":{"labels":{"a":"z"}}}');
  });

  it('grows as needed', () => {
    const editor = new ObjectEditor(json('{"a":[]}'));
    for (let i = 0; i < 50; i++)
      editor.setString(`k${i.toString()}`, 'v'.repeat(100));
    expect(editor.bytes().len).toBe(8 + 10 * 108 + 40 * 109);
  });

  it('tells what cannot be set', () => {
    expect(set('{"a":1}', 'a.b', '1')).toBe(
      '! a: expected an object, got a number',
    );
    expect(set('{"a":[]}', 'a[0]', '1')).toBe('! a: no such element');
    expect(set('{}', 'a[0]', '1')).toBe('! a: missing');
    expect(set('{"a":1,"a":2}', 'a', '1')).toBe('! a: duplicate key');
    expect(set('{}', 'a..b', '1')).toBe('! a..b: malformed path');
    expect(set('{"a":1}', '[', '1')).toBe('! [: malformed path');
    const absent = new ObjectEditor(json('{}').get('object'));
    absent.setString('a', 'b');
    expect(result(absent)).toBe('! object: missing');
  });
});

describe('ObjectEditor.remove', () => {
  it('removes members with one comma', () => {
    expect(remove('{"a":1}', 'a')).toBe('{}');
    expect(remove('{"a":1,"b":2,"c":3}', 'a')).toBe('{"b":2,"c":3}');
    expect(remove('{"a":1,"b":2,"c":3}', 'b')).toBe('{"a":1,"c":3}');
    expect(remove('{"a":1,"b":2,"c":3}', 'c')).toBe('{"a":1,"b":2}');
    expect(remove('{ "a" : 1 , "b" : 2 }', 'a')).toBe('{ "b" : 2 }');
    expect(remove('{"\\u0061":1,"b":2}', 'a')).toBe('{"b":2}');
    expect(remove('{"b":2,"\\u0061":1}', 'a')).toBe('{"b":2}');
    expect(remove('{"b":2,"\\u0061":1}', 'b')).toBe('{"\\u0061":1}');
  });

  it('removes elements with one comma', () => {
    expect(remove('[[1],[2],[3]]', '[0]')).toBe('[[2],[3]]');
    expect(remove('[[1],[2],[3]]', '[1]')).toBe('[[1],[3]]');
    expect(remove('[[1],[2],[3]]', '[2]')).toBe('[[1],[2]]');
    expect(remove('{"a":[1]}', 'a[0]')).toBe('{"a":[]}');
  });

  it('leaves what is not there', () => {
    expect(remove('{"a":1}', 'b.c')).toBe('{"a":1}');
    expect(remove('{"a":1}', 'a.c')).toBe(
      '! a: expected an object, got a number',
    );
    expect(remove('{"a":1}', '')).toBe('! malformed path');
  });
});

describe('withPodSpec', () => {
  it('replaces the pod spec of a workload', () => {
    const request = requestTo('CREATE', 'apps', 'v1', 'Deployment', 'x')
      .object('{"spec":{"template":{"spec":{"a":1},"b":2}}}')
      .build();
    expect(withPodSpec(request, document('{"n":true}')).value.toString()).toBe(
      '{"spec":{"template":{"spec":{"n":true},"b":2}}}',
    );
  });

  it('fails for other kinds', () => {
    const request = requestTo('CREATE', '', 'v1', 'Service', 'services')
      .object('{}')
      .build();
    expect(withPodSpec(request, document('{}')).failure.toString()).toBe(
      'the object has no pod spec',
    );
  });
});
