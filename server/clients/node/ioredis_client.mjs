// Talks to a server by ioredis, as it is without options.
//
// ioredis_client.mjs PORT; ends with exit code 0, or throws what is not as it should be.
import assert from "node:assert/strict";

import Redis from "ioredis";

const port = Number(process.argv[2]);

async function values(client) {
  assert.equal(await client.set("name", "Ada Lovelace"), "OK");
  assert.equal(await client.get("name"), "Ada Lovelace");
  assert.equal(await client.get("nobody"), null);
  assert.equal(await client.set("name", "Grace", "NX"), null);
  assert.equal(await client.set("name", "Grace", "GET"), "Ada Lovelace");
  assert.deepEqual(await client.mget("name", "nobody"), ["Grace", null]);
  assert.equal(await client.incrby("n", 42), 42);
  assert.equal(await client.del("name", "n", "nobody"), 2);
  const everything = Buffer.from(Array.from({ length: 256 * 300 }, (_, index) => index % 256));
  await client.set(everything.subarray(0, 256), everything);
  assert.deepEqual(await client.getBuffer(everything.subarray(0, 256)), everything);
}

async function pipelines(client) {
  const pipeline = client.pipeline();
  for (let number = 0; number < 5000; ++number) pipeline.set(`key:${number}`, number);
  pipeline.incr("key:41").incr("key:41", "extra").get("key:41");
  const answers = await pipeline.exec();
  assert.equal(answers.length, 5003);
  assert.ok(answers.slice(0, 5000).every(([error, answer]) => error === null && answer === "OK"));
  assert.deepEqual(answers[5000], [null, 42]);
  assert.match(answers[5001][0].message, /wrong number of arguments for 'incr' command/);
  assert.deepEqual(answers[5002], [null, "42"]);
  const all = await Promise.all(Array.from({ length: 1000 }, () => client.incr("together")));
  assert.deepEqual(all, Array.from({ length: 1000 }, (_, index) => index + 1));
}

async function transactions(client, other) {
  const done = await client.multi().set("a", 1).incr("a").mget("a", "nobody").exec();
  assert.deepEqual(done, [[null, "OK"], [null, 2], [null, ["2", null]]]);
  const failed = await client.multi().set("a", "x").incr("a").set("b", 1).exec();
  assert.match(failed[1][0].message, /not an integer/);
  assert.equal(await client.get("b"), "1");
  await assert.rejects(client.multi().set("b", 2).call("NOSUCH").exec(), /EXECABORT/);
  assert.equal(await client.get("b"), "1");

  await client.watch("b");
  await other.set("b", 5);
  assert.equal(await client.multi().set("b", 6).exec(), null);
  await client.watch("b");
  assert.deepEqual(await client.multi().set("b", 7).exec(), [[null, "OK"]]);
  assert.equal(await other.get("b"), "7");
}

async function scans(client) {
  const keys = [];
  for await (const some of client.scanStream({ match: "key:*", count: 100 })) keys.push(...some);
  assert.equal(keys.length, 5000);
  assert.equal(new Set(keys).size, 5000);
}

async function errors(client) {
  await client.set("name", "Ada");
  await assert.rejects(client.incr("name"), { message: /^ERR value is not an integer/ });
  await assert.rejects(client.call("NOSUCH", "a"), { message: /^ERR unknown command/ });
  await assert.rejects(client.get(), { message: /^ERR wrong number of arguments/ });
  assert.equal(await client.get("name"), "Ada");
}

async function connections(client) {
  assert.match(await client.info(), /\r\nredis_version:7\.0\.15\r\n/);
  assert.equal(await client.client("SETNAME", "Ada"), "OK");
  assert.match(await client.client("LIST"), / name=Ada /);
  assert.equal(await client.ping("hello"), "hello");
  // It asks COMMAND for that.
  const autopipelined = new Redis({ port, enableAutoPipelining: true });
  assert.deepEqual(await Promise.all([autopipelined.incr("auto"), autopipelined.get("auto")]),
                   [1, "1"]);
  assert.equal(await autopipelined.quit(), "OK");
}

const client = new Redis(port);
const other = new Redis(port);
for (const each of [client, other]) {
  each.on("error", (error) => {
    throw error;
  });
}
await values(client);
await pipelines(client);
await transactions(client, other);
await scans(client);
await errors(client);
await connections(client);
other.disconnect();
assert.equal(await client.quit(), "OK");
console.log("all as it should be");
