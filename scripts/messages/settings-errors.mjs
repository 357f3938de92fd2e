// SPDX-License-Identifier: Apache-2.0

/**
 * Why each settings error is told, and what to write instead, by the words in
 * the policy's sources that it begins with; `says` is the whole of it where it
 * has more. KEY, NAME and such stand for what is looked up.
 */
export const SETTINGS_ERRORS = {
  'is not valid JSON': [
    'The settings end early, or have a comma or a quote too many.',
    'what a JSON or YAML parser accepts.',
  ],
  'this is a policy resource: pass its spec.settings': [
    'The whole resource, with its `kind` and `spec`, was given.',
    'what stands below `spec.settings` of it.',
  ],
  'Signatures must not be empty': [
    'Without rules nothing would be verified.',
    'at least one entry of `signatures`.',
  ],
  'unknown key': [
    'A key that has no effect would be overlooked.',
    'a key of the [settings](guide/reference.md#settings), or nothing.',
  ],
  'unknown key, did you mean %1?': {
    says: 'unknown key, did you mean KEY?',
    text: ['The key is nearly one that exists.', 'that one.'],
  },
  'is missing': {
    says: 'KEY is missing',
    text: ['The object needs the key.', 'the key with its value.'],
  },
  'is given twice': [
    'Of two values one would be ignored, as of a key and its older spelling.',
    'one of them.',
  ],
  'is deprecated, write %1': {
    says: 'is deprecated, write KEY (a warning in the log)',
    text: ['The key is of settings before 0.2.0.', 'the newer spelling.'],
  },
  'contradicts digestMutation': [
    '`modifyImagesWithDigest` and `digestMutation` say opposite things.',
    '`digestMutation` only.',
  ],
  'key must not be empty': [
    'An annotation has an empty name.',
    'the name of the annotation.',
  ],
  'must be a list': ['There is one value, or an object.', '`[VALUE]`.'],
  'must be an object': ['There is a text or a list.', '`{KEY: VALUE}`.'],
  'must be a string': [
    'There is a number, `true` or a list; YAML reads `yes` and `1.0` so.',
    'the value in quotes.',
  ],
  'must not be empty': ['A text or a list has nothing in it.', 'its content.'],
  'is not a valid JSON string': [
    'There is an escape that does not exist, or half of a pair of surrogates.',
    'the character itself.',
  ],
  'must be true or false': ['There is another value.', 'one of the two.'],
  'must be a whole number from 1 on': [
    '`minimumMatches` is 0, negative, a fraction or a text.',
    'how many signers are needed.',
  ],
  'must be ': {
    says: 'must be NAME, NAME or NAME',
    text: ['The value is not one of the names.', 'one of them.'],
  },
  'is a duplicate': [
    'The same is in the list already, perhaps in another spelling.',
    'it once.',
  ],
  'needs one of pubKeys, keyless, keylessPrefix, githubActions, certificates': [
    'The entry says nothing of who must sign.',
    'one of these keys.',
  ],
  'has more than one kind of signers': [
    'An entry has one kind of signers.',
    'an entry for each kind: all that match an image must hold.',
  ],
  'needs certificates': {
    says: 'KEY needs certificates',
    text: [
      'The key has an effect beside `certificates` only.',
      '`certificates`, or take the key out.',
    ],
  },
  'needs a list of signers': {
    says: 'minimumMatches needs a list of signers',
    text: ['`githubActions` is a single signer.', 'the entry without it.'],
  },
  'is more than there are signers': [
    '`minimumMatches` could never be met.',
    'at most as many as there are signers.',
  ],
  'counts one signer twice: two certificates have one key': [
    'One signer would meet a threshold of two, as with a renewed certificate.',
    'one of them, or an entry for each.',
  ],
  'counts one signer twice: a urlPrefix is below another': [
    'One signer would meet a threshold of two.',
    'prefixes that do not overlap.',
  ],
  'must be a single name': [
    '`owner` or `repo` has a slash or a space.',
    'the owner under `owner`, the repository under `repo`.',
  ],
  'is compared exactly, * included: use keylessPrefix': [
    '`keyless` knows no wildcards.',
    '`keylessPrefix` with the beginning of the subject.',
  ],
  'must be an absolute http or https URL': [
    'Hosts compare `urlPrefix` as a URL.',
    '`https://HOST/PATH`.',
  ],
  'must have a host': ['The URL has none.', '`https://HOST/PATH`.'],
  'must have a lower-case host name or IPv4 address, no user name, query or fragment':
    [
      'Hosts would change the URL, and so what it means.',
      'the host in small letters.',
    ],
  'must have a plain port, other than the default': [
    'Hosts leave out ports 80 and 443.',
    'no port, or another one.',
  ],
  'ends inside a name': ['A `%` lacks its two digits.', 'the whole name.'],
  'has a character that no subject URL has': [
    'Hosts would escape it, and it would match nothing.',
    'the subject as `cosign verify` prints it.',
  ],
  'must have no dot segments': [
    'Hosts resolve `.` and `..`.',
    'the path without them.',
  ],
  'is about a built-in kind': [
    'The policy knows where the pods of this kind are.',
    'only your own kinds.',
  ],
  'must be a group without version': [
    '`apiGroup` is `apps`, where `apiVersion` is `apps/v1`.',
    'what stands before the slash.',
  ],
  'must begin with a capital letter': [
    'Kinds do; no object would be of another.',
    'the kind of objects.',
  ],
  'must be keys joined by dots, such as spec.template.spec': [
    'The path has an empty key, or too many.',
    'the keys that lead to the pod spec.',
  ],
  'may have * in place of a key, but not of the first': [
    '`*` stands for all members of a whole key.',
    '`spec.*.template`, for example.',
  ],
  'has the root %1 before %2': {
    says: 'has the root NAME before NAME: reverse the order, the root is last',
    text: [
      '`certificateChain` begins with the root. Where the last is a root, too, it is `write the root last`.',
      'intermediates first, the root last.',
    ],
  },
  '%1 is issued by %2, which is not in it': {
    says: 'NAME is issued by NAME, which is not in it',
    text: [
      'Two certificates do not link: the issuer of the first is not in `certificateChain`.',
      'the missing certificate, before the root.',
    ],
  },
  '%1 may not issue certificates': {
    says: 'NAME may not issue certificates',
    text: [
      'A certificate of the chain is no authority (RFC 5280).',
      'the authority that issued the certificate.',
    ],
  },
  '%1 allows no path as long as this': {
    says: 'NAME allows no path as long as this',
    text: [
      'Its path length is less than the intermediates below it (RFC 5280).',
      'the chain that the authority made for signers.',
    ],
  },
  'does not lead to its last certificate': [
    'The issuers lead in a circle.',
    'intermediates first, the root last.',
  ],
  "is a CA certificate: write the signer's own": [
    'An authority does not sign images.',
    'the certificate of the signer; the authority in `certificateChain`.',
  ],
  'is not for signing code, so hosts refuse it': [
    'The certificate lacks the extended key usage code signing.',
    'a certificate that has it.',
  ],
  'is not for digital signatures, so hosts refuse it': [
    'The certificate lacks the key usage digital signature.',
    'a certificate that has it.',
  ],
  'is not PEM: it has no BEGIN line': [
    'There is a path, a fingerprint or bare base64.',
    'the text of the file, with its BEGIN and END lines.',
  ],
  'is not PEM: a BEGIN or END line is missing or malformed': [
    'The text was cut, or its lines were joined.',
    'the text of the file as it is; in YAML behind `|`.',
  ],
  'is not PEM: its base64 is malformed': [
    'A character was lost or changed.',
    'the text of the file as it is.',
  ],
  'is not PEM: text follows the last END line': [
    'There is more behind the PEM.',
    'the PEM only.',
  ],
  'is not a PEM certificate: its label is another': [
    'There is a key in the place of a certificate.',
    'the certificate; public keys are for `pubKeys`.',
  ],
  'must hold one certificate, not several': [
    'Each element of `certificates` is one signer.',
    'an element for each; the issuers in `certificateChain`.',
  ],
  'is not a PEM certificate: its DER is malformed': [
    'The content is no X.509 certificate.',
    'the text of the file as it is.',
  ],
  'is not a PEM public key: its label is not PUBLIC KEY': [
    'There is a certificate, a private key or a PKCS #1 key.',
    'what `cosign public-key` prints.',
  ],
  'must hold one public key, not several': [
    'Each element of `pubKeys` is one signer.',
    'an element for each.',
  ],
  'is not a PEM public key: its DER is malformed': [
    'The content is no public key.',
    'the text of the file as it is.',
  ],
  'is of no kind that hosts verify: ECDSA P-256 or P-384, Ed25519, RSA': [
    'Hosts fail on other keys.',
    'a key of one of these kinds.',
  ],
  'never matches: full names are compared, write %1%2': {
    says: 'never matches: full names are compared, write PATTERN',
    text: [
      '`excludeImages` compares names with their registry.',
      'the pattern that is told.',
    ],
  },
  'can never match: %1': {
    says: 'can never match: REASON',
    text: [
      'No image has a name like that; the reasons are below.',
      'a pattern of images as they are named.',
    ],
  },
  'it has a character that no image reference has': [
    'There is a space, a `$` or the like.',
    'the image without it.',
  ],
  'a name begins with a dot; write * for any characters': [
    'Patterns are globs, not regular expressions.',
    '`*` where `.*` stands.',
  ],
  'it is longer than any image reference': [
    'The pattern needs more characters than names have.',
    'a shorter one.',
  ],
  'repository names are lower-case': [
    'A repository has capitals.',
    'it in small letters.',
  ],
  'it is not a valid image reference': [
    'The image has no place in `[REGISTRY/]NAME[:TAG][@DIGEST]`.',
    'the image as it is pulled.',
  ],
  'it is a URL; write the image without https://': [
    'Images have no scheme.',
    'the image without it.',
  ],
  'an empty name stands beside a slash': [
    'The pattern begins or ends with a slash, or has two.',
    '`/*` for all below.',
  ],
  'an IPv6 address must be in its shortest form, such as [2001:db8::1]': [
    'Addresses are compared in this form.',
    'it in this form.',
  ],
  'capitals before a wildcard must stand behind the colon of a tag': [
    'Registries are compared in small letters.',
    'the registry in small letters.',
  ],
  'Docker Hub is docker.io, write %1%2': {
    says: 'Docker Hub is docker.io, write PATTERN',
    text: ['Names of Docker Hub are compared so.', 'the pattern told.'],
  },
  'a port must not begin with 0': ['No name has it.', 'the port.'],
  'names leave out the port 443, write %1%2': {
    says: 'names leave out the port 443, write PATTERN',
    text: ['443 is the port by default.', 'the pattern told.'],
  },
};

/** Words in the sources that are in the middle or at the end of texts. */
export const PARTS = [
  '/*',
  '; ',
  '{%1: }%2',
  '%1: %2',
  '; and ',
  ' more',
  ', ',
  ' or ',
  'reverse the order, the root is last',
  'write the root last',
  'an unnamed certificate',
  '%1 %2',
  'docker',
  'docker.io',
  'docker.io/',
  'docker.io/library/',
  'CERTIFICATE',
  'PUBLIC KEY',
  '://',
  '"#<>?\\\\^`{|}',
];
