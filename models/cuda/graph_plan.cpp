// SPDX-License-Identifier: MIT
// Pixel kernels, the graph, pixel kernels.
#include "models/cuda/graph_plan.h"

#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include <ATen/core/CachingHostAllocator.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "models/cuda/frame_queue.h"
#include "models/cuda/pixel_kernels.h"
#include "models/cuda/step_kernels.h"

namespace p2p::cuda {
namespace {

using c10::cuda::CUDAStream;
using c10::cuda::CUDAStreamGuard;

/// The first run lets cuDNN measure, the second one fills LibTorch's caches as
/// every later one finds them.
constexpr int kWarmUpRuns = 2;

Planes planes_of(const Area& area, PlaneType type, int sample) {
  return {.data = area.at(sample, 0, 0, 0),
          .type = type,
          .height = area.height,
          .width = area.width,
          .channel_stride = 1,
          .row_stride = int64_t{area.width + 2 * area.border} * area.channels,
          .pixel_stride = area.channels};
}

/// An area without its border, in page-locked memory.
class HostPlanes {
 public:
  HostPlanes(const Area& area, PlaneType type)
      : device_(area), type_(type), bytes_(Bytes::Kind::kPinned) {
    bytes_.reserve(row_bytes() * area.height * area.samples);
  }

  Planes sample(int index) const {
    return channels_last_planes(first(index), type_, device_.height,
                                device_.width, device_.channels);
  }

  void upload(cudaStream_t stream) const {
    for (int i = 0; i < device_.samples; ++i)
      check(cudaMemcpy2DAsync(device_.at(i, 0, 0, 0), pitch(), first(i),
                              row_bytes(), row_bytes(), device_.height,
                              cudaMemcpyHostToDevice, stream),
            "copying planes to the device");
  }
  void download(cudaStream_t stream) const {
    for (int i = 0; i < device_.samples; ++i)
      check(cudaMemcpy2DAsync(first(i), row_bytes(), device_.at(i, 0, 0, 0),
                              pitch(), row_bytes(), device_.height,
                              cudaMemcpyDeviceToHost, stream),
            "copying planes to the host");
  }
  int samples() const { return device_.samples; }

 private:
  size_t row_bytes() const {
    return sizeof(uint16_t) * device_.width * device_.channels;
  }
  size_t pitch() const {
    return sizeof(uint16_t) * (device_.width + 2 * device_.border) *
           device_.channels;
  }
  uint8_t* first(int index) const {
    return bytes_.data() + row_bytes() * device_.height * index;
  }

  Area device_;
  PlaneType type_;
  Bytes bytes_;
};

void check_frames(std::span<const P2pFrame> frames, const Area& area) {
  bool fit = frames.size() == static_cast<size_t>(area.samples);
  for (const P2pFrame& frame : frames)
    fit = fit && frame.width == frames.front().width &&
          frame.height == frames.front().height && frame.width <= area.width &&
          frame.height <= area.height;
  if (!fit)
    throw std::invalid_argument("a plan for " + std::to_string(area.samples) +
                                " frames of " + std::to_string(area.width) +
                                "x" + std::to_string(area.height) +
                                " takes as many of one size that is no larger");
}

/// LibTorch lists the graphs of a device without a lock.
std::mutex& graphs() {
  static std::mutex mutex;
  return mutex;
}

/// Made and used with its stream as the current one: see make_graph_plan().
class GraphPlan : public Plan, public FramePlan {
 public:
  GraphPlan(std::shared_ptr<const PackedProgram> program,
            const PlanShape& shape, std::shared_ptr<const OwnStream> own,
            const CUDAStream& stream)
      : own_(std::move(own)),
        stream_(stream),
        steps_(std::move(program), shape),
        kernels_(stream.stream()),
        queue_(stream.stream(), [this](const FrameJob& job) { start(job); }) {}

  ~GraphPlan() override {
    try {
      const CUDAStreamGuard guard(stream_);
      (void)cudaStreamSynchronize(stream_.stream());
      give_back_graph();
    } catch (const std::exception&) {
      // The device is lost, and its memory with it.
    }
  }

  // Frames are read and written by many threads.
  Planes input(int index) override {
    make_host_planes();
    return host_input_->sample(index);
  }
  Planes output(int index) override {
    make_host_planes();
    return host_output_->sample(index);
  }

  void forward() override {
    const CUDAStreamGuard guard(stream_);
    if (host_input_) {
      host_input_->upload(stream_.stream());
      plane_copies_.to_device += host_input_->samples();
    }
    run_graph();
    if (host_output_) {
      host_output_->download(stream_.stream());
      plane_copies_.to_host += host_output_->samples();
    }
    check(cudaStreamSynchronize(stream_.stream()), "running the network");
  }

