// Stands in for the phone: runs the bundle in a context that has nothing of Node, with the native modules that it asks for.
const { readFileSync } = require("node:fs");
const vm = require("node:vm");

const [, , bundle, feedUrl, hangingUrl] = process.argv;
const context = vm.createContext();
const app = vm.runInContext("globalThis", context);
const callable = {};
const sockets = new Map();

/** React Native's WebSocket is JavaScript over this module; here it is Node's own that dials. */
const WebSocketModule = {
  connect(url, protocols, _options, id) {
    const socket = new WebSocket(url, protocols ?? []);
    socket.binaryType = "arraybuffer";
    const on = (type, tell) => socket.addEventListener(type, tell);
    on("open", () => emit("websocketOpen", { id, protocol: socket.protocol }));
    on("message", ({ data }) => emit("websocketMessage", { id, ...messageOf(data) }));
    on("error", ({ message }) => emit("websocketFailed", { id, message: `${message}` }));
    on("close", ({ code, reason }) => emit("websocketClosed", { id, code, reason }));
    sockets.set(id, socket);
  },
  send: (text, id) => sockets.get(id).send(text),
  sendBinary: (base64, id) => sockets.get(id).send(Buffer.from(base64, "base64")),
  close: (code, reason, id) => sockets.get(id).close(code, reason),
};

function messageOf(data) {
  if (typeof data === "string") return { type: "text", data };
  return { type: "binary", data: Buffer.from(data).toString("base64") };
}

/** Events come from another thread, so never inside of a call. */
function emit(name, event) {
  setImmediate(() => callable.RCTDeviceEventEmitter().emit(name, event));
}

/** Every method of a module that this app asks for and does not need. */
const nothing = new Proxy({}, { get: () => () => undefined });

const modules = {
  NativeMicrotasksCxx: { queueMicrotask },
  NativePerformanceCxx: new Proxy({ now: () => performance.now() }, { get: known }),
  NativeReactNativeFeatureFlagsCxx: nothing,
  PlatformConstants: { getConstants: () => ({ isTesting: false, Version: 36 }) },
  ExceptionsManager: { reportException: ({ message }) => console.error(message) },
  WebSocketModule,
};

function known(module, method) {
  return module[method] ?? nothing[method];
}

Object.assign(app, {
  global: app,
  RN$Bridgeless: true,
  RN$registerCallableModule: (name, module) => (callable[name] = module),
  __turboModuleProxy: (name) => modules[name],
  nativeModuleProxy: {},
  nativeLoggingHook: (line) => console.error(line),
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  clearImmediate,
  report: (line) => console.log(line),
  feedUrl,
  hangingUrl,
});
vm.runInContext(readFileSync(bundle, "utf8"), context, { filename: bundle });
