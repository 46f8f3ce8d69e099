// SPDX-License-Identifier: MIT
// Reads ahead, gives in order.
#include "trainer/data/pair_loader.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include <ATen/ops/stack.h>

#include "models/networks/masked_input.h"
#include "models/pixels/picture_tensor.h"
#include "trainer/data/pixel_values.h"
#include "trainer/data/sample.h"

namespace p2p {
namespace {

/// Batches that each thread may be ahead of the consumer.
constexpr int kAheadPerThread = 4;

/// Which pair comes at each of `draws` positions of an epoch.
std::vector<size_t> draw_order(size_t pairs, size_t draws, uint64_t seed,
                               uint32_t epoch) {
  std::vector<size_t> order;
  for (uint32_t pass = 0; order.size() < draws; ++pass) {
    const std::vector<size_t> one =
        permutation(pairs, Random(seed, Stream::kOrder, epoch, pass));
    const size_t wanted = std::min(pairs, draws - order.size());
    order.insert(order.end(), one.begin(),
                 one.begin() + static_cast<std::ptrdiff_t>(wanted));
  }
  return order;
}

}  // namespace

PairLoader::PairLoader(PairSourcePtr pairs, const LoaderOptions& options)
    : pairs_(std::move(pairs)), options_(options) {
  next_to_read_ = batches();  // nothing to do until start()
  try {
    for (int i = 0; i < std::max(1, options_.threads); ++i)
      workers_.emplace_back([this] { work(); });
  } catch (const std::system_error& error) {
    stop_workers();
    throw std::runtime_error(
        "cannot start " + std::to_string(options_.threads) +
        " loader threads: " + error.what() + "; choose fewer --num_threads");
  }
}

PairLoader::~PairLoader() { stop_workers(); }

void PairLoader::stop_workers() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_workers_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

size_t PairLoader::draws() const {
  return options_.draws > 0 ? static_cast<size_t>(options_.draws)
                            : pairs_->size();
}

int PairLoader::batches() const {
  return std::max<int>(1, static_cast<int>(draws()) / options_.batch_size);
}

void PairLoader::start(uint32_t epoch, int first) {
  {
    const std::lock_guard lock(mutex_);
    epoch_ = epoch;
    order_ = std::make_shared<const std::vector<size_t>>(
        draw_order(pairs_->size(), draws(), options_.seed, epoch));
    next_to_read_ = next_to_give_ = first;
    ready_.clear();
  }
  wake_workers_.notify_all();
}

Batch PairLoader::next() {
  const auto before = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  wake_consumer_.wait(lock, [this] { return ready_.contains(next_to_give_); });
  Result result = std::move(ready_.extract(next_to_give_++).mapped());
  lock.unlock();
  wake_workers_.notify_one();
  waited_ +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - before)
          .count();
  if (result.error) std::rethrow_exception(result.error);
  return std::move(result.batch);
}

bool PairLoader::may_read() const {
  const int ahead = kAheadPerThread * static_cast<int>(workers_.size() + 1);
  return next_to_read_ < batches() && next_to_read_ < next_to_give_ + ahead;
}

void PairLoader::work() {
  const torch::NoGradGuard no_grad;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_workers_.wait(lock, [this] { return stop_ || may_read(); });
    if (stop_) return;
    run_one(lock);
  }
}

void PairLoader::run_one(std::unique_lock<std::mutex>& lock) {
  const int batch = next_to_read_++;
  const uint32_t epoch = epoch_;
  const auto order = order_;
  lock.unlock();
  Result result = load(epoch, *order, batch);
  lock.lock();
  if (epoch != epoch_ || batch < next_to_give_) return;  // a restart came
  ready_.insert_or_assign(batch, std::move(result));
  wake_consumer_.notify_one();
}

PairLoader::Result PairLoader::load(uint32_t epoch,
                                    const std::vector<size_t>& order,
                                    int batch) const try {
  std::vector<Pair> samples;
  const size_t first = static_cast<size_t>(batch) * options_.batch_size;
  const size_t last = std::min(first + options_.batch_size, order.size());
  for (size_t i = first; i < last; ++i)
    samples.push_back(sample(order[i], epoch, static_cast<uint32_t>(i)));
  return {join(samples), nullptr};
} catch (...) {
  return {{}, std::current_exception()};
}

Pair PairLoader::read(size_t index) const try {
  return pairs_->get(index);
} catch (const std::runtime_error& error) {
  throw std::runtime_error(std::string(error.what()) +
                           "; --skip-unreadable leaves such pairs out");
}

Pair PairLoader::sample(size_t index, uint32_t epoch, uint32_t position) const {
  const Pair pair = read(index);
  try {
    return make_sample(
        pair,
        {.preprocess = options_.preprocess,
         .crop_size = options_.crop_size,
         .flip = options_.flip,
         .network = &options_.network,
         .kinds = options_.kinds,
         .augmentation = options_.augmentation,
         .holes = options_.holes},
        options_.seed, options_.fixed ? 0 : epoch,
        options_.fixed ? static_cast<uint32_t>(index) : position);
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error("'" + pairs_->name(index) + "': " + error.what());
  }
}

Batch PairLoader::join(const std::vector<Pair>& samples) const {
  constexpr ValueRange kShare{0.0f, 1.0f};
  std::vector<torch::Tensor> a, b, weights, holes;
  for (const Pair& one : samples) {
    if (one.a.sizes() != samples.front().a.sizes())
      throw std::runtime_error(
          "pictures of different sizes cannot share a batch: use --batch_size "
          "1, or another --preprocess than none");
    a.push_back(network_values(one.a, options_.range));
    b.push_back(network_values(one.b, options_.range));
    if (one.region.defined())
      weights.push_back(picture_to_tensor(one.region, kShare));
    if (one.holes.defined())
      holes.push_back(picture_to_tensor(one.holes, kShare));
  }
  if (!weights.empty() && weights.size() != samples.size())
    throw std::runtime_error("some pairs have a region and some have none");
  Batch batch{at::stack(a), at::stack(b)};
  if (!weights.empty()) batch.weights = at::stack(weights);
  if (holes.empty()) return batch;
  batch.holes = at::stack(holes);
  batch.a = masked_input(options_.network, batch.a, batch.holes);
  return batch;
}

}  // namespace p2p
