// SPDX-License-Identifier: Apache-2.0

/** Configuration blob of a policy artifact; its content is `{}`. */
export const WASM_CONFIG = 'application/vnd.wasm.config.v1+json';

/** The one layer of a policy artifact: the module as it is. */
export const WASM_LAYER = 'application/vnd.wasm.content.layer.v1+wasm';
