// SPDX-License-Identifier: MIT
// Reading and writing through OpenCV.
#include "trainer/data/picture_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "models/weights/atomic_file.h"
#include "trainer/data/pixel_values.h"

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

constexpr float k16BitStep = 257.0f;  // 65535 / 255
constexpr float kWhite = 255.0f;

/// Bytes as they are, 16 bits and fp32 as pixel values of fp32.
torch::Tensor to_tensor(const cv::Mat& picture) {
  const bool bytes = picture.depth() == CV_8U;
  torch::Tensor tensor =
      torch::empty({picture.rows, picture.cols, picture.channels()},
                   bytes ? torch::kByte : torch::kFloat);
  cv::Mat out(picture.rows, picture.cols,
              CV_MAKETYPE(bytes ? CV_8U : CV_32F, picture.channels()),
              tensor.mutable_data_ptr());
  const double scale = bytes                       ? 1.0
                       : picture.depth() == CV_16U ? 1.0 / k16BitStep
                                                   : kWhite;
  picture.convertTo(out, out.depth(), scale);
  return bytes ? tensor : tensor.clamp_(0.0f, kWhite);
}

/// A JPEG file whose end is missing decodes to a picture that is grey from
/// there on, so it is told by its missing end mark.
bool is_cut_jpeg(const std::vector<unsigned char>& bytes) {
  constexpr std::array<unsigned char, 2> kStart = {0xff, 0xd8};
  constexpr std::array<unsigned char, 2> kScan = {0xff, 0xda};
  constexpr std::array<unsigned char, 2> kEnd = {0xff, 0xd9};
  if (!std::equal(kStart.begin(), kStart.end(), bytes.begin(),
                  bytes.begin() + std::min<long>(2, std::ssize(bytes))))
    return false;
  const auto scan =
      std::find_end(bytes.begin(), bytes.end(), kScan.begin(), kScan.end());
  return std::search(scan, bytes.end(), kEnd.begin(), kEnd.end()) ==
         bytes.end();
}

bool is_gif(const std::vector<unsigned char>& bytes) {
  constexpr std::array<unsigned char, 4> kStart = {'G', 'I', 'F', '8'};
  return bytes.size() > kStart.size() &&
         std::equal(kStart.begin(), kStart.end(), bytes.begin());
}

/// The first picture of a GIF: masks of older data sets are such, and OpenCV's
/// picture decoders know them only from version 4.11 on.
cv::Mat decode_gif(const std::filesystem::path& path, int flags) {
  cv::Mat picture;
  cv::VideoCapture(path.string(), cv::CAP_FFMPEG).read(picture);
  const bool grey = (flags & cv::IMREAD_COLOR) == 0;
  if (!picture.empty() && grey)
    cv::cvtColor(picture, picture, cv::COLOR_BGR2GRAY);
  return picture;
}

cv::Mat decode(const std::filesystem::path& path, int flags) {
  const std::vector<unsigned char> bytes = read_bytes(path);
  cv::Mat picture;
  try {
    if (is_gif(bytes))
      picture = decode_gif(path, flags);
    else if (!bytes.empty() && !is_cut_jpeg(bytes))
      picture = cv::imdecode(bytes, flags);
  } catch (const cv::Exception& error) {
    fail("cannot decode", path, error.what());
  }
  if (picture.empty())
    fail("cannot decode", path, "it is damaged or not a picture");
  return picture;
}

cv::Mat rgb(cv::Mat picture) {
  if (picture.channels() == 3)
    cv::cvtColor(picture, picture, cv::COLOR_BGR2RGB);
  else if (picture.channels() == 4)
    cv::cvtColor(picture, picture, cv::COLOR_BGRA2RGBA);
  return picture;
}

/// All pages of a TIFF as one picture, its own channels otherwise.
cv::Mat decode_all_channels(const std::filesystem::path& path) {
  cv::Mat first = decode(path, cv::IMREAD_UNCHANGED);
  std::vector<cv::Mat> pages;
  if (first.channels() == 1)
    cv::imreadmulti(path.string(), pages, cv::IMREAD_UNCHANGED);
  if (pages.size() < 2) return rgb(first);
  const bool alike =
      std::all_of(pages.begin(), pages.end(), [&first](const cv::Mat& page) {
        return page.size() == first.size() && page.type() == first.type();
      });
  if (!alike) fail("cannot decode", path, "its pages differ in size or type");
  cv::Mat merged;
  cv::merge(pages, merged);
  return merged;
}

void check_channels(const std::filesystem::path& path, int found, int wanted) {
  if (found == wanted) return;
  fail("cannot use", path,
       "it has " + std::to_string(found) + " channels, wanted are " +
           std::to_string(wanted) + ": set --input_nc and --output_nc");
}

}  // namespace

bool can_read_picture_files() { return true; }

torch::Tensor read_picture(const std::filesystem::path& path, int channels) {
  if (channels != 1 && channels != 3)
    return as_bytes(read_pixels(path, channels));
  const int flag = channels == 1 ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR;
  return to_tensor(rgb(decode(path, flag)));
}

torch::Tensor read_pixels(const std::filesystem::path& path, int channels) {
  if (channels == 1 || channels == 3)
    return to_tensor(rgb(
        decode(path, (channels == 1 ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR) |
                         cv::IMREAD_ANYDEPTH)));
  const cv::Mat picture = decode_all_channels(path);
  check_channels(path, picture.channels(), channels);
  return to_tensor(picture);
}

PictureFacts read_facts(const std::filesystem::path& path) {
  const cv::Mat picture = decode_all_channels(path);
  return {picture.cols, picture.rows, picture.channels(),
          static_cast<int>(8 * picture.elemSize1())};
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

torch::Tensor text_bar(const std::string& text, int width) {
  constexpr int kHeight = 22, kLeft = 6, kBaseline = 15;
  constexpr double kScale = 0.42;
  cv::Mat bar(kHeight, width, CV_8UC3, cv::Scalar::all(255));
  cv::putText(bar, text, {kLeft, kBaseline}, cv::FONT_HERSHEY_SIMPLEX, kScale,
              cv::Scalar::all(0), 1, cv::LINE_AA);
  return to_tensor(bar);
}

}  // namespace p2p
