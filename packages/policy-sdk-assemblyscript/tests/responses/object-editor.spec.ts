// SPDX-License-Identifier: Apache-2.0
import {
  ObjectEditor,
  Slice,
  pathOf,
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

describe('ObjectEditor with values of all types', () => {
  it('sets them', () => {
    const editor = new ObjectEditor(json('{"a":{}}'));
    editor.setString('a.text', Slice.of('"'));
    editor.setInteger('a.number', i64.MIN_VALUE);
    editor.setBoolean('a.flag', true);
    editor.setStrings('a.list', ['x', 'y"']);
    editor.setStrings('a.none', []);
    expect(result(editor)).toBe(
      '{"a":{"text":"\\"","number":-9223372036854775808,"flag":true,' +
        '"list":["x","y\\""],"none":[]}}',
    );
  });

  it('makes objects and goes on inside of them', () => {
    const editor = new ObjectEditor(json('{"a":1}'));
    const context = editor.setObject('a').setObject('b.securityContext');
    context.setBoolean('privileged', false);
    context.setInteger('runAsUser', 7);
    expect(result(editor)).toBe(
      '{"a":{"b":{"securityContext":{"privileged":false,"runAsUser":7}}}}',
    );
  });

  it('appends to lists, which it makes where there are none', () => {
    const editor = new ObjectEditor(json('{"a":[1, 2 ],"n":null,"e":[]}'));
    editor.append('a', document('{}'));
    editor.append('a[2].b', document('3'));
    editor.appendString('n', 'x');
    editor.appendString('e', 'y');
    editor.appendString('e', 'z');
    editor.appendObject('s.t').setString('name', 'v');
    editor.remove('a[0]');
    expect(result(editor)).toBe(
      '{"s":{"t":[{"name":"v"}]},"a":[2,{"b":[3]} ],"n":["x"],"e":["y","z"]}',
    );
  });

  it('tells what is no list', () => {
    const editor = new ObjectEditor(json('{"a":{"b":1}}'));
    editor.append('a.b', document('2'));
    expect(result(editor)).toBe('! a.b: expected an array, got a number');
  });
});

describe('ObjectEditor.at', () => {
  it('changes what is at a value of the object', () => {
    const object = json('{"l":[{"n":1},{"n":2},{"n":3}]}');
    const editor = new ObjectEditor(object);
    editor.at(object.get('l[2]')).setInteger('n', 30);
    editor.at(object.get('l[0]')).setString('m.k', 'x');
    editor.at(object.get('l[1].n')).set('', document('[]'));
    expect(result(editor)).toBe(
      '{"l":[{"m":{"k":"x"},"n":1},{"n":[]},{"n":30}]}',
    );
  });

  it('sees what was changed before, and is seen', () => {
    const object = json('{"a":{"b":1,"c":2}}');
    const editor = new ObjectEditor(object);
    const inner = editor.at(object.get('a'));
    editor.remove('a.b');
    inner.setInteger('b', 5);
    editor.setInteger('a.b', 6);
    inner.remove('c');
    expect(result(editor)).toBe('{"a":{"b":6}}');
  });

  it('refuses values of other objects, and those that are none', () => {
    const other = new ObjectEditor(json('{}'));
    other.at(json('{"a":1}')).setInteger('a', 2);
    expect(result(other)).toBe('! the value is of another object');
    const object = json('{}');
    const absent = new ObjectEditor(object);
    absent.at(object.get('a.b')).setInteger('c', 1);
    expect(result(absent)).toBe('! a: missing');
  });
});

describe('ObjectEditor.verdict', () => {
  it('is what the changes are', () => {
    const object = json('{"a":1}');
    expect(new ObjectEditor(object).verdict().toString()).toBe(
      '{"accepted":true}',
    );
    const changed = new ObjectEditor(object);
    changed.setInteger('a', 2);
    expect(changed.verdict().toString()).toBe(
      '{"accepted":true,"mutated_object":{"a":2}}',
    );
    const failed = new ObjectEditor(object);
    failed.setInteger('a.b', 2);
    expect(failed.verdict().toString()).toBe(
      '{"accepted":false,"message":"a: expected an object, got a number"}',
    );
  });
});

describe('pathOf', () => {
  it('takes keys as they are', () => {
    const path = pathOf(['metadata', 'labels', 'a.b/c"[0]']);
    expect(path).toBe('metadata.labels["a.b/c\\"[0]"]');
    const editor = new ObjectEditor(json('{}'));
    editor.setString(path, 'x');
    expect(result(editor)).toBe('{"metadata":{"labels":{"a.b/c\\"[0]":"x"}}}');
    expect(pathOf([])).toBe('');
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
