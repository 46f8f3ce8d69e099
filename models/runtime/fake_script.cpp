// SPDX-License-Identifier: MIT
// The parser of fake model files.
#include "models/runtime/fake_script.h"

#include <array>
#include <charconv>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "models/runtime/backend.h"

namespace p2p {
namespace {

using NamedFailure = std::pair<std::string_view, FakeFailure>;

constexpr std::array<NamedFailure, 10> kFailures{{
    {"model-not-found", FakeFailure::kModelNotFound},
    {"model-invalid", FakeFailure::kModelInvalid},
    {"settings", FakeFailure::kSettings},
    {"device", FakeFailure::kDevice},
    {"out-of-memory", FakeFailure::kOutOfMemory},
    {"frame", FakeFailure::kFrame},
    {"internal", FakeFailure::kInternal},
    {"bad-alloc", FakeFailure::kBadAlloc},
    {"exception", FakeFailure::kException},
    {"foreign", FakeFailure::kForeign},
}};

/// Thrown for a line that is no item; becomes a RuntimeError that names it.
struct BadLine {};

FakeFailure failure_named(std::string_view name) {
  for (const auto& [known, failure] : kFailures)
    if (known == name) return failure;
  throw BadLine{};
}

int whole_number(std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value < 0) throw BadLine{};
  return value;
}

void read_size(FakeScript& script, std::string_view value) {
  const size_t cross = value.find('x');
  if (cross == value.npos) throw BadLine{};
  script.width = whole_number(value.substr(0, cross));
  script.height = whole_number(value.substr(cross + 1));
}

void read_word(FakeScript& script, std::string_view name) {
  if (name == "copy")
    script.effect = FakeEffect::kCopy;
  else if (name == "invert")
    script.effect = FakeEffect::kInvert;
  else if (name == "first-component")
    script.effect = FakeEffect::kFirstComponent;
  else if (name == "takes-mask")
    script.takes_mask = true;
  else
    throw BadLine{};
}

void read_setting(FakeScript& script, std::string_view key,
                  std::string_view value) {
  if (key == "channels")
    script.in_channels = script.out_channels = whole_number(value);
  else if (key == "in-channels")
    script.in_channels = whole_number(value);
  else if (key == "out-channels")
    script.out_channels = whole_number(value);
  else if (key == "size")
    read_size(script, value);
  else if (key == "delay-ms")
    script.delay = std::chrono::milliseconds(whole_number(value));
  else if (key == "delay-ns-per-pixel")
    script.pixel_delay = std::chrono::nanoseconds(whole_number(value));
  else if (key == "fail-load")
    script.load_failure = failure_named(value);
  else if (key == "fail-prepare")
    script.prepare_failure = failure_named(value);
  else if (key == "fail-frame")
    script.failing_frame = whole_number(value);
  else if (key == "frame-error")
    script.frame_failure = failure_named(value);
  else
    throw BadLine{};
}

void read_item(FakeScript& script, std::string_view item) {
  const size_t equals = item.find('=');
  if (equals == item.npos)
    read_word(script, item);
  else
    read_setting(script, item.substr(0, equals), item.substr(equals + 1));
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw RuntimeError(P2P_ERROR_MODEL_INVALID,
                     "Choose another model: '" + path + "' " + why);
}

}  // namespace

void fail_as(FakeFailure failure) {
  switch (failure) {
    case FakeFailure::kModelNotFound:
      throw RuntimeError(P2P_ERROR_MODEL_NOT_FOUND, "fake: no such model");
    case FakeFailure::kModelInvalid:
      throw RuntimeError(P2P_ERROR_MODEL_INVALID, "fake: model is corrupt");
    case FakeFailure::kSettings:
      throw RuntimeError(P2P_ERROR_SETTINGS, "fake: settings do not fit");
    case FakeFailure::kDevice:
      throw RuntimeError(P2P_ERROR_DEVICE, "fake: device was lost");
    case FakeFailure::kOutOfMemory:
      throw RuntimeError(P2P_ERROR_OUT_OF_MEMORY, "fake: device is full");
    case FakeFailure::kFrame:
      throw RuntimeError(P2P_ERROR_FRAME, "fake: frame failed", "as asked");
    case FakeFailure::kInternal:
      throw RuntimeError(P2P_ERROR_INTERNAL, "fake: defect");
    case FakeFailure::kBadAlloc:
      throw std::bad_alloc();
    case FakeFailure::kException:
      throw std::runtime_error("fake: exception without a code");
    case FakeFailure::kForeign:
      break;
  }
  throw 42;
}

FakeScript read_fake_script(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    throw RuntimeError(
        P2P_ERROR_MODEL_NOT_FOUND,
        "Set 'model' to an existing file: '" + path + "' cannot be opened.");
  FakeScript script;
  int items = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    try {
      read_item(script, line);
    } catch (const BadLine&) {
      refuse(path, "is no fake model: '" + line.substr(0, 40) + "'");
    }
    ++items;
  }
  if (items == 0) refuse(path, "holds nothing.");
  return script;
}

}  // namespace p2p
