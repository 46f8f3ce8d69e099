// SPDX-License-Identifier: MIT
// Pictures and clips that appear under their name only when they are complete.
#include "trainer/commands/scenes_output.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <opencv2/imgcodecs.hpp>

#include "models/weights/atomic_file.h"

namespace p2p {
namespace {

namespace fs = std::filesystem;

/// Beside the file, with its suffix, and out of the way of other readers.
fs::path temporary_name(const fs::path& file) {
  fs::path name(".");
  name += file.stem();
  name += ".part";
  name += file.extension();
  return file.parent_path() / name;
}

[[noreturn]] void fail(const std::string& what, const fs::path& where,
                       const std::string& why) {
  throw std::runtime_error(what + " " + where.string() + ": " + why +
                           "; check the folder's free space and permissions, "
                           "or choose another one");
}

void remove_quietly(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

/// A clip, which its own writer wrote.
void put_in_place(const fs::path& temporary, const fs::path& file) {
  std::error_code error;
  fs::rename(temporary, file, error);
  if (!error) return;
  remove_quietly(temporary);
  fail("cannot write", file, error.message());
}

bool numbered_picture(const fs::path& file) {
  const std::string stem = file.stem().string();
  const std::string suffix = file.extension().string();
  return (suffix == ".jpg" || suffix == ".png") &&
         std::ranges::all_of(stem, [](unsigned char letter) {
           return std::isdigit(letter) != 0;
         });
}

/// OpenCV's writer does not say when the disk is full. Its last act is to note
/// the length at the start of the file: that must be the file's own.
bool is_whole(const fs::path& clip) {
  std::array<unsigned char, 8> head{};
  std::ifstream in(clip, std::ios::binary);
  if (!in.read(reinterpret_cast<char*>(head.data()), head.size())) {
    return false;
  }
  std::uint64_t length = 8;
  for (std::size_t i = 0; i < 4; ++i) {
    length += static_cast<std::uint64_t>(head[4 + i]) << (8 * i);
  }
  std::error_code error;
  return length > 8 && fs::file_size(clip, error) == length && !error;
}

}  // namespace

void prepare_folder(const fs::path& folder, bool overwrite) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail("cannot make the folder", folder, error.message());
  std::vector<fs::path> old;
  fs::directory_iterator entries(folder, error);
  if (error) fail("cannot read the folder", folder, error.message());
  for (const fs::directory_entry& entry : entries) {
    if (!overwrite) {
      throw std::runtime_error("the folder " + folder.string() +
                               " is not empty: choose another one, or pass "
                               "--overwrite to replace its pictures");
    }
    if (numbered_picture(entry.path())) old.push_back(entry.path());
  }
  for (const fs::path& file : old) {
    if (!fs::remove(file, error)) {
      fail("cannot remove", file, error.message());
    }
  }
}

void write_picture(const fs::path& file, const cv::Mat& picture) {
  std::vector<uchar> bytes;
  if (!cv::imencode(file.extension().string(), picture, bytes,
                    {cv::IMWRITE_JPEG_QUALITY, 95}))
    fail("cannot write", file, "OpenCV could not encode it");
  AtomicFile out(file);
  out.write(std::as_bytes(std::span(bytes)));
  out.commit();
}

ClipWriter::ClipWriter(fs::path file, double fps, cv::Size size)
    : file_(std::move(file)), temporary_(temporary_name(file_)) {
  if (!std::ofstream(temporary_, std::ios::binary)) {
    fail("cannot write", file_, std::strerror(errno));
  }
  const int mjpg = cv::VideoWriter::fourcc('M', 'J', 'P', 'G');
  if (!writer_.open(temporary_.string(), cv::CAP_OPENCV_MJPEG, mjpg, fps,
                    size)) {
    remove_quietly(temporary_);
    fail("cannot write", file_, "OpenCV's motion-JPEG writer refused it");
  }
}

ClipWriter::~ClipWriter() {
  if (!writer_.isOpened()) return;
  writer_.release();
  remove_quietly(temporary_);
}

void ClipWriter::add(const cv::Mat& frame) { writer_.write(frame); }

void ClipWriter::finish() {
  writer_.release();
  if (!is_whole(temporary_)) {
    remove_quietly(temporary_);
    fail("cannot write", file_, "the disk is full or broken");
  }
  put_in_place(temporary_, file_);
}

}  // namespace p2p
