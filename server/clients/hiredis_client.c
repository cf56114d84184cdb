// Talks to a server by hiredis: one command at a time, many at once, and with any bytes.
//
// hiredis_client PORT; exit code 0, or 1 and the first thing that is not as it should be.
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { pipeline_length = 10000, big_bytes = 1 << 20 };

static void fail(int line, const char* what, const char* detail) {
  fprintf(stderr, "hiredis_client.c:%d: %s: %s\n", line, what, detail);
  exit(1);
}

#define EXPECT(condition, detail)                         \
  do {                                                    \
    if (!(condition)) fail(__LINE__, #condition, detail); \
  } while (0)

static redisContext* connect_to(int port) {
  redisContext* context = redisConnectWithTimeout("127.0.0.1", port, (struct timeval){60, 0});
  EXPECT(context != NULL, "no memory");
  EXPECT(context->err == 0, context->errstr);
  EXPECT(redisSetTimeout(context, (struct timeval){60, 0}) == REDIS_OK, context->errstr);
  return context;
}

// The answer to the next command of the pipeline.
static redisReply* next_reply(redisContext* context, int type) {
  redisReply* reply = NULL;
  EXPECT(redisGetReply(context, (void**)&reply) == REDIS_OK, context->errstr);
  EXPECT(reply != NULL, context->errstr);
  EXPECT(reply->type == type, reply->str != NULL ? reply->str : "another type");
  return reply;
}

static void expect_status(redisContext* context, const char* text) {
  redisReply* reply = next_reply(context, REDIS_REPLY_STATUS);
  EXPECT(strcmp(reply->str, text) == 0, reply->str);
  freeReplyObject(reply);
}

static int has_bytes(const redisReply* reply, const void* bytes, size_t count) {
  return reply->len == count && memcmp(reply->str, bytes, count) == 0;
}

static void one_at_a_time(redisContext* context) {
  redisAppendCommand(context, "SET %s %s", "name", "Ada Lovelace");
  expect_status(context, "OK");
  redisAppendCommand(context, "GET name");
  redisReply* reply = next_reply(context, REDIS_REPLY_STRING);
  EXPECT(has_bytes(reply, "Ada Lovelace", 12), reply->str);
  freeReplyObject(reply);
  redisAppendCommand(context, "GET nobody");
  freeReplyObject(next_reply(context, REDIS_REPLY_NIL));
  redisAppendCommand(context, "INCR name");
  reply = next_reply(context, REDIS_REPLY_ERROR);
  EXPECT(strcmp(reply->str, "ERR value is not an integer or out of range") == 0, reply->str);
  freeReplyObject(reply);
  reply = redisCommand(context, "MGET name nobody");
  EXPECT(reply != NULL && reply->type == REDIS_REPLY_ARRAY, context->errstr);
  EXPECT(reply->elements == 2, "of MGET");
  EXPECT(has_bytes(reply->element[0], "Ada Lovelace", 12), reply->element[0]->str);
  EXPECT(reply->element[1]->type == REDIS_REPLY_NIL, reply->element[1]->str);
  freeReplyObject(reply);
}

// All are sent before the first answer is read.
static void many_at_once(redisContext* context) {
  for (int i = 0; i < pipeline_length; ++i) {
    redisAppendCommand(context, "SET key:%d %d", i, i * 7);
    redisAppendCommand(context, "INCR key:%d", i);
    redisAppendCommand(context, "GET key:%d", i);
  }
  for (int i = 0; i < pipeline_length; ++i) {
    expect_status(context, "OK");
    redisReply* number = next_reply(context, REDIS_REPLY_INTEGER);
    EXPECT(number->integer == i * 7 + 1, "INCR");
    freeReplyObject(number);
    redisReply* text = next_reply(context, REDIS_REPLY_STRING);
    EXPECT(atoi(text->str) == i * 7 + 1, text->str);
    freeReplyObject(text);
  }
}

static void transaction(redisContext* context) {
  redisAppendCommand(context, "MULTI");
  redisAppendCommand(context, "SET a 1");
  redisAppendCommand(context, "INCRBY a 41");
  redisAppendCommand(context, "EXEC");
  expect_status(context, "OK");
  expect_status(context, "QUEUED");
  expect_status(context, "QUEUED");
  redisReply* reply = next_reply(context, REDIS_REPLY_ARRAY);
  EXPECT(reply->elements == 2 && reply->element[1]->integer == 42, "EXEC");
  freeReplyObject(reply);
}

static void any_bytes(redisContext* context) {
  static unsigned char key[256];
  static unsigned char value[big_bytes];
  for (size_t i = 0; i < sizeof key; ++i) key[i] = (unsigned char)i;
  for (size_t i = 0; i < sizeof value; ++i) value[i] = (unsigned char)(i * 31 + i / 251);
  redisAppendCommand(context, "SET %b %b", key, sizeof key, value, sizeof value);
  expect_status(context, "OK");
  redisAppendCommand(context, "GET %b", key, sizeof key);
  redisReply* reply = next_reply(context, REDIS_REPLY_STRING);
  EXPECT(has_bytes(reply, value, sizeof value), "another value");
  freeReplyObject(reply);
  redisAppendCommand(context, "SET %s %b", "empty", "", (size_t)0);
  expect_status(context, "OK");
  redisAppendCommand(context, "GET empty");
  reply = next_reply(context, REDIS_REPLY_STRING);
  EXPECT(reply->len == 0, reply->str);
  freeReplyObject(reply);
  redisAppendCommand(context, "GETRANGE %b 1000 1002", key, sizeof key);
  reply = next_reply(context, REDIS_REPLY_STRING);
  EXPECT(has_bytes(reply, value + 1000, 3), "another range");
  freeReplyObject(reply);
}

int main(int argument_count, char** arguments) {
  EXPECT(argument_count == 2, "a port is needed");
  redisContext* context = connect_to(atoi(arguments[1]));
  one_at_a_time(context);
  many_at_once(context);
  transaction(context);
  any_bytes(context);
  redisFree(context);
  puts("all as it should be");
  return 0;
}
