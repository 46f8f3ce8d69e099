// SPDX-License-Identifier: MIT
// Small clips for the scripts, and what is in the files that they wrote.
#pragma once

#include <cstdint>
#include <filesystem>

namespace p2p::tests {

struct Colour {
  double red, green, blue;  ///< [0, 255]
};

/// What a file shows once it is decoded; a picture is a clip of one frame.
struct Clip {
  int frames = 0;
  int width = 0;
  int height = 0;
  Colour mean{};  ///< of the last frame
};

/// Frames of one colour, 0xRRGGBB, 25 a second, in full-range YUV as the
/// trainer's clips are. An .avi file.
struct ClipOptions {
  int frames = 5;
  int width = 64;
  int height = 48;
  uint32_t colour = 0x204060;
};
void make_clip(const std::filesystem::path& file,
               const ClipOptions& options = {});

/// The same as a picture, in RGB. A .png file.
void make_picture(const std::filesystem::path& file,
                  const ClipOptions& options);

/// Throws std::runtime_error with GStreamer's words if the file does not
/// decode to its end.
Clip read_clip(const std::filesystem::path& file);

}  // namespace p2p::tests
