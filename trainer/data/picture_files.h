// SPDX-License-Identifier: MIT
// Pictures on disk. The only place of the trainer's data room that knows
// OpenCV; a build without it has stubs that throw.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <torch/types.h>

namespace p2p {

/// False in a build without OpenCV: only packed data sets can be read.
bool can_read_picture_files();

/// Reads an 8-bit picture as uint8 [H, W, channels] with channels 1 (grey) or 3
/// (RGB), converting what is on disk. Throws std::runtime_error that names the
/// file and says whether it is missing, unreadable or no picture.
torch::Tensor read_picture(const std::filesystem::path& path, int channels);

/// The same with the file's depth: uint8 [H, W, channels] for 8 bits, fp32
/// pixel values from 0 to 255 for 16 bits and for TIFF's fp32 (0 is black, 1
/// white). Other numbers of channels than 1 and 3 must be in the file: grey
/// with alpha (2), RGBA (4), or a TIFF of as many grey pages.
torch::Tensor read_pixels(const std::filesystem::path& path, int channels);

/// What a picture file holds.
struct PictureFacts {
  int width = 0;
  int height = 0;
  int channels = 0;  ///< pages of a TIFF of grey pages count as channels
  int bits = 8;      ///< of a channel
};

/// Decodes the whole file, so that what is cut off is noticed. Throws as
/// read_picture() does.
PictureFacts read_facts(const std::filesystem::path& path);

/// Writes uint8 [H, W, 1 or 3] (grey or RGB) atomically, in the format that the
/// extension names. Throws std::runtime_error naming the file.
void write_picture(const std::filesystem::path& path,
                   const torch::Tensor& picture);

/// One line of text, black on white, as uint8 [height, width, 3] for sheets;
/// what does not fit is cut off. Characters beyond ASCII are drawn as '?'.
torch::Tensor text_bar(const std::string& text, int width);

/// The picture files directly in `folder`, by extension, in natural order
/// (2.jpg before 10.jpg). Throws std::runtime_error if there is no such folder.
std::vector<std::filesystem::path> list_pictures(
    const std::filesystem::path& folder);

}  // namespace p2p
