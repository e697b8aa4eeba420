/* The echo server over libwebsockets; what it owes is in ../stacks.ts. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT (1 << 21)

struct part {
  int kind; /* as lws_write wants it */
  size_t size;
  unsigned char *data; /* with LWS_PRE bytes of room before it */
  struct part *next;
};

struct link {
  char path[128], what[32], first[32], second[32];
  struct part *head, *tail;
  unsigned char *message;
  size_t size;
  int code;
  char reason[126];
};

static void enqueue(struct lws *wsi, struct link *link, int kind, const void *data, size_t size) {
  struct part *part = calloc(1, sizeof *part);
  part->kind = kind;
  part->size = size;
  part->data = malloc(LWS_PRE + size + 1);
  memcpy(part->data + LWS_PRE, data, size);
  *(link->head == NULL ? &link->head : &link->tail->next) = part;
  link->tail = part;
  lws_callback_on_writable(wsi);
}

static void send_large(struct lws *wsi, struct link *link, size_t size) {
  char *data = malloc(size);
  memset(data, 'x', size);
  enqueue(wsi, link, LWS_WRITE_TEXT, data, size);
  free(data);
}

static void send_fragments(struct lws *wsi, struct link *link) {
  enqueue(wsi, link, LWS_WRITE_TEXT | LWS_WRITE_NO_FIN, "frag", 4);
  enqueue(wsi, link, LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN, "ment", 4);
  enqueue(wsi, link, LWS_WRITE_CONTINUATION, "s", 1);
  enqueue(wsi, link, LWS_WRITE_BINARY | LWS_WRITE_NO_FIN, "\0\1", 2);
  enqueue(wsi, link, LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN, "\2", 1);
  enqueue(wsi, link, LWS_WRITE_CONTINUATION, "\3", 1);
}

static void greet(struct lws *wsi, struct link *link) {
  lws_hdr_copy(wsi, link->path, sizeof link->path, WSI_TOKEN_GET_URI);
  sscanf(link->path, "/%31[^/]/%31[^/]/%31[^/]", link->what, link->first, link->second);
  link->code = 1006;
  if (strcmp(link->what, "fragments") == 0) send_fragments(wsi, link);
  if (strcmp(link->what, "large") == 0) send_large(wsi, link, strtoul(link->first, NULL, 10));
  if (strcmp(link->what, "ping") == 0) enqueue(wsi, link, LWS_WRITE_PING, "?", 1);
}

static int say_goodbye(struct lws *wsi, struct link *link) {
  unsigned char *reason = (unsigned char *)link->second;
  lws_close_reason(wsi, atoi(link->first), reason, strlen(link->second));
  return -1;
}

/* Messages come in pieces, which are put together. */
static int take(struct lws *wsi, struct link *link, const void *data, size_t size) {
  if (link->size + size > LIMIT) {
    lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
    return -1;
  }
  link->message = realloc(link->message, link->size + size + 1);
  memcpy(link->message + link->size, data, size);
  link->size += size;
  if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi) > 0) return 0;
  if (strcmp(link->what, "close") == 0) return say_goodbye(wsi, link);
  int kind = lws_frame_is_binary(wsi) ? LWS_WRITE_BINARY : LWS_WRITE_TEXT;
  enqueue(wsi, link, kind, link->message, link->size);
  link->size = 0;
  return 0;
}

static int send_next(struct lws *wsi, struct link *link) {
  struct part *part = link->head;
  if (part == NULL) return 0;
  int sent = lws_write(wsi, part->data + LWS_PRE, part->size, part->kind);
  link->head = part->next;
  free(part->data);
  free(part);
  if (link->head != NULL) lws_callback_on_writable(wsi);
  return sent < 0 ? -1 : 0;
}

static void hear_goodbye(struct link *link, const unsigned char *data, size_t size) {
  link->code = size < 2 ? 1005 : data[0] << 8 | data[1];
  if (size > 2) snprintf(link->reason, sizeof link->reason, "%.*s", (int)size - 2, data + 2);
}

static void forget(struct link *link) {
  printf("{\"closed\": \"%s\", \"code\": %d, \"reason\": \"%s\"}\n", link->path, link->code, link->reason);
  free(link->message);
  while (link->head != NULL) {
    struct part *part = link->head;
    link->head = part->next;
    free(part->data);
    free(part);
  }
}

static int serve(struct lws *wsi, enum lws_callback_reasons why, void *user, void *in, size_t size) {
  struct link *link = user;
  switch (why) {
    case LWS_CALLBACK_ESTABLISHED: greet(wsi, link); break;
    case LWS_CALLBACK_RECEIVE: return take(wsi, link, in, size);
    case LWS_CALLBACK_RECEIVE_PONG: enqueue(wsi, link, LWS_WRITE_TEXT, "pong", 4); break;
    case LWS_CALLBACK_SERVER_WRITEABLE: return send_next(wsi, link);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: hear_goodbye(link, in, size); break;
    case LWS_CALLBACK_CLOSED: forget(link); break;
    default: break;
  }
  return 0;
}

int main(int count, char **arguments) {
  struct lws_protocols protocols[] = {
    {"echo.v1", serve, sizeof(struct link), 0},
    {"echo.v2", serve, sizeof(struct link), 0},
    {NULL, NULL, 0, 0},
  };
  struct lws_context_creation_info info = {0};
  setvbuf(stdout, NULL, _IOLBF, 0);
  lws_set_log_level(0, NULL);
  info.port = count > 1 ? atoi(arguments[1]) : 0;
  info.iface = "127.0.0.1";
  info.protocols = protocols;
  struct lws_context *context = lws_create_context(&info);
  while (context != NULL && lws_service(context, 0) >= 0) continue;
  return 1;
}
