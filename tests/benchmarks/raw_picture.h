// SPDX-License-Identifier: MIT
// Frames for measuring: made, read and written as dense RGB bytes.
#pragma once

#include <filesystem>

#include "tests/models/runtime/test_picture.h"

namespace p2p::benchmarks {

/// Gradients with noise on top, the same on every run.
void draw_noisy_gradient(testing::TestPicture& picture);

/// Throws std::runtime_error naming the file when it has another size.
void read_raw(const std::filesystem::path& path, testing::TestPicture& picture);
void write_raw(const std::filesystem::path& path,
               const testing::TestPicture& picture);

}  // namespace p2p::benchmarks
