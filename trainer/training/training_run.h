// SPDX-License-Identifier: MIT
// A whole run: data, networks, epochs, checkpoints, sheets, model.
#pragma once

#include <memory>

#include "trainer/training/checkpoint.h"
#include "trainer/training/progress.h"
#include "trainer/training/run_log.h"
#include "trainer/training/stop_signal.h"
#include "trainer/training/train_options.h"

namespace p2p {

enum class RunEnd { kFinished, kStopped };

/// Trains as `options` say. In the run's folder it keeps
/// `checkpoint.safetensors` (to go on from), `model.safetensors` (to run),
/// `train.log` and `samples/epoch_NNNN.png`.
///
///     TrainingRun run(options);
///     run.train();   // returns early, everything saved, on Ctrl-C
class TrainingRun {
 public:
  /// Opens data, device and, to continue, the checkpoint. Throws with a message
  /// that names file or option before anything is written.
  explicit TrainingRun(const TrainOptions& options);
  ~TrainingRun();

  RunEnd train();

 private:
  void open_data();
  void resume();
  std::string identity() const;

  bool settling(int epoch) const;
  int last_epoch() const;
  int batches_of(int epoch) const;
  int steps_left() const;
  double rate_factor() const;
  NormMode sample_mode() const;

  bool run_epoch();
  void begin_epoch();
  void one_batch(ProgressLine& line);
  void report(ProgressLine& line);
  void finish_epoch();
  void write_sheet(int epoch, NormMode mode);
  void save_checkpoint_here();
  void write_model();
  void add_figures();

  TrainOptions options_;
  ModelSpec spec_;
  PairSourcePtr train_pairs_;
  PairSourcePtr val_pairs_;  ///< nullptr where the data set has none
  std::unique_ptr<PairLoader> loader_;
  std::unique_ptr<Pix2PixStep> step_;
  std::unique_ptr<RunLog> log_;
  StopSignal stop_;
  Position position_;
  LossMeter epoch_losses_;
  LossMeter recent_losses_;
  std::chrono::steady_clock::time_point started_;
  int steps_done_ = 0;  ///< in this process
};

}  // namespace p2p
