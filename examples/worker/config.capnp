using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "billing", worker = .billing),
    # Where the worker fetches the issuer's keys. Without `private` workerd would not go to an issuer on this machine.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "billing")],
);

const billing :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    # In workerd this import is a WebAssembly.Module: nothing is compiled at request time.
    (name = "./doorward.wasm", wasm = embed "dist/doorward.wasm"),
  ],
  # Text bindings, with their values from the environment of the workerd process.
  bindings = [
    (name = "AUTH_ISSUER", fromEnvironment = "AUTH_ISSUER"),
    (name = "AUTH_AUDIENCE", fromEnvironment = "AUTH_AUDIENCE"),
    (name = "API_KEYS", fromEnvironment = "API_KEYS"),
  ],
);
