// SPDX-License-Identifier: MIT
// Reading and writing through OpenCV.
#include "trainer/data/picture_files.h"

#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "models/weights/atomic_file.h"

namespace p2p {
namespace {

[[noreturn]] void fail(const std::string& what,
                       const std::filesystem::path& path,
                       const std::string& why) {
  throw std::runtime_error(what + " '" + path.string() + "': " + why);
}

std::vector<unsigned char> read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    fail("cannot read", path,
         std::filesystem::exists(path) ? "it may not be opened"
                                       : "there is no such file");
  return {std::istreambuf_iterator<char>(file), {}};
}

torch::Tensor to_tensor(const cv::Mat& picture) {
  torch::Tensor tensor = torch::empty(
      {picture.rows, picture.cols, picture.channels()}, torch::kByte);
  auto* out = tensor.mutable_data_ptr<uint8_t>();
  const size_t row = picture.cols * picture.elemSize();
  for (int y = 0; y < picture.rows; ++y)
    std::memcpy(out + y * row, picture.ptr(y), row);
  return tensor;
}

}  // namespace

bool can_read_picture_files() { return true; }

torch::Tensor read_picture(const std::filesystem::path& path, int channels) {
  const std::vector<unsigned char> bytes = read_bytes(path);
  const int flag = channels == 1 ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR;
  cv::Mat picture;
  try {
    if (!bytes.empty()) picture = cv::imdecode(bytes, flag);
  } catch (const cv::Exception& error) {
    fail("cannot decode", path, error.what());
  }
  if (picture.empty())
    fail("cannot decode", path, "it is damaged or not a picture");
  if (channels == 3) cv::cvtColor(picture, picture, cv::COLOR_BGR2RGB);
  return to_tensor(picture);
}

void write_picture(const std::filesystem::path& path,
                   const torch::Tensor& picture) {
  const torch::Tensor dense = picture.contiguous();
  const int channels = static_cast<int>(dense.size(2));
  cv::Mat view(static_cast<int>(dense.size(0)), static_cast<int>(dense.size(1)),
               CV_8UC(channels), dense.data_ptr());
  cv::Mat bgr;  // of its own: `view` is the caller's picture
  if (channels == 3)
    cv::cvtColor(view, bgr, cv::COLOR_RGB2BGR);
  else
    bgr = view;
  std::vector<unsigned char> bytes;
  try {
    if (!cv::imencode(path.extension().string(), bgr, bytes))
      fail("cannot write", path, "the picture could not be encoded");
  } catch (const cv::Exception&) {
    fail("cannot write", path,
         "no picture format has this extension; use .png or .jpg");
  }
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(bytes)));
  file.commit();
}

}  // namespace p2p
