// SPDX-License-Identifier: MIT
// OpenCV's inpainting.
#include <stdexcept>

#include <opencv2/photo.hpp>

#include "trainer/comparison/filler.h"
#include "trainer/opencv/mat_view.h"

namespace p2p {
namespace {

/// Pixels around a point that it is made of, as usual in comparisons.
constexpr double kRadius = 3.0;

class ClassicalFiller : public Filler {
 public:
  ClassicalFiller(std::string name, int method)
      : name_(std::move(name)), method_(method) {}
  const std::string& name() const override { return name_; }
  torch::Tensor fill(const torch::Tensor& picture,
                     const torch::Tensor& holes) override {
    const torch::Tensor whole = picture.contiguous(), mask = holes.contiguous();
    torch::Tensor out = torch::empty_like(whole);
    cv::Mat filled = mat_view(out);
    cv::inpaint(mat_view(whole), mat_view(mask), filled, kRadius, method_);
    return out;
  }

 private:
  std::string name_;
  int method_;
};

}  // namespace

FillerPtr classical_filler(const std::string& name) {
  if (name == "telea")
    return std::make_unique<ClassicalFiller>(name, cv::INPAINT_TELEA);
  if (name == "navier-stokes")
    return std::make_unique<ClassicalFiller>(name, cv::INPAINT_NS);
  throw std::invalid_argument("'" + name +
                              "' is no classical method; known: telea, "
                              "navier-stokes");
}

bool has_classical_fillers() { return true; }

}  // namespace p2p
