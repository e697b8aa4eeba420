# The echo server over libmojolicious-perl; what it owes is in ../stacks.ts.
use Mojolicious::Lite -signatures;
use JSON::PP ();
use Mojo::WebSocket qw(WS_PING WS_TEXT WS_BINARY WS_CONTINUATION);

STDOUT->autoflush(1);
my $json = JSON::PP->new->canonical;

sub fragments ($tx, $type, @parts) {
  while (@parts) {
    my $part = shift @parts;
    $tx->send([@parts ? 0 : 1, 0, 0, 0, $type, $part]);
    $type = WS_CONTINUATION;
  }
}

sub greet ($tx, $what, @words) {
  if ($what eq 'fragments') {
    fragments($tx, WS_TEXT, 'frag', 'ment', 's');
    fragments($tx, WS_BINARY, "\x00\x01", "\x02", "\x03");
  }
  $tx->send({text => 'x' x $words[0]}) if $what eq 'large';
  $tx->send([1, 0, 0, 0, WS_PING, '']) if $what eq 'ping';
}

websocket '/*where' => {where => ''} => sub ($c) {
  my $tx = $c->tx;
  $tx->max_websocket_size(2**21);
  $tx->with_protocols('echo.v2', 'echo.v1');
  my ($what, @words) = split m{/}, $c->param('where');
  $what //= '';
  my $url = '/' . $c->param('where');
  $tx->on(text => sub ($tx, $data) { $what eq 'close' ? $tx->finish(@words) : $tx->send({text => $data}) });
  $tx->on(binary => sub ($tx, $data) { $tx->send({binary => $data}) });
  $tx->on(frame => sub ($tx, $frame) { $tx->send('pong') if $frame->[4] == 10 });
  $tx->on(finish => sub ($tx, $code, $reason = undef) {
    say $json->encode({closed => $url, code => $code, reason => $reason // ''});
  });
  $c->rendered(101);
  greet($tx, $what, @words);
};

app->log->level('fatal');
app->start('daemon', '-l', "http://127.0.0.1:$ARGV[0]");
