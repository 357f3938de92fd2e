// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  FailureCode,
  Failure,
  ObjectEditor,
  Result,
  SettingsReader,
  Verdict,
  accept,
  containersOf,
  policy,
  podSpecOf,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

// Above the constants, and the class, that it uses.
policy<Settings>(validate);

const TABLE = new Map<string, string>();
TABLE.set('known', 'value');
const LIST: string[] = ['a'];

class Settings {
  constructor(reader: SettingsReader) {
    reader.field('limit').integerOr(1);
  }
}

class Own {
  name: string = '';
}

/** Makes the mistake that the object names. */
function validate(request: AdmissionRequest, _settings: Settings): Verdict {
  const object = request.object;
  const mistake = object.get('mistake').string().value;
  if (mistake == 'string') object.get('text').string().value;
  if (mistake == 'two') {
    object.get('first').boolean().value;
    object.get('second').boolean().value;
  }
  if (mistake == 'number') return reject(`${object.get('n').integer().value}`);
  if (mistake == 'list' && object.get('list').strings().value.length == 0)
    return accept();
  if (mistake == 'class' && request.kind.value.kind == '') return accept();
  if (mistake == 'pod') containersOf(podSpecOf(request).value).next();
  if (mistake == 'walk') while (object.get('list').elements().next());
  if (mistake == 'members') while (object.get('list').members().next());
  if (mistake == 'edit') new ObjectEditor(object).setString('mistake.a', 'b');
  if (mistake == 'looked') {
    const walk = object.get('list').elements();
    if (walk.failure != null) return accept();
  }
  if (mistake == 'both') {
    const walk = object.get('list').elements();
    object.get('text').string().value;
    if (walk.failure != null) return accept();
  }
  if (mistake == 'key') return reject(TABLE.get('unknown'));
  if (mistake == 'index')
    return reject(LIST[<i32>object.get('n').integer().value]);
  if (mistake == 'throw') throw new Error('so it "ends"');
  if (mistake == 'own') {
    const failure = Failure.plain(FailureCode.NotAllowed, 'none of mine');
    return reject(Result.failed<Own>(failure).value.name);
  }
  if (mistake == 'failure') object.get('mistake').string().failure;
  return accept();
}
