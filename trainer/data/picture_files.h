// SPDX-License-Identifier: MIT
// Pictures on disk. The only place of the trainer's data room that knows
// OpenCV; a build without it has stubs that throw.
#pragma once

#include <filesystem>
#include <vector>

#include <torch/types.h>

namespace p2p {

/// False in a build without OpenCV: only packed data sets can be read.
bool can_read_picture_files();

/// Reads an 8-bit picture as uint8 [H, W, channels] with channels 1 (grey) or 3
/// (RGB), converting what is on disk. Throws std::runtime_error that names the
/// file and says whether it is missing, unreadable or no picture.
torch::Tensor read_picture(const std::filesystem::path& path, int channels);

/// Writes uint8 [H, W, 1 or 3] (grey or RGB) atomically, in the format that the
/// extension names. Throws std::runtime_error naming the file.
void write_picture(const std::filesystem::path& path,
                   const torch::Tensor& picture);

/// The picture files directly in `folder`, by extension, in natural order
/// (2.jpg before 10.jpg). Throws std::runtime_error if there is no such folder.
std::vector<std::filesystem::path> list_pictures(
    const std::filesystem::path& folder);

}  // namespace p2p
