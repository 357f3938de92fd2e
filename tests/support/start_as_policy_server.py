# SPDX-License-Identifier: Apache-2.0
"""Starts modules and calls them as policy-server does.

Standard input is {"path", "calls": [[OPERATION, PAYLOAD]...]}; standard output
a list of {"succeeded", "reply"} or {"trap"}, one for each call.

Guests are interrupted by epochs. The deadline is set before each of the start
functions and before each operation, and not before the module is instantiated:
it is 0 then, so whatever runs in a start section is interrupted at once. Every
operation gets an instance of its own, of at most 256 MiB, and between
two calls more epochs go by than a guest is granted.
"""
import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, "..", "..", "bench"))

import wasmtime as wt  # noqa: E402
from meter import Guest  # noqa: E402

GRANTED_EPOCHS = 2
MEMORY_BYTES = 256 * 1024 * 1024


class InterruptibleGuest(Guest):
    """A guest whose time is counted in epochs, not in fuel."""

    def __init__(self, engine, module):
        self.engine = engine
        self.store = wt.Store(engine)
        self.store.set_limits(memory_size=MEMORY_BYTES)
        self.answers = {}
        linker = wt.Linker(engine)
        self.define(linker)
        exports = linker.instantiate(self.store, module).exports(self.store)
        self.memory = exports["memory"]
        for name in ("_start", "wapc_init"):
            if name in exports:
                self.grant_time()
                exports[name](self.store)
        self.guest_call = exports["__guest_call"]

    def grant_time(self):
        self.store.set_epoch_deadline(GRANTED_EPOCHS)

    def answer_to(self, operation, payload):
        self.operation = operation.encode()
        self.payload = payload.encode()
        self.reply, self.answer, self.calls = b"", b"", {}
        for _ in range(GRANTED_EPOCHS):
            self.engine.increment_epoch()
        self.grant_time()
        succeeded = self.guest_call(
            self.store, len(self.operation), len(self.payload)
        )
        return {"succeeded": succeeded == 1, "reply": self.reply.decode("utf-8")}


def answer(engine, module, operation, payload):
    try:
        return InterruptibleGuest(engine, module).answer_to(operation, payload)
    except (wt.Trap, wt.WasmtimeError) as error:
        return {"trap": str(error)}


def main():
    job = json.load(sys.stdin)
    config = wt.Config()
    config.epoch_interruption = True
    engine = wt.Engine(config)
    with open(job["path"], "rb") as file:
        module = wt.Module(engine, file.read())
    calls = [answer(engine, module, *call) for call in job["calls"]]
    json.dump(calls, sys.stdout)


if __name__ == "__main__":
    main()