  std::vector<StepTime> profile() override {
    const CUDAStreamGuard guard(stream_);
    std::deque<Event> events;
    events.emplace_back(Event::Use::kTiming).record(stream_.stream());
    for (size_t i = 0; i < steps_.size(); ++i) {
      steps_.run(i, kernels_);
      events.emplace_back(Event::Use::kTiming).record(stream_.stream());
    }
    events.back().wait();
    std::vector<StepTime> times;
    for (size_t i = 0; i < steps_.size(); ++i)
      times.push_back({steps_[i].name, steps_[i].convolution,
                       events[i + 1].milliseconds_since(events[i])});
    return times;
  }

  FramePlan* frames() override { return this; }

  Ticket enqueue(const FrameJob& job) override {
    check_frames(job.inputs, steps_.input());
    check_frames(job.outputs, steps_.input());
    const CUDAStreamGuard guard(stream_);
    return queue_.enqueue(job);
  }

  void wait(Ticket ticket) override {
    const CUDAStreamGuard guard(stream_);
    queue_.wait(ticket);
  }

  CopyCount copies() const override {
    const CopyCount frames = queue_.copies();
    return {frames.to_device + plane_copies_.to_device,
            frames.to_host + plane_copies_.to_host};
  }

 private:
  /// Frames' addresses change, so their kernels stay outside the graph.
  void start(const FrameJob& job) {
    for (size_t i = 0; i < job.inputs.size(); ++i)
      frame_to_planes(job.inputs[i], job.input_format,
                      planes_of(steps_.input(), steps_.type(), i),
                      stream_.stream());
    run_graph();
    for (size_t i = 0; i < job.outputs.size(); ++i)
      planes_to_frame(planes_of(steps_.output(), steps_.type(), i),
                      job.output_format, job.inputs[i], job.outputs[i],
                      stream_.stream());
  }

  /// Both at once: forward() must know that its result will be asked for.
  void make_host_planes() {
    std::call_once(host_made_, [this] {
      const CUDAStreamGuard guard(stream_);
      host_input_.emplace(steps_.input(), steps_.type());
      host_output_.emplace(steps_.output(), steps_.type());
    });
  }

  /// LibTorch keeps a graph's memory for a graph that will never come.
  void give_back_graph() {
    if (!graph_) return;
    const std::lock_guard lock(graphs());
    const auto pool = graph_->pool();
    graph_.reset();  // before the buffers that it uses
    { const StepList gone = std::move(steps_); }
    c10::cuda::CUDACachingAllocator::emptyCache(pool);
  }

  void run_graph() {
    if (!graph_) capture();
    graph_->replay();
  }

  void run_steps() {
    for (size_t i = 0; i < steps_.size(); ++i) steps_.run(i, kernels_);
  }

  void capture() {
    for (int i = 0; i < kWarmUpRuns; ++i) run_steps();
    check(cudaStreamSynchronize(stream_.stream()), "warming up");
    const std::lock_guard lock(graphs());
    auto graph = std::make_unique<at::cuda::CUDAGraph>();
    // Global, LibTorch's default, would fail whatever another thread allocates.
    const auto pool = at::cuda::graph_pool_handle();
    graph->capture_begin(pool, cudaStreamCaptureModeThreadLocal);
    try {
      run_steps();
      graph->capture_end();
    } catch (...) {
      end_failed_capture(*graph, pool);
      throw;
    }
    graph_ = std::move(graph);
  }

  /// The stream must leave capture mode, and LibTorch's allocator must forget
  /// the graph, which it would ask at every allocation.
  void end_failed_capture(at::cuda::CUDAGraph& graph,
                          const c10::MempoolId_t& pool) noexcept {
    try {
      graph.capture_end();
    } catch (const std::exception&) {
    }
    try {
      c10::cuda::CUDACachingAllocator::endAllocateToPool(stream_.device_index(),
                                                         pool);
      c10::cuda::CUDACachingAllocator::releasePool(stream_.device_index(),
                                                   pool);
      at::getHostAllocator(at::kCUDA)->end_allocate_to_pool(pool);
    } catch (const std::exception&) {
      // It has forgotten it already.
    }
  }

  std::shared_ptr<const OwnStream> own_;
  CUDAStream stream_;
  StepList steps_;
  StepKernels kernels_;
  FrameQueue queue_;
  std::once_flag host_made_;
  std::optional<HostPlanes> host_input_, host_output_;  ///< where asked for
  CopyCount plane_copies_;
  std::unique_ptr<at::cuda::CUDAGraph> graph_;  ///< null until the first run
};

}  // namespace

std::unique_ptr<Plan> make_graph_plan(
    std::shared_ptr<const PackedProgram> program, const PlanShape& shape,
    std::shared_ptr<const OwnStream> own) {
  const CUDAStream stream =
      c10::cuda::getStreamFromExternal(own->get(), program->device.index());
  const CUDAStreamGuard guard(stream);
  return std::make_unique<GraphPlan>(std::move(program), shape, std::move(own),
                                     stream);
}

}  // namespace p2p::cuda
