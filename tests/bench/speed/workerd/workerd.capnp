using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "speed", worker = .speed)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "speed")],
);

const speed :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "./doorward.wasm", wasm = embed "dist/doorward.wasm"),
    (name = "./peer.wasm", wasm = embed "dist/peer.wasm"),
  ],
);
