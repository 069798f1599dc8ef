using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "verdicts", worker = .verdicts)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "verdicts")],
);

const verdicts :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "worker.js", esModule = embed "dist/workerd-webcrypto-worker.js"),
    (name = "./doorward-webcrypto.wasm", wasm = embed "dist/doorward-webcrypto.wasm"),
  ],
);
