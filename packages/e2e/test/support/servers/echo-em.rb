# The echo server over ruby-em-websocket; what it owes is in ../stacks.ts.
require "em-websocket"
require "json"

$stdout.sync = true

def serve(socket)
  path = what = words = nil
  socket.onopen do |handshake|
    path = handshake.path
    what, *words = path.delete_prefix("/").split("/")
    socket.send_text("x" * words[0].to_i) if what == "large"
    socket.ping if what == "ping"
  end
  echo = ->(send) { ->(data) { what == "close" ? socket.close(words[0].to_i, words[1]) : send.(data) } }
  socket.onmessage(&echo.(socket.method(:send_text)))
  socket.onbinary(&echo.(socket.method(:send_binary)))
  socket.onpong { socket.send_text("pong") }
  socket.onclose { |end_| puts({ closed: path, code: end_[:code], reason: end_[:reason] }.to_json) }
end

EM.run do
  EM::WebSocket.max_frame_size = 2**21
  EM::WebSocket.run(host: "127.0.0.1", port: ARGV[0].to_i) { |socket| serve(socket) }
end
