// SPDX-License-Identifier: MIT
// A whole run: data, networks, epochs, checkpoints, sheets, model.
#pragma once

#include <memory>

#include "trainer/training/checkpoint.h"
#include "trainer/training/examination.h"
#include "trainer/training/loss_file.h"
#include "trainer/training/progress.h"
#include "trainer/training/resume_rules.h"
#include "trainer/training/run_folder.h"
#include "trainer/training/run_lock.h"
#include "trainer/training/run_log.h"
#include "trainer/training/run_notes.h"
#include "trainer/training/stop_signal.h"
#include "trainer/training/train_options.h"

namespace p2p {

enum class RunEnd { kFinished, kStopped };

/// Trains as `options` say and keeps what run_folder.h lists in the run's
/// folder.
///
///     TrainingRun run(options);
///     run.train();   // returns early, everything saved, on Ctrl-C
class TrainingRun {
 public:
  /// Opens data, device and, to continue, the checkpoint. Throws with a message
  /// that names file or option before anything is written.
  explicit TrainingRun(const TrainOptions& options);
  ~TrainingRun();

  /// Throws std::runtime_error naming loss, epoch, step and the last good
  /// checkpoint when a loss is no longer a number.
  RunEnd train();

  /// The signal that has stopped it; 0: none.
  int stopped_by() const { return stop_.received(); }

 private:
  void open_data();
  /// Pairs to judge with, from stored ones.
  PairSourcePtr to_judge(const PairSourcePtr& pairs) const;
  void make_networks(torch::Device device);
  void resume();
  Checkpoint checkpoint_to_go_on_from(std::vector<OptionChange>& changes);
  void tell_beginning(const std::string& device);
  void draw_networks();
  /// The options, and the data as far as they decide what is learnt.
  std::string options_json() const;
  bool settles() const;
  bool settled() const;

  bool run_epoch();
  void begin_epoch();
  void begin_settling();
  void one_step(ProgressLine& line);
  void check_finite(const NamedLosses& losses) const;
  void report(ProgressLine& line);
  void finish_epoch();
  /// Returns whether there are new figures.
  bool examine(int epoch);
  void examine_before_settling();
  void check_plateau() const;
  void observe_plateau();
  void write_sheet(int epoch);

  bool save_is_due() const;
  void save();
  void write_model();
  void write_best();
  void add_figures();
  FiguresByMode figures_by_mode();

  Generator& shipped();
  RunParts parts() { return {*step_, average_.get()}; }
  RunState state() const;

  TrainOptions options_;
  RunFolder folder_;
  std::unique_ptr<RunLock> lock_;
  ModelSpec spec_;
  HoleSourcePtr holes_;  ///< nullptr: nothing is missing
  PairSourcePtr train_pairs_;
  PairSourcePtr val_pairs_;  ///< nullptr where the data set has none
  std::unique_ptr<PairLoader> loader_;
  std::unique_ptr<RunPlan> plan_;
  std::unique_ptr<Pix2PixStep> step_;
  std::unique_ptr<WeightAverage> average_;  ///< nullptr without --ema
  std::unique_ptr<Examination> examination_;
  std::unique_ptr<Plateau> plateau_;
  RunNotes notes_;  ///< but what examination_ and plateau_ hold
  std::vector<std::string> told_at_start_;
  std::unique_ptr<RunLog> log_;
  std::unique_ptr<LossFile> loss_file_;
  StopSignal stop_;
  Position position_;
  int64_t drop_checkpoints_after_ = -1;  ///< steps, when a run is extended
  LossMeter epoch_losses_;
  LossMeter recent_losses_;
  std::chrono::steady_clock::time_point started_, epoch_started_, saved_;
  double waited_before_ = 0.0;  ///< when the epoch began, seconds
  int64_t steps_done_ = 0;      ///< in this process
};

}  // namespace p2p
