// SPDX-License-Identifier: MIT
// Pictures and clips that appear under their name only when they are complete.
#pragma once

#include <filesystem>

#include <opencv2/core.hpp>
#include <opencv2/videoio.hpp>

namespace p2p {

/// Makes the folder. One that holds something is refused, or, to be
/// overwritten, cleared of its numbered pictures (0001.jpg). Throws
/// std::runtime_error.
void prepare_folder(const std::filesystem::path& folder, bool overwrite);

/// Writes a BGR picture atomically in the format of its suffix (.png, or .jpg
/// of quality 95). Throws std::runtime_error.
void write_picture(const std::filesystem::path& file, const cv::Mat& picture);

/// A motion-JPEG clip in an .avi file, through OpenCV's own writer. Without
/// finish() no file stays behind. All throw std::runtime_error.
class ClipWriter {
 public:
  ClipWriter(std::filesystem::path file, double fps, cv::Size size);
  ~ClipWriter();
  ClipWriter(const ClipWriter&) = delete;
  ClipWriter& operator=(const ClipWriter&) = delete;

  void add(const cv::Mat& frame);

  /// Closes the file, checks that all of it was written, and names it.
  void finish();

 private:
  std::filesystem::path file_, temporary_;
  cv::VideoWriter writer_;
};

}  // namespace p2p
