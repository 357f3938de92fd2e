# SPDX-License-Identifier: Apache-2.0
"""Meters waPC modules in wasmtime.

Standard input is a JSON list of modules:
  {"path", "cases": [CASE...], "repeats": [{"case": CASE, "times": N}...]}
a CASE is {"name", "operation", "payload", "answers"}; answers maps
`namespace/operation` to {"ok": TEXT} or {"error": TEXT}. Standard output is
a JSON list of results in that order. Every case gets an instance of its own
and is called twice on it. Fuel is counted by wasmtime, one unit for nearly
every instruction, and is the same on every machine.
"""
import json
import os
import sys
import time

import wasmtime as wt

FUEL = 10**15
PARTS = 10
I32 = wt.ValType.i32
UNKNOWN = {"error": "unknown operation"}


def start(store, exports):
    """Calls what policy-server calls before the first operation."""
    for name in ("_start", "wapc_init"):
        if name in exports:
            exports[name](store)


class Guest:
    """One instance, with a host that answers from a table."""

    def __init__(self, engine, module):
        self.store = wt.Store(engine)
        self.store.set_fuel(FUEL)
        self.answers = {}
        linker = wt.Linker(engine)
        self.define(linker)
        before = self.store.get_fuel()
        exports = linker.instantiate(self.store, module).exports(self.store)
        self.memory = exports["memory"]
        start(self.store, exports)
        self.start_fuel = before - self.store.get_fuel()
        self.start_memory = self.memory.data_len(self.store)
        self.guest_call = exports["__guest_call"]

    def define(self, linker):
        def function(name, parameters, body, result=False):
            results = [I32()] if result else []
            kind = wt.FuncType([I32()] * parameters, results)
            linker.define_func("wapc", name, kind, body)

        function("__guest_request", 2, self.request)
        function("__guest_response", 2, self.respond)
        function("__guest_error", 2, self.respond)
        function("__console_log", 2, lambda ptr, length: None)
        function("__host_call", 8, self.host_call, True)
        function("__host_response", 1, self.write_answer)
        function("__host_response_len", 0, lambda: len(self.answer), True)
        function("__host_error", 1, self.write_answer)
        function("__host_error_len", 0, lambda: len(self.answer), True)

    def read(self, ptr, length):
        ptr &= 0xFFFFFFFF
        return bytes(self.memory.read(self.store, ptr, ptr + length))

    def write(self, ptr, data):
        if data:
            self.memory.write(self.store, data, ptr & 0xFFFFFFFF)

    def request(self, operation, payload):
        self.write(payload, self.payload)
        self.write(operation, self.operation)

    def respond(self, ptr, length):
        self.reply = self.read(ptr, length)

    def host_call(self, _b, _bl, ns, ns_len, op, op_len, _ptr, _len):
        namespace = self.read(ns, ns_len).decode()
        path = f"{namespace}/{self.read(op, op_len).decode()}"
        if namespace == "tracing":
            self.answer = b""
            return 1
        self.calls[path] = self.calls.get(path, 0) + 1
        answer = self.answers.get(path, UNKNOWN)
        self.answer = answer.get("ok", answer.get("error")).encode()
        return 1 if "ok" in answer else 0

    def write_answer(self, ptr):
        self.write(ptr, self.answer)

    def call(self, case):
        """Returns the fuel of one call; what came of it is in the fields."""
        self.operation = case["operation"].encode()
        self.payload = case["payload"].encode()
        self.answers = case["answers"]
        self.reply, self.answer, self.calls = b"", b"", {}
        before = self.store.get_fuel()
        self.succeeded = self.guest_call(
            self.store, len(self.operation), len(self.payload)
        )
        return before - self.store.get_fuel()


def measure(engine, module, case):
    guest = Guest(engine, module)
    fuel = guest.call(case)
    first = guest.reply
    again = guest.call(case)
    return {
        "name": case["name"],
        "ok": guest.succeeded == 1 and guest.reply == first,
        "requestBytes": len(guest.payload),
        "responseBytes": len(guest.reply),
        "response": guest.reply[:400].decode("utf-8", "replace"),
        "fuel": fuel,
        "fuelAgain": again,
        "memoryBytes": guest.memory.data_len(guest.store),
        "startBytes": guest.start_memory,
        "startFuel": guest.start_fuel,
        "hostCalls": guest.calls,
    }


def wat(engine, name):
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return wt.Module(engine, wt.wat2wasm(file.read()))


def repeat(engine, module, case, times):
    """Calls one instance many times, with a host inside WebAssembly."""
    store = wt.Store(engine)
    store.set_fuel(FUEL)
    linker = wt.Linker(engine)
    bridge = linker.instantiate(store, wat(engine, "bridge.wat"))
    linker.define_instance(store, "wapc", bridge)
    linker.define_instance(store, "bridge", bridge)
    policy = linker.instantiate(store, module)
    linker.define_instance(store, "policy", policy)
    start(store, policy.exports(store))
    driver = linker.instantiate(store, wat(engine, "repeat.wat")).exports(store)
    memory = policy.exports(store)["memory"]
    for name, place, text in (
        ("operation", 0, case["operation"]),
        ("answer", 256, case["answers"]["oci/v2/verify"]["ok"]),
        ("error", 512, case["answers"]["oci/v1/oci_manifest"]["error"]),
        ("payload", 1024, case["payload"]),
    ):
        data = text.encode()
        driver["memory"].write(store, data, place)
        driver[f"{name}Bytes"].set_value(store, len(data))

    def run(count):
        before = store.get_fuel()
        succeeded = driver["repeat"](store, count)
        return succeeded, before - store.get_fuel()

    results = [run(1), run(1)]
    early = memory.data_len(store)
    # The best of several parts: other work on the machine only adds time.
    part, best = times // PARTS, float("inf")
    for _ in range(PARTS):
        started = time.perf_counter()
        results.append(run(part))
        best = min(best, (time.perf_counter() - started) / part)
    results.append(run(1))
    return {
        "calls": 3 + PARTS * part,
        "succeeded": sum(succeeded for succeeded, _ in results),
        "replyBytes": driver["replyBytes"].value(store),
        "fuelFirst": results[0][1],
        "fuelSecond": results[1][1],
        "fuelLast": results[-1][1],
        "memoryEarly": early,
        "memoryLast": memory.data_len(store),
        "secondsPerCall": best,
    }


def main():
    config = wt.Config()
    config.consume_fuel = True
    engine = wt.Engine(config)
    results = []
    for job in json.load(sys.stdin):
        module = wt.Module.from_file(engine, job["path"])
        results.append(
            {
                "cases": [measure(engine, module, c) for c in job["cases"]],
                "repeats": [
                    repeat(engine, module, many["case"], many["times"])
                    for many in job.get("repeats", [])
                ],
            }
        )
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
