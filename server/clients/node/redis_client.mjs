// Talks to a server by node-redis.
//
// redis_client.mjs PORT [2|3]: the version of the protocol, if not the client's own choice. Ends
// with exit code 0, or throws what is not as it should be.
import assert from "node:assert/strict";

import { createClient, ErrorReply, RESP_TYPES, WatchError } from "redis";

const options = { url: `redis://127.0.0.1:${process.argv[2]}` };
if (process.argv[3] !== undefined) options.RESP = Number(process.argv[3]);

async function connect(more = {}) {
  const client = createClient({ ...options, ...more });
  client.on("error", (error) => {
    throw error;
  });
  await client.connect();
  return client;
}

async function values(client) {
  assert.equal(await client.set("name", "Ada Lovelace"), "OK");
  assert.equal(await client.get("name"), "Ada Lovelace");
  assert.equal(await client.get("nobody"), null);
  assert.equal(await client.set("name", "Grace", { condition: "NX" }), null);
  assert.equal(await client.set("name", "Grace", { GET: true }), "Ada Lovelace");
  assert.deepEqual(await client.mGet(["name", "nobody"]), ["Grace", null]);
  assert.equal(await client.mSet({ a: "1", b: "2" }), "OK");
  assert.equal(await client.incrBy("n", 42), 42);
  assert.equal(await client.exists(["a", "b", "nobody"]), 2);
  assert.equal(await client.del(["name", "n", "nobody"]), 2);
  const everything = Buffer.from(Array.from({ length: 256 * 300 }, (_, index) => index % 256));
  await client.set(everything.subarray(0, 256), everything);
  const buffers = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  assert.deepEqual(await buffers.get(everything.subarray(0, 256)), everything);
}

async function pipelines(client) {
  const sets = Array.from({ length: 5000 }, (_, number) => client.set(`key:${number}`, "v"));
  assert.ok((await Promise.all(sets)).every((answer) => answer === "OK"));
  const answers = await client.multi().set("p", "41").incr("p").get("p").execAsPipeline();
  assert.deepEqual(answers, ["OK", 42, "42"]);
}

async function transactions(client) {
  assert.deepEqual(await client.multi().set("a", "1").incr("a").mGet(["a", "nobody"]).exec(),
                   ["OK", 2, ["2", null]]);
  const failing = client.multi().set("a", "x").incr("a").set("b", "1");
  await assert.rejects(failing.exec(), (error) =>
    error.replies.length === 3 && error.replies[1] instanceof ErrorReply &&
    /not an integer/.test(error.replies[1].message));
  assert.equal(await client.get("b"), "1");
  const refused = client.multi().set("b", "2").addCommand(["NOSUCH"]);
  await assert.rejects(refused.exec(), /EXECABORT|unknown command/);
  assert.equal(await client.get("b"), "1");

  const watcher = await connect();
  await watcher.watch("b");
  await client.set("b", "5");
  await assert.rejects(watcher.multi().set("b", "6").exec(), WatchError);
  await watcher.watch("b");
  assert.deepEqual(await watcher.multi().set("b", "7").exec(), ["OK"]);
  assert.equal(await client.get("b"), "7");
  await watcher.close();
}

async function scans(client) {
  const keys = [];
  for await (const some of client.scanIterator({ MATCH: "key:*", COUNT: 100 })) keys.push(...some);
  assert.equal(keys.length, 5000);
  assert.equal(new Set(keys).size, 5000);
}

async function errors(client) {
  await client.set("name", "Ada");
  await assert.rejects(client.incr("name"), /^SimpleError: ERR value is not an integer|^Error: ERR/);
  await assert.rejects(client.incr("name"), ErrorReply);
  await assert.rejects(client.sendCommand(["NOSUCH", "a"]), /ERR unknown command/);
  await assert.rejects(client.sendCommand(["GET"]), /ERR wrong number of arguments/);
  assert.equal(await client.get("name"), "Ada");
}

async function connections(client) {
  assert.match(await client.info(), /\r\nredis_version:7\.0\.15\r\n/);
  assert.equal((await client.configGet("maxclients")).maxclients, "10000");
  const named = await connect({ name: "Ada", database: 0 });
  assert.equal(await named.clientGetName(), "Ada");
  const names = (await client.clientList()).map((entry) => entry.name);
  assert.deepEqual(names.sort(), ["", "Ada"]);
  assert.equal(await named.ping(), "PONG");
  const commands = await client.command();
  assert.ok(commands.some((command) => command.name === "get" && command.arity === 2));
  await named.close();
  if (options.RESP === 3) assert.equal((await client.hello()).proto, 3);
}

const client = await connect();
await values(client);
await pipelines(client);
await transactions(client);
await scans(client);
await errors(client);
await connections(client);
await client.close();
assert.equal(client.isOpen, false);
console.log("all as it should be");
