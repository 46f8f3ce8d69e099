// SPDX-License-Identifier: MIT
// What a fake model does, read from its file.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace p2p {

/// How a fake operation fails.
enum class FakeFailure {
  kModelNotFound,  ///< model-not-found
  kModelInvalid,   ///< model-invalid
  kSettings,       ///< settings
  kDevice,         ///< device
  kOutOfMemory,    ///< out-of-memory
  kFrame,          ///< frame
  kInternal,       ///< internal
  kBadAlloc,       ///< bad-alloc: std::bad_alloc
  kException,      ///< exception: a std::exception without a code
  kForeign,        ///< foreign: something that is no std::exception
};

/// Throws what `failure` names.
[[noreturn]] void fail_as(FakeFailure failure);

/// What the fake network does to the colour components. Alpha is copied. One
/// output channel is a mask: red or grey, or its inverse, written as any mask.
enum class FakeEffect {
  kCopy,            ///< copy
  kInvert,          ///< invert: 255 - value of every sample, YUV's too
  kFirstComponent,  ///< first-component: R, Y or grey copied, the others 0
};

/// A fake model file is text with one item a line; '#' starts a comment, and
/// at least one item must be there:
///
///     copy | invert | first-component   the effect; without any: copy
///     channels=N                        in- and out-channels at once
///     in-channels=N  out-channels=N     default 3
///     takes-mask                        the effect is seen in holes only
///     size=WIDTHxHEIGHT                 training size, default 256x256
///     delay-ms=N                        time each frame takes
///     delay-ns-per-pixel=N              and how that grows with its size
///     fail-load=FAILURE
///     fail-prepare=FAILURE              from the second prepare on, since the
///                                       first belongs to loading
///     fail-frame=N                      fails on frame N, counted from 0 after
///                                       each prepare; the element's own timed
///                                       warm-up frame is number 0
///     frame-error=FAILURE               how; default frame
struct FakeScript {
  FakeEffect effect = FakeEffect::kCopy;
  int in_channels = 3;
  int out_channels = 3;
  bool takes_mask = false;
  int width = 256;
  int height = 256;
  std::chrono::milliseconds delay{0};
  std::chrono::nanoseconds pixel_delay{0};
  std::optional<FakeFailure> load_failure;
  std::optional<FakeFailure> prepare_failure;
  std::optional<int> failing_frame;
  FakeFailure frame_failure = FakeFailure::kFrame;
};

/// Throws RuntimeError naming the file and, if it does not parse, the line.
FakeScript read_fake_script(const std::string& path);

}  // namespace p2p
