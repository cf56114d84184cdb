// A record is read back as it was written, and no damage to it goes unseen.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/log/record.h"
#include "props/falsified.h"

namespace powercut {
namespace {

// A record of any kind, and what must be read back from it.
struct Encoded {
  RecordKind kind;
  std::string key;  // of a batch: the body
  std::string value;
  std::string bytes;
};

void showValue(const Encoded& encoded, std::ostream& stream) {
  stream << "record of kind " << static_cast<int>(encoded.kind) << ", bytes ";
  rc::show(encoded.bytes, stream);
}

rc::Gen<std::string> any_text() {
  return rc::gen::container<std::string>(rc::gen::arbitrary<char>());
}

Batch any_batch() {
  Batch batch;
  int changes = *rc::gen::inRange(0, 4);
  while (changes-- > 0) {
    std::string key = *any_text();
    if (*rc::gen::arbitrary<bool>()) {
      batch.set(key, *any_text());
    } else {
      batch.remove(key);
    }
  }
  return batch;
}

// The records of the batch's changes, one after the other.
std::string encoded_one_by_one(const Batch& batch) {
  std::string bytes;
  for (const Change& change : batch.changes()) {
    auto encoded = change.value ? encode_set(change.key, *change.value, bytes)
                                : encode_remove(change.key, bytes);
    RC_ASSERT(encoded.ok());
  }
  return bytes;
}

rc::Gen<Encoded> any_record() {
  return rc::gen::exec([] {
    Encoded encoded{
        *rc::gen::element(RecordKind::set, RecordKind::remove, RecordKind::batch), {}, {}, {}};
    if (encoded.kind == RecordKind::batch) {
      Batch batch = any_batch();
      encoded.key = encoded_one_by_one(batch);
      RC_ASSERT(encode_batch(batch, encoded.bytes).ok());
      return encoded;
    }
    encoded.key = *any_text();
    if (encoded.kind == RecordKind::remove) {
      RC_ASSERT(encode_remove(encoded.key, encoded.bytes).ok());
      return encoded;
    }
    encoded.value = *any_text();
    RC_ASSERT(encode_set(encoded.key, encoded.value, encoded.bytes).ok());
    return encoded;
  });
}

using Decoder = std::optional<RecordView> (*)(Bytes);

// A decoder that believes the lengths and looks at nothing else: the canary.
std::optional<RecordView> decode_unverified(Bytes bytes) {
  auto shape = decode_shape(bytes.first(std::min(bytes.size(), record_header_bytes)));
  if (!shape || shape->total_bytes() > bytes.size()) return std::nullopt;
  std::string_view parts = as_text(bytes).substr(record_header_bytes);
  return RecordView{shape->kind, parts.substr(0, shape->key_bytes),
                    parts.substr(shape->key_bytes, shape->value_bytes)};
}

void notices_a_flipped_bit(Decoder decode) {
  std::string bytes = (*any_record()).bytes;
  auto bit = *rc::gen::inRange<std::size_t>(0, bytes.size() * 8);
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  RC_ASSERT(!decode(as_bytes(bytes)));
}

void notices_a_cut(Decoder decode) {
  std::string bytes = (*any_record()).bytes;
  auto length = *rc::gen::inRange<std::size_t>(0, bytes.size());
  RC_ASSERT(!decode(as_bytes(bytes).first(length)));
}

// A decoder that takes what is there for the whole: the canary for cuts.
std::optional<RecordView> decode_what_is_there(Bytes bytes) {
  return RecordView{RecordKind::set, as_text(bytes), {}};
}

// Goal: encoded records are decoded, also with other bytes behind and before them in the buffer.
// Method: random records of every kind, appended to a buffer that is not empty.
RC_GTEST_PROP(RecordProperty, decodes_what_was_encoded, ()) {
  auto encoded = *any_record();
  auto before = *any_text();
  auto behind = *any_text();
  std::string buffer = before + encoded.bytes + behind;
  auto record = decode_record(as_bytes(buffer).subspan(before.size()));
  RC_ASSERT(record.has_value());
  RC_ASSERT(record->kind == encoded.kind);
  RC_ASSERT(record->key == encoded.key);
  RC_ASSERT(record->value == encoded.value);
  if (encoded.kind == RecordKind::batch) RC_ASSERT(is_batch_body(record->key));
}

// Goal: encoding goes behind what the buffer holds, and leaves that alone.
RC_GTEST_PROP(RecordProperty, encodes_behind_what_the_buffer_holds, ()) {
  auto batch = any_batch();
  std::string alone;
  RC_ASSERT(encode_batch(batch, alone).ok());
  std::string buffer = *any_text();
  std::string before = buffer;
  RC_ASSERT(encode_batch(batch, buffer).ok());
  RC_ASSERT(buffer == before + alone);
}

// Goal: a flipped bit anywhere in a record is seen. Method: a random bit of a random record.
RC_GTEST_PROP(RecordProperty, any_flipped_bit_is_noticed, ()) {
  notices_a_flipped_bit(&decode_record);
}

// Goal: a record that was cut anywhere is not taken for one. Method: a random cut.
RC_GTEST_PROP(RecordProperty, any_cut_is_noticed, ()) { notices_a_cut(&decode_record); }

// Canary: the properties see a decoder that verifies nothing.
TEST(RecordProperty, canary_careless_decoder_is_caught) {
  EXPECT_TRUE(is_falsified([] { notices_a_flipped_bit(&decode_unverified); }));
  EXPECT_TRUE(is_falsified([] { notices_a_cut(&decode_what_is_there); }));
}

}  // namespace
}  // namespace powercut
