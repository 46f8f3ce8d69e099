// SPDX-License-Identifier: MIT
// What a run has learnt about itself, beside its tensors.
#pragma once

#include <string>

#include "trainer/training/examination.h"
#include "trainer/training/pix2pix_step.h"
#include "trainer/training/schedule.h"

namespace p2p {

/// Figures in both modes of norm statistics.
struct FiguresByMode {
  NamedFigures frame, running;
};

/// Kept in checkpoints, so that a resumed run knows as much as one that was
/// never stopped.
struct RunNotes {
  Examination::Best best;
  Plateau::State plateau;
  FiguresByMode before_settling;
  NamedLosses epoch_losses;  ///< summed over the epoch's steps so far
  int epoch_steps = 0;
  int cpu_threads = 0;
};

/// As a JSON object and back; infinite numbers become null and come back as
/// the `fallback`'s.
std::string to_json(const RunNotes& notes);
RunNotes run_notes_from_json(const std::string& text, const RunNotes& fallback);

/// {"L1": 0.04, "PSNR": 24.5}; numbers that are not finite become null.
std::string to_json(const NamedFigures& figures);

}  // namespace p2p
