// The platform's own socket and `onmessage`.

export function open({ url, count }) {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- this is what is measured
  socket.onmessage = ({ data }) => (data.length ?? data.byteLength) > 0 && count(1);
}
