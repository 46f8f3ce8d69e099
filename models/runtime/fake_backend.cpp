// SPDX-License-Identifier: MIT
// A network that needs no LibTorch: for tests, sanitizers and fuzzers.
#include <cstring>
#include <string_view>
#include <thread>
#include <vector>

#include "models/pixels/blend_rows.h"
#include "models/pixels/frame_planes.h"
#include "models/pixels/holes.h"
#include "models/pixels/mask_output.h"
#include "models/runtime/backend.h"
#include "models/runtime/error_text.h"
#include "models/runtime/fake_script.h"

namespace p2p {
namespace {

constexpr int kAlpha = 3;
constexpr ValueRange kRange{0.0f, 255.0f};

int shifted(int size, int shift) { return (size + (1 << shift) - 1) >> shift; }

uint8_t applied(FakeEffect effect, int component, uint8_t value) {
  if (component == kAlpha || effect == FakeEffect::kCopy) return value;
  if (effect == FakeEffect::kInvert) return static_cast<uint8_t>(255 - value);
  return component == 0 ? value : 0;
}

void apply_to_component(FakeEffect effect, const P2pFrame& input,
                        const P2pFrame& output, int index) {
  const P2pComponent& from = input.component[index];
  const P2pComponent& to = output.component[index];
  for (int y = 0; y < shifted(input.height, from.y_shift); ++y)
    for (int x = 0; x < shifted(input.width, from.x_shift); ++x)
      to.data[static_cast<ptrdiff_t>(y) * to.row_stride +
              static_cast<ptrdiff_t>(x) * to.pixel_stride] =
          applied(effect, index,
                  from.data[static_cast<ptrdiff_t>(y) * from.row_stride +
                            static_cast<ptrdiff_t>(x) * from.pixel_stride]);
}

/// A picture to a mask: red or grey, or what the effect makes of it.
void write_mask_of(FakeEffect effect, const P2pJob& job) {
  const int channels = job.input.colour == P2P_COLOUR_GREY ? 1 : 3;
  const int height = job.input.height, width = job.input.width;
  const size_t area = static_cast<size_t>(height) * width;
  std::vector<float> values(channels * area), weights(area);
  const Planes planes =
      dense_planes(values.data(), PlaneType::kFp32, height, width);
  frame_to_planes(job.input, {channels, false, kRange}, planes);
  if (effect == FakeEffect::kInvert)
    for (size_t i = 0; i < area; ++i) values[i] = 255.0f - values[i];
  if (is_plain(job.composition))
    return planes_to_frame(planes, {1, false, kRange}, job.input, job.output);
  const WeightPlane plane{weights.data(), height, width};
  make_weights(planes, kRange, job.composition, plane, 0, height);
  write_mask(plane, job.composition, job.input, job.output, 0, height);
}

void check_device(std::string_view device) {
  if (device == "auto" || device == "cpu") return;
  if (device.starts_with("cuda"))
    throw RuntimeError(P2P_ERROR_DEVICE,
                       "Set device=auto or cpu: the fake runtime has no CUDA.");
  throw RuntimeError(P2P_ERROR_SETTINGS,
                     "Set device to auto, cpu, cuda or cuda:N, not '" +
                         std::string(device) + "'.");
}

/// Also holds its callers to backend.h: one thread, prepared before it runs.
class FakeBackend : public Backend {
 public:
  FakeBackend(FakeScript script, const P2pEngineOptions& options)
      : script_(script), options_(options) {}

  P2pEngineInfo info() const override;
  void prepare(int width, int height) override;
  void run(const P2pJob& job) override;

 private:
  void apply(const P2pJob& job) const;
  void check_caller(const P2pFrame& frame) const;

  FakeScript script_;
  P2pEngineOptions options_;  // its strings are not read after construction
  std::thread::id thread_ = std::this_thread::get_id();
  int width_ = 0;
  int height_ = 0;
  int prepares_ = 0;
  int frames_ = 0;
};

P2pEngineInfo FakeBackend::info() const {
  P2pEngineInfo info{};
  info.in_channels = script_.in_channels;
  info.out_channels = script_.out_channels;
  info.takes_mask = script_.takes_mask;
  info.training_width = script_.width;
  info.training_height = script_.height;
  info.precision = options_.precision == P2P_PRECISION_AUTO
                       ? P2P_PRECISION_FP32
                       : options_.precision;
  info.norm_stats = options_.norm_stats == P2P_NORM_STATS_AUTO
                        ? P2P_NORM_STATS_RUNNING
                        : options_.norm_stats;
  copy_text(info.device, sizeof(info.device), "cpu");
  copy_text(info.summary, sizeof(info.summary),
            "fake network on cpu: this runtime has nothing else");
  return info;
}

void FakeBackend::prepare(int width, int height) {
  if (script_.prepare_failure && prepares_ > 0)
    fail_as(*script_.prepare_failure);
  ++prepares_;
  width_ = width;
  height_ = height;
  frames_ = 0;
}

void FakeBackend::run(const P2pJob& job) {
  check_caller(job.input);
  std::this_thread::sleep_for(
      script_.delay + script_.pixel_delay * job.input.width * job.input.height);
  if (frames_++ == script_.failing_frame) fail_as(script_.frame_failure);
  apply(job);
  if (!job.mask) return;
  HoleWeights weights;
  lay_over(job.input, weights.make(*job.mask, job.composition.feather),
           job.output, 0, job.input.height);
}

void FakeBackend::apply(const P2pJob& job) const {
  if (script_.out_channels == 1) return write_mask_of(script_.effect, job);
  for (int i = 0; i < job.input.n_components; ++i)
    apply_to_component(script_.effect, job.input, job.output, i);
}

void FakeBackend::check_caller(const P2pFrame& frame) const {
  if (std::this_thread::get_id() != thread_)
    throw RuntimeError(P2P_ERROR_INTERNAL, "fake: run on a foreign thread");
  if (frame.width != width_ || frame.height != height_)
    throw RuntimeError(P2P_ERROR_INTERNAL,
                       "fake: not prepared for this frame size");
}

}  // namespace

std::unique_ptr<Backend> make_backend(const P2pEngineOptions& options) {
  FakeScript script = read_fake_script(options.model_path);
  check_device(options.device);
  if (script.load_failure) fail_as(*script.load_failure);
  return std::make_unique<FakeBackend>(script, options);
}

const char* backend_name() { return "fake"; }

}  // namespace p2p
