// SPDX-License-Identifier: MIT
// What a run tells while it goes: a line on a terminal, lines in a log.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include "trainer/training/pix2pix_step.h"

namespace p2p {

/// "1:02:03" or "4:05"
std::string duration_text(double seconds);

/// Means of named losses since the last clear().
class LossMeter {
 public:
  void add(const NamedLosses& losses);
  void clear();
  /// "G_GAN 1.234  G_L1 0.056 ..."
  std::string text() const;
  const NamedLosses& sums() const { return sums_; }
  int count() const { return count_; }
  /// Goes on from what another one had.
  void restore(const NamedLosses& sums, int count);
  /// Of one of them; NaN if there is none of this name.
  double mean(const std::string& name) const;

 private:
  NamedLosses sums_;
  int count_ = 0;
};

/// One redrawn line on a terminal; nothing where stderr is no terminal.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Draws at most ten times a second: `label`, a bar for done of total,
  /// `text`.
  void draw(const std::string& label, int done, int total,
            const std::string& text);
  /// Removes the line, so that others can be written.
  void clear();

 private:
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace p2p
