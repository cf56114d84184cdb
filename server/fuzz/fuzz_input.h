// The form of every fuzzer here: a function of bytes that returns if all is well, and ends the
// process if not. libFuzzer calls it with bytes of its own making, corpus_main.cc with the bytes of
// files.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
