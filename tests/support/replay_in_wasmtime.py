# SPDX-License-Identifier: Apache-2.0
"""Repeats recorded guest calls in wasmtime.

Standard input is {"path", "calls": [{"operation", "payload", "host": [
{"namespace", "operation", "payload", "ok"?, "error"?}...]}...]}; all calls go
to one instance. The host answers as recorded and only what was asked then, in
that order. Standard output is a list of {"succeeded", "reply", "asked"}.
"""
import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, "..", "..", "bench"))

import wasmtime as wt  # noqa: E402
from meter import Guest  # noqa: E402


class ReplayingGuest(Guest):
    """Answers from a recording and counts how far the guest followed it."""

    def replay(self, call):
        self.recorded = call["host"]
        self.asked = 0
        self.call({**call, "answers": {}})
        return {
            "succeeded": self.succeeded == 1,
            "reply": self.reply.decode("utf-8"),
            "asked": self.asked,
        }

    def host_call(self, binding, binding_len, ns, ns_len, op, op_len, ptr, length):
        asked = {
            "binding": self.read(binding, binding_len).decode(),
            "namespace": self.read(ns, ns_len).decode(),
            "operation": self.read(op, op_len).decode(),
            "payload": self.read(ptr, length).decode(),
        }
        expected = self.recorded[self.asked] if self.asked < len(self.recorded) else {}
        if any(expected.get(key) != value for key, value in asked.items()):
            self.answer = b"this was not asked when it was recorded"
            return 0
        self.asked += 1
        self.answer = expected.get("ok", expected.get("error")).encode()
        return 1 if "ok" in expected else 0


def main():
    job = json.load(sys.stdin)
    config = wt.Config()
    config.consume_fuel = True
    engine = wt.Engine(config)
    with open(job["path"], "rb") as file:
        module = wt.Module(engine, file.read())
    guest = ReplayingGuest(engine, module)
    json.dump([guest.replay(call) for call in job["calls"]], sys.stdout)


if __name__ == "__main__":
    main()
