%% The echo server over cowboy, as rabbitmq-server brings it; what it owes is in ../stacks.ts.
%% escript echo-cowboy.erl PORT, with the folders of cowboy, cowlib and ranch in ERL_LIBS.
-module(echo_cowboy).
-mode(compile).
-export([main/1, init/2, websocket_init/1, websocket_handle/2, websocket_info/2, terminate/3]).

main([Port]) ->
    {ok, _} = application:ensure_all_started(cowboy),
    Dispatch = cowboy_router:compile([{'_', [{'_', ?MODULE, []}]}]),
    Address = [{port, list_to_integer(Port)}, {ip, {127, 0, 0, 1}}],
    {ok, _} = cowboy:start_clear(echo, Address, #{env => #{dispatch => Dispatch}}),
    receive stop -> ok end.

init(Request, _) ->
    Path = cowboy_req:path(Request),
    State = {Path, binary:split(Path, <<"/">>, [global, trim_all])},
    Options = #{max_frame_size => 2097152, compress => true},
    {cowboy_websocket, choose(Request), State, Options}.

choose(Request) ->
    Asked = case cowboy_req:parse_header(<<"sec-websocket-protocol">>, Request) of
        undefined -> [];
        Names -> Names
    end,
    case [Name || Name <- Asked, lists:member(Name, [<<"echo.v1">>, <<"echo.v2">>])] of
        [First | _] -> cowboy_req:set_resp_header(<<"sec-websocket-protocol">>, First, Request);
        [] -> Request
    end.

websocket_init({_, [<<"large">>, Size]} = State) ->
    {[{text, binary:copy(<<"x">>, binary_to_integer(Size))}], State};
websocket_init({_, [<<"ping">>]} = State) ->
    {[ping], State};
websocket_init(State) ->
    {[], State}.

websocket_handle({Type, _}, {_, [<<"close">>, Code, Reason]} = State) when Type =:= text ->
    {[{close, binary_to_integer(Code), Reason}], State};
websocket_handle({Type, Data}, State) when Type =:= text; Type =:= binary ->
    {[{Type, Data}], State};
websocket_handle(pong, State) ->
    {[{text, <<"pong">>}], State};
websocket_handle({pong, _}, State) ->
    {[{text, <<"pong">>}], State};
websocket_handle(_, State) ->
    {[], State}.

websocket_info(_, State) ->
    {[], State}.

terminate(Why, _, {Path, _}) ->
    {Code, Reason} = ending(Why),
    io:format("{\"closed\": \"~s\", \"code\": ~b, \"reason\": \"~s\"}~n", [Path, Code, Reason]).

ending({remote, Code, Reason}) -> {Code, Reason};
ending(remote) -> {1005, <<>>};
ending(stop) -> {1000, <<>>};
ending(_) -> {1006, <<>>}.
