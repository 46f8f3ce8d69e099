// SPDX-License-Identifier: MIT
// Threads that keep the training step fed.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include <torch/types.h>

#include "models/pixels/value_range.h"
#include "models/weights/model_spec.h"
#include "trainer/data/augment.h"
#include "trainer/data/pair_source.h"
#include "trainer/data/resized_pairs.h"
#include "trainer/holes/hole_source.h"

namespace p2p {

/// Network values of some pairs, fp32 on the CPU.
struct Batch {
  /// [N, C_a, crop, crop]; of pairs with holes as masked_input() makes it.
  torch::Tensor a;
  torch::Tensor b;  ///< [N, C_b, crop, crop]
  /// How much each pixel counts, [N, 1, crop, crop] in [0, 1]: the pairs'
  /// regions; undefined where they have none, and every pixel counts fully.
  torch::Tensor weights = {};
  /// 1 in holes, 0 elsewhere, [N, 1, crop, crop]; undefined without holes.
  torch::Tensor holes = {};
};

/// How pairs become batches. Which pairs and which crops is a function of
/// (seed, epoch, position), never of threads or of what was read before.
struct LoaderOptions {
  uint64_t seed = 0;
  /// Pairs of an epoch: whole passes in random order, the last one partial.
  /// 0: one pass.
  int draws = 0;
  int batch_size = 1;
  int crop_size = 256;
  bool flip = true;
  int threads = 2;
  ValueRange range;
  Preprocess preprocess = Preprocess::kResize;
  PairKinds kinds = {};
  Augmentation augmentation = {};
  /// Every pair always with the same crop, augmentation and holes.
  bool fixed = false;
  HoleSourcePtr holes = nullptr;
  /// Which is trained: what it is told of holes, and the sizes that it takes
  /// for Preprocess::kNone.
  ModelSpec network = {};
};

/// Reads one epoch ahead of the consumer. next() is for one thread.
class PairLoader {
 public:
  PairLoader(PairSourcePtr pairs, const LoaderOptions& options);
  ~PairLoader();
  PairLoader(const PairLoader&) = delete;
  PairLoader& operator=(const PairLoader&) = delete;

  /// Batches of an epoch; a last, smaller one is left out unless it is the
  /// only one.
  int batches() const;

  /// Begins `epoch` at its `first` batch. What was read ahead is dropped.
  void start(uint32_t epoch, int first = 0);

  /// The next batch of the epoch, in order; the caller asks batches() - first
  /// times at most. Rethrows what reading it threw.
  Batch next();

  /// Seconds that next() has waited since the object was made.
  double waited() const { return waited_; }

 private:
  struct Result {
    Batch batch;
    std::exception_ptr error;
  };

  size_t draws() const;
  void stop_workers();
  void work();
  void run_one(std::unique_lock<std::mutex>& lock);
  Result load(uint32_t epoch, const std::vector<size_t>& order,
              int batch) const;
  Pair read(size_t index) const;
  Pair sample(size_t index, uint32_t epoch, uint32_t position) const;
  Batch join(const std::vector<Pair>& samples) const;
  bool may_read() const;

  PairSourcePtr pairs_;
  LoaderOptions options_;
  double waited_ = 0.0;

  std::mutex mutex_;  ///< guards everything below
  std::condition_variable wake_workers_;
  std::condition_variable wake_consumer_;
  bool stop_ = false;
  uint32_t epoch_ = 0;
  std::shared_ptr<const std::vector<size_t>> order_;
  int next_to_read_ = 0;
  int next_to_give_ = 0;
  std::map<int, Result> ready_;
  std::vector<std::thread> workers_;
};

}  // namespace p2p
